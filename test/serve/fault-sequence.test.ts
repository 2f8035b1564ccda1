import { describe, expect, it } from 'vitest';
import {
  describeFault,
  faultSequence,
  SERVED_FAULTS,
  type ServedFault,
} from '../../src/serve/fault-sequence.ts';

function first(count: number, seed: string, everyMs = 5_000, types = SERVED_FAULTS): ServedFault[] {
  const sequence = faultSequence(seed, everyMs, types);
  return Array.from({ length: count }, () => sequence.next().value);
}

describe('the sequence of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(first(50, 'a')).toEqual(first(50, 'a'));
    expect(first(50, 'a')).not.toEqual(first(50, 'b'));
  });

  it('has every fault once in every round', () => {
    for (let round = 0; round < 4; round++) {
      const types = first(20, 'a')
        .slice(round * 5, round * 5 + 5)
        .map(({ type }) => type);
      expect(types.sort()).toEqual([...SERVED_FAULTS].sort());
    }
  });

  it('waits 2 to 8 seconds before each, or as much as is asked for in proportion', () => {
    for (const everyMs of [5_000, 10, 333]) {
      const times = [0, ...first(200, 'a', everyMs).map(({ atMs }) => atMs)];
      const waits = times.slice(1).map((at, k) => at - (times[k] ?? 0));
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(everyMs * 0.4);
      expect(Math.max(...waits)).toBeLessThanOrEqual(everyMs * 1.6);
    }
  });

  it('leaves out what nobody could do', () => {
    expect(new Set(first(20, 'a', 100, ['cut', 'reset']).map(({ type }) => type))).toEqual(
      new Set(['cut', 'reset']),
    );
  });

  it('is said in one line each', () => {
    for (const fault of first(10, 'a')) expect(describeFault(fault)).toMatch(/^\d+\.\d{3} s {2}\S.*$/);
  });
});
