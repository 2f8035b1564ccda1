import { homedir } from 'node:os';
import { sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { badNames, machinePaths, switchedOff, tooLong, unfinished, withoutHeader } from './shape.ts';
import { ROOT, filesBelow } from './source-files.ts';

const CODE = /\.(?:ts|mjs)$/;
const code = new Map([...filesBelow('src', CODE), ...filesBelow('test', CODE)]);
const everything = filesBelow('.', /^(?!package-lock\.json$)/);
/** The folders this checkout and this user live in, but for `/` itself. */
const roots = [homedir(), ['', 'work'].join(sep), ROOT].filter((root) => root.length > 1);

describe('every file', () => {
  it('has a name in kebab-case that says what it is', () => {
    expect(badNames(code)).toEqual([]);
    expect(badNames(new Map([['src/live/FaultProxy.ts', '']]))).toEqual([
      'src/live/FaultProxy.ts is not in kebab-case',
    ]);
    for (const name of ['utils.ts', 'test-helpers.ts', 'common/a.ts', 'session-manager.ts', 'types.ts'])
      expect(badNames(new Map([[`src/live/${name}`, '']])), name).toHaveLength(1);
    expect(badNames(new Map([['src/kernel/event-queue.ts', '']]))).toEqual([]);
  });

  it('stops well before 400 lines', () => {
    expect(tooLong(code)).toEqual([]);
    expect(tooLong(new Map([['src/a.ts', 'a;\n'.repeat(400)]]))).toHaveLength(1);
    expect(tooLong(new Map([['src/a.ts', 'a;\n'.repeat(399)]]))).toEqual([]);
  });

  it('of src begins with a module header', () => {
    expect(withoutHeader(filesBelow('src', CODE))).toEqual([]);
    expect(withoutHeader(new Map([['src/a.ts', 'export const a = 1;']]))).toHaveLength(1);
    expect(
      withoutHeader(new Map([['src/a.mjs', '#!/usr/bin/env node\n/** What it is and owns. */\n']])),
    ).toEqual([]);
  });

  it('is finished', () => {
    expect(unfinished(everything)).toEqual([]);
    expect(unfinished(new Map([['src/a.ts', `a;\n// ${['TO', 'DO'].join('')}: more`]]))).toHaveLength(1);
  });

  it('lets every test run', () => {
    expect(switchedOff(code)).toEqual([]);
    for (const off of ['skip', 'only', 'todo', 'concurrent.skip'])
      expect(switchedOff(new Map([['test/a.test.ts', `it.${off}('a', () => {});`]])), off).toHaveLength(1);
  });

  it('names no path of this machine', () => {
    expect(machinePaths(everything, roots)).toEqual([]);
    expect(machinePaths(new Map([['a.md', 'see /home/ann/gauntlet/a.ts']]), ['/home/ann'])).toHaveLength(1);
    expect(machinePaths(new Map([['a.md', 'see src/home/ann/a.ts']]), ['/home/ann'])).toEqual([]);
  });
});
