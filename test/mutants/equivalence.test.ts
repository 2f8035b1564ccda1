import { describe, expect, it } from 'vitest';
import { filesBelow } from '../tidy/source-files.ts';
import { EQUIVALENT } from './equivalent.ts';
import { recognise, type Equivalent } from './equivalence.ts';
import { findMutants } from './find-mutants.ts';

const MUTANTS = findMutants('src/a.ts', 'if (a < 1 || b < 1) call();\n');
const LESS: Equivalent = {
  file: 'src/a.ts',
  source: 'if (a < 1 || b < 1) call();',
  before: '<',
  after: '<=',
  reason: 'none',
};

describe('the list of equivalent mutants', () => {
  it('recognises one by its line', () => {
    const { equivalent, problems } = recognise(MUTANTS, [{ ...LESS, which: 2 }]);
    expect(problems).toEqual([]);
    expect([...equivalent].map(({ column }) => column)).toEqual([16]);
  });

  it.each<[says: string, list: Equivalent[], problem: RegExp]>([
    [
      'a line that is no more',
      [{ ...LESS, source: 'if (a) call();' }],
      /^no such mutant: src\/a\.ts: < → <= in: if/,
    ],
    ['a third of two', [{ ...LESS, which: 3 }], /^no such mutant/],
    ['one of two without saying which', [LESS], /^2 mutants are called this, say which/],
    [
      'one twice',
      [
        { ...LESS, which: 1 },
        { ...LESS, which: 1 },
      ],
      /^listed twice/,
    ],
  ])('refuses %s', (_, list, problem) => {
    expect(recognise(MUTANTS, list).problems).toEqual([expect.stringMatching(problem)]);
  });

  it('that is committed names mutants that there are, with a reason', () => {
    const files = new Set(EQUIVALENT.map(({ file }) => file));
    const sources = [...filesBelow('src', /\.ts$/)].filter(([path]) => files.has(path));
    const mutants = sources.flatMap(([path, text]) => findMutants(path, text));
    expect(recognise(mutants, EQUIVALENT).problems).toEqual([]);
    for (const { reason } of EQUIVALENT) expect(reason).toMatch(/\w \w/);
  });
});
