import { describe, expect, it } from 'vitest';
import { createStream } from '../../src/kernel/random.ts';
import type { Fault } from '../../src/plan/fault.ts';
import { aimed } from '../../src/plan/generate-aim.ts';
import type { PlanDraft } from '../../src/plan/generate.ts';
import { planSchema } from '../../src/plan/plan.ts';

const plan = planSchema.parse({
  clients: [{ id: 'alice', connectAtMs: 100 }],
  operations: [
    { id: 'r1', do: 'reset', client: 'alice', session: 'k', atMs: 20_000 },
    { id: 's1', do: 'send', client: 'alice', session: 'k', atMs: 40_000 },
    { id: 'l1', do: 'leave', client: 'alice', atMs: 60_000, forMs: 1_000 },
  ],
  faults: [
    { id: 'cut', kind: 'link.cut', client: 'alice', atMs: 5_000 },
    { id: 'asleep', kind: 'reader.pause', client: 'alice', atMs: 5_000, durationMs: 10 },
    { id: 'full', kind: 'disk.full', when: { on: 'disk.append' }, durationMs: 10 },
    { id: 'stop', kind: 'process.restart', atMs: 80_000, downMs: 500 },
  ],
});

function drawn(k: number): readonly Fault[] {
  const { clients, operations, faults } = plan;
  const random = createStream(`aim/${k}`);
  const draft: PlanDraft = { random, clients, has: new Set(), sessions: ['k'], horizonMs: 90_000 };
  return aimed(draft, operations, faults);
}

const outcomes = Array.from({ length: 300 }, (_none, k) => drawn(k));

describe('aim', () => {
  it('moves some faults to where a handshake, a rotation, a return or a shutdown begins, and leaves others', () => {
    const times = outcomes.map(([cut]) => (cut?.kind === 'link.cut' ? (cut.atMs ?? 0) : 0));
    const near = (moment: number): boolean => times.some((time) => time >= moment && time <= moment + 200);
    for (const moment of [100, 5_000, 20_000, 61_000, 80_000, 80_500])
      expect(near(moment), `${moment}`).toBe(true);
    expect(near(40_000)).toBe(false);
  });

  it('leaves alone what goes with something else, has a trigger, or ends the process', () => {
    for (const [, ...others] of outcomes) expect(others).toEqual(plan.faults.slice(1));
  });
});
