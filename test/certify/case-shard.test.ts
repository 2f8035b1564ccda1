import { describe, expect, it } from 'vitest';
import { caseTasks } from '../../src/certify/case-queue.ts';
import type { CaseRun } from '../../src/certify/case-run.ts';
import { runCases, type KeptRun } from '../../src/certify/case-shard.ts';
import { isIn } from '../../src/campaign/shards/shard.ts';
import { TargetError } from '../../src/input/problem.ts';
import { casesOf, SMALL_PROFILE } from './small-profile.ts';

const RAN: CaseRun = { type: 'ran', records: [], digest: 'd', log: [], server: {} };
const TASKS = caseTasks(casesOf(SMALL_PROFILE), 3);

type Ending = 'ran' | 'not-applicable' | 'dead' | 'broken';

/** Ends as it is told, one after the other. */
async function kept(endings: readonly Ending[], parallel = 1): Promise<readonly string[]> {
  const runs: [number, KeptRun['type']][] = [];
  let next = 0;
  await runCases(TASKS.slice(0, endings.length), {
    parallel,
    signal: new AbortController().signal,
    run: () => {
      const ending = endings[next++];
      if (ending === 'dead') return Promise.reject(new TargetError('no hello'));
      if (ending === 'broken') return Promise.reject(new Error('ours'));
      return Promise.resolve(ending === 'ran' ? RAN : { type: 'not-applicable', reason: 'r' });
    },
    keep: ({ position }, { type }) => runs.push([position, type]),
    onProgress: () => undefined,
  });
  return runs.toSorted(([a], [b]) => a - b).map(([, type]) => type);
}

describe('the runs of a certificate in shards', () => {
  it('are disjoint, and all of it together', () => {
    for (const of of [1, 2, 3, 7]) {
      const dealt = Array.from({ length: of }, (_, at) =>
        TASKS.filter(({ position }) => isIn(position, { index: at + 1, of })),
      ).flat();
      expect(dealt.toSorted((a, b) => a.position - b.position)).toEqual(TASKS);
    }
    expect(TASKS.map(({ at, repetition }) => [at, repetition])).toEqual([
      [0, 1],
      [1, 1],
      [0, 2],
      [1, 2],
      [0, 3],
      [1, 3],
    ]);
  });

  it('go on when the target was dead once, as one machine would', async () => {
    expect(await kept(['not-applicable', 'ran', 'dead', 'ran'])).toEqual([
      'not-applicable',
      'ran',
      'unreachable',
      'ran',
    ]);
    expect(await kept(['ran', 'dead', 'dead'], 2)).toEqual(['ran', 'unreachable', 'unreachable']);
  });

  it('are none where the target is dead from the start, or the mistake is ours', async () => {
    await expect(kept(['dead', 'ran'])).rejects.toThrow('no hello');
    await expect(kept(['not-applicable', 'dead', 'ran'])).rejects.toThrow('no hello');
    await expect(kept(['ran', 'broken', 'ran'])).rejects.toThrow('ours');
  });
});
