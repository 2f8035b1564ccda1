import { describe, expect, it } from 'vitest';
import { findMutants } from './find-mutants.ts';
import { sampleOf } from './sample.ts';

const LINES = Array.from({ length: 40 }, (_, at) => `const v${at} = a${at} < b;`);
const MUTANTS = findMutants('a.ts', LINES.join('\n'));

describe('a sample', () => {
  it('has the size that was asked for, in the order of the file', () => {
    const lines = sampleOf(MUTANTS, 'one', 10).map(({ line }) => line);
    expect(lines).toHaveLength(10);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  });

  it('is all there is when more is asked for', () => {
    expect(sampleOf(MUTANTS, 'one', 1_000)).toEqual(MUTANTS);
  });

  it('depends on the seed', () => {
    expect(sampleOf(MUTANTS, 'one', 10)).not.toEqual(sampleOf(MUTANTS, 'two', 10));
  });

  it('keeps the lines it drew when others move them', () => {
    const sources = (text: string): string[] =>
      sampleOf(findMutants('a.ts', text), 'one', 10).map(({ source }) => source);
    expect(sources(`\n\n// moved\n${LINES.join('\n')}`)).toEqual(sources(LINES.join('\n')));
  });
});
