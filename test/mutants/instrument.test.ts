import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { findMutants } from './find-mutants.ts';
import { instrument } from './instrument.ts';

/** What the text gives with each of its mutants, and without any. */
function valuesOf(text: string): { mutants: unknown[]; original: unknown } {
  const mutants = findMutants('a.ts', text);
  const instrumented = instrument(
    text,
    mutants.map((mutant, number) => ({ number, mutant })),
  );
  const run = (on: number): unknown =>
    runInNewContext(instrumented, { gauntletMutants: { is: (number: number) => number === on } });
  return { mutants: mutants.map((_, number) => run(number)), original: run(-1) };
}

describe('instrumented code', () => {
  it('is what it was as long as no mutant is on', () => {
    expect(valuesOf('(() => { let a = 2; if (a < 3) { a += 4; } return a; })()').original).toBe(6);
  });

  it('is each of its mutants in turn, however they are nested', () => {
    const text = 'var a = 1; [(a < 1 || !a) === false, a + 2 * 3].join()';
    const changes = findMutants('a.ts', text).map(({ before, after }) => `${before} ${after}`);
    const { mutants } = valuesOf(text);
    expect(mutants.map((value, at) => [changes[at], value])).toEqual([
      ['1 2', 'true,8'],
      ['[(a < 1 || !a) === false, a + 2 * 3].join() nothing', undefined],
      ['< <=', 'false,7'],
      ['1 2', 'false,7'],
      ['|| &&', 'true,7'],
      ['! ', 'false,7'],
      ['=== !==', 'false,7'],
      ['false true', 'false,7'],
      ['+ -', 'true,-5'],
      ['2 3', 'true,10'],
      ['* /', 'true,1.6666666666666665'],
      ['3 4', 'true,9'],
    ]);
  });

  it('keeps an else with its if', () => {
    const text = 'var seen = []; if (no) seen.push(1); else seen.push(2); seen.join()';
    expect(valuesOf(`var no = seen0(); function seen0() { return false; } ${text}`).original).toBe('2');
  });

  it('leaves a statement out', () => {
    const { mutants } = valuesOf(
      '(() => { let a = 0; for (const b of [5, 6]) { if (b > 5) break; a += b; } return a; })()',
    );
    expect(mutants).toContain(11);
    expect(mutants).toContain(0);
  });
});
