import { describe, expect, it } from 'vitest';
import { comparisonText } from './against.ts';
import { benchOptions } from './bench-options.ts';
import { compareRound, comparedRow, isSlower, resolutionOf, type ComparedRound } from './comparison.ts';
import { DETERMINISTIC } from './subjects.ts';
import type { Turns } from './subject.ts';

const WHAT = { name: 'kernel alone', unit: 'events' };

function round(ratio: number, there = 100): ComparedRound {
  return { portion: { here: 50, there: 50 }, pairs: [{ here: there * ratio, there }] };
}

describe('two trees in one run', () => {
  it('take turns in alternating order, warmed up before', async () => {
    const turns: string[] = [];
    const subject = (name: string, ms: number): Turns => ({
      ...WHAT,
      warmUp: () => Promise.resolve(turns.push(`${name} warm`) && 50),
      turn: () => Promise.resolve(turns.push(name) && ms),
    });
    const pace = { pairs: 3, turnMs: 1, warmUpMs: 0 };
    const measured = await compareRound(subject('A', 10), subject('B', 20), pace);
    expect(turns).toEqual(['A warm', 'B warm', 'A', 'B', 'B', 'A', 'A', 'B']);
    expect(measured.pairs).toEqual(Array.from({ length: 3 }, () => ({ here: 5_000, there: 2_500 })));
    expect(measured.portion).toEqual({ here: 50, there: 50 });
  });

  it('have the median of the rounds as their ratio, each the median of its pairs', () => {
    const pairs = [1, 0.5, 0.98].map((here) => ({ here, there: 1 }));
    const rounds = [{ portion: { here: 50, there: 50 }, pairs }, round(1), round(0.97), round(0.2), round(3)];
    const row = comparedRow('kernel', WHAT, rounds);
    expect(row.rounds).toEqual([0.98, 1, 0.97, 0.2, 3]);
    expect(row).toMatchObject({ ratio: 0.98, slower: false });
  });

  it('are not misled by a moment in which both were slow', () => {
    const rounds = [round(1, 100), round(1, 5), round(1, 110)];
    expect(comparedRow('kernel', WHAT, rounds)).toMatchObject({ ratio: 1, resolution: 0, here: 100 });
  });

  it('differ too much from more than five per cent of time on', () => {
    expect([1.2, 1, 1 / 1.05, 1 / 1.051, 0.5].map(isSlower)).toEqual([false, false, false, true, true]);
  });

  it('leave the two rounds out of the resolution that lie furthest out', () => {
    expect(resolutionOf([0.5, 0.98, 1, 1.02, 9])).toBeCloseTo(0.02);
    expect(resolutionOf([1, 1.1])).toBeCloseTo(0.05);
  });

  it('are shown with what is slower, what does other work, and what only one has', () => {
    const slow = comparedRow('kernel', WHAT, [round(0.9)]);
    const other = { ...comparedRow('world', WHAT, [round(1)]), portion: { here: 51, there: 50 } };
    const text = comparisonText({
      against: { commit: '0123456789', subject: 'Before' },
      mostSlower: 0.05,
      rows: [slow, other],
      onlyHere: ['digest'],
      onlyThere: ['gone'],
    });
    expect(text).toMatch(/^this tree against 0123456 \(Before\)\n/);
    expect(text).toMatch(/kernel .* 0\.900x .* SLOWER\n/);
    expect(text).toMatch(/world .* 1\.000x .* other work: 51\.0 and 50\.0 in one portion\n/);
    expect(text).toMatch(/only in this tree: digest\nonly there: gone\n/);
    expect(text).toMatch(/more than 5\.0 % slower, twice: kernel$/);
  });

  it('are compared in what is ours and does the same work each time', () => {
    expect(DETERMINISTIC).toContain('judging-lines');
    expect(DETERMINISTIC.filter((row) => /timers|scheduler|live/.test(row))).toEqual([]);
  });
});

describe('the arguments of the bench', () => {
  it('ask for the table, or for a comparison', () => {
    const table = { against: undefined, json: false, clock: 'wall', rows: undefined };
    expect(benchOptions([])).toEqual(table);
    expect(benchOptions(['--processor', '--json'])).toEqual({ ...table, clock: 'processor', json: true });
    expect(benchOptions(['--against', 'HEAD~1', '--rows', 'kernel,world'])).toEqual({
      ...table,
      against: 'HEAD~1',
      rows: ['kernel', 'world'],
    });
  });

  it.each([
    [['--against'], /argument/],
    [['--against', ''], /needs a commit/],
    [['--against', '--json'], /against/],
    [['--against=-x'], /needs a commit/],
    [['--rows', 'kernel,nothing'], /there is no row 'nothing'/],
    [['--rows', ','], /needs a name/],
    [['--nothing'], /nothing/],
    [['HEAD'], /HEAD/],
  ])('are refused: %j', (args, problem) => {
    expect(benchOptions(args)).toMatch(problem);
  });
});
