import { describe, expect, it } from 'vitest';
import { runChunk } from '../../src/campaign/chunk.ts';
import { firstDifference, isChecked } from '../../src/campaign/determinism.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { fakeBench, smallHistory, TARGET } from './fake-bench.ts';

const REQUEST = { seed: 'gauntlet', from: 1, to: 4 };

function log(i: number, text: string): HistoryRecord {
  return { i, atMicros: i, incarnation: 1, kind: 'log', level: 'info', text };
}

describe('the determinism check', () => {
  it('executes every plan twice under all, and none under none', () => {
    const all = fakeBench();
    runChunk(all, TARGET, { ...REQUEST, check: 'all' });
    expect(all.executed).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    const none = fakeBench();
    runChunk(none, TARGET, { ...REQUEST, check: 'none' });
    expect(none.executed).toEqual([1, 2, 3, 4]);
  });

  it('samples about one plan in fifty, always the same ones', () => {
    const sampled = (): number[] =>
      Array.from({ length: 5000 }, (_, k) => k).filter((k) => isChecked('sample', `gauntlet/${k}`));
    expect(sampled().length).toBeGreaterThan(60);
    expect(sampled().length).toBeLessThan(140);
    expect(sampled()).toEqual(sampled());
  });

  it('names the first differing record of a plan that is not repeatable', () => {
    const bench = fakeBench({
      history: (index, execution) =>
        index === 3 ? [log(0, 'same'), log(1, `execution ${execution}`)] : smallHistory(index),
    });
    const { mismatches } = runChunk(bench, TARGET, { ...REQUEST, check: 'all' });
    expect(mismatches).toHaveLength(1);
    expect(mismatches[0]).toMatchObject({ plan: "plan 3 of seed 'gauntlet'", at: 1 });
    expect(mismatches[0]?.first?.what).toContain('execution');
    expect(mismatches[0]?.second?.what).not.toBe(mismatches[0]?.first?.what);
  });

  it.each([
    ['the same', [log(0, 'a')], [log(0, 'a')], undefined],
    ['a changed record', [log(0, 'a'), log(1, 'b')], [log(0, 'a'), log(1, 'c')], 1],
    ['a missing end', [log(0, 'a'), log(1, 'b')], [log(0, 'a')], 1],
    ['nothing', [], [], undefined],
  ])('finds the first difference: %s', (_name, a, b, expected) => {
    expect(firstDifference(a, b)).toBe(expected);
  });
});
