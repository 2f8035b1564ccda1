import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileOf, isFolderStep, pathOf, stepsOf } from '../../src/serve/file-name.ts';

const paths = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({
    unit: fc.constantFrom('a', 'A', '/', '.', '+', '%', '\\', '\u0000', '\ud800', 'é'),
    maxLength: 500,
  }),
);

describe('a file name', () => {
  it('gives its path back, whatever characters that has', () => {
    fc.assert(
      fc.property(paths, (path) => {
        expect(pathOf(stepsOf(path))).toBe(path);
      }),
    );
  });

  it('is made of steps that every file system takes', () => {
    fc.assert(
      fc.property(paths, (path) => {
        for (const step of stepsOf(path)) expect(step).toMatch(/^(?!\.)[a-z0-9._%-]{1,254}\+?$/);
      }),
    );
  });

  it('is a folder in every step but the last', () => {
    fc.assert(
      fc.property(paths, (path) => {
        const steps = stepsOf(path);
        expect(steps.map(isFolderStep)).toEqual(steps.map((_step, k) => k < steps.length - 1));
      }),
    );
  });

  it('never leaves its folder', () => {
    for (const path of ['..', '../../etc/passwd', '/etc/passwd', '.', '', 'a/../../b'])
      expect(fileOf('/state', path)).toMatch(/^\/state\/[^/]+$/);
  });

  it('keeps plain names readable', () => {
    expect(stepsOf('ledger.jsonl')).toEqual(['ledger.jsonl']);
  });

  it('belongs to no path when none is written so', () => {
    for (const strange of ['Ledger', '%2', '%61', '.hidden', 'a b'])
      expect(pathOf([strange])).toBeUndefined();
  });
});
