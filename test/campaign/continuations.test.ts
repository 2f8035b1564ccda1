import { describe, expect, it } from 'vitest';
import {
  KINDS_IN_A_ROW,
  kindOf,
  runContinuations,
  type SameFailure,
} from '../../src/campaign/continuations.ts';
import type { Execute } from '../../src/campaign/execute.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { openTarget } from '../../src/campaign/target.ts';
import { planSchema } from '../../src/plan/plan.ts';

const target = await openTarget({ type: 'named', name: 'reference' });
const PLAN = planSchema.parse({ clients: [{ id: 'web' }], operations: [] });
const REWIND = { atMs: 30, operations: [], faults: [], runs: [] };
const WANTED: SameFailure = { property: 'send/accounted', cause: 'lost', atMicros: 12_000 };

/** Every continuation violates this, with evidence whose first record was made at this time. */
async function failures(atMicros: number | null, finding: object = {}): Promise<number> {
  const execute: Execute = async (trial) => {
    const { verdicts: _, ...outcome } = await STANDARD_EXECUTOR.execute(trial);
    const record = { i: 0, atMicros: atMicros ?? 0, incarnation: 1, kind: 'phase', phase: 'heal' } as const;
    const violation = {
      property: 'send/accounted',
      cause: 'lost',
      state: 'idle',
      sentence: '',
      evidence: [],
    };
    const records = atMicros === null ? [] : [0];
    return {
      ...outcome,
      history: [record],
      verdicts: [
        {
          property: 'send/accounted',
          verdict: 'violation',
          exercised: 1,
          violations: [{ ...violation, records, ...finding }],
        },
      ],
    } as never;
  };
  const { profile } = STANDARD_EXECUTOR;
  const request = { plan: PLAN, rewind: REWIND, wanted: WANTED, seed: 's', from: 1, to: 4 };
  return (await runContinuations({ execute, profile, target }, request)).length;
}

describe('a continuation fails in the same way', () => {
  it('when the finding is about the same thing, or about one that was drawn', async () => {
    expect(await failures(12_000)).toBe(4);
    expect(await failures(30_000)).toBe(4);
    expect(await failures(null)).toBe(4);
  });

  it('not when it is about another thing that was kept, which was excused then', async () => {
    expect(await failures(11_000)).toBe(0);
  });

  it('not for another cause or property', async () => {
    expect(await failures(12_000, { cause: 'late' })).toBe(0);
    expect(await failures(12_000, { property: 'run/terminates' })).toBe(0);
  });
});

it('is of each kind as often in any row of all kinds', () => {
  const row = (from: number): readonly string[] =>
    Array.from({ length: KINDS_IN_A_ROW }, (_none, k) => kindOf(from + k)).toSorted();
  expect(row(1)).toEqual(['asked', 'drawn', 'drawn', 'drawn', 'drawn', 'restarted', 'still', 'used']);
  for (const from of [2, 5, 19]) expect(row(from)).toEqual(row(1));
});
