import { describe, expect, it } from 'vitest';
import type { RewindPoint } from '../../src/campaign/rewind-points.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { distanceToTrigger, triggersIn } from './why-distance.ts';

const at = (entry: RewindPoint['entry']): RewindPoint => ({ entry, record: 0, atMicros: 0 });

const POINTS = [
  at({ type: 'operation', id: 's' }),
  at({ type: 'step', id: 's', step: 0 }),
  at({ type: 'operation', id: 'r' }),
  at({ type: 'end', id: 's' }),
  at({ type: 'fault', id: 'f' }),
];

describe('the triggers in a plan', () => {
  const plan = planSchema.parse({
    clients: [{ id: 'web' }],
    operations: [
      {
        do: 'send',
        id: 's',
        client: 'web',
        session: 'a',
        atMs: 1,
        turn: { steps: [], end: { type: 'error' } },
      },
      { do: 'send', id: 't', client: 'web', session: 'a', atMs: 2 },
    ],
  });

  it('are how a run ends, when it is handed out and when it happens', () => {
    expect(triggersIn([{ turn: 'error' }], plan)).toEqual([
      { type: 'operation', id: 's' },
      { type: 'end', id: 's' },
    ]);
  });

  it('are an operation alone where that is what sets it off', () => {
    expect(triggersIn([{ operation: 'send' }], plan)).toEqual([
      { type: 'operation', id: 's' },
      { type: 'operation', id: 't' },
    ]);
    expect(triggersIn('none', plan)).toEqual([]);
  });
});

describe('the distance to a trigger', () => {
  it.each([
    ['the entry itself', [{ type: 'operation', id: 'r' } as const], 3, 0],
    [
      'the nearest of several',
      [{ type: 'operation', id: 's' } as const, { type: 'fault', id: 'f' } as const],
      4,
      1,
    ],
    ['a turn step', [{ type: 'step', operation: 's', index: 0 } as const], 5, 3],
    ['a fault of the same id as an operation', [{ type: 'fault', id: 'r' } as const], 3, null],
    ['the end of a run', [{ type: 'end', id: 's' } as const], 3, 1],
    ['a client, who is there from the start', [{ type: 'client', id: 's' } as const], 1, null],
    ['nothing that was named', [{ type: 'operation', id: 'r' } as const], undefined, null],
  ])('is that of %s', (_name, triggers, kept, expected) => {
    expect(distanceToTrigger(POINTS, triggers, kept)).toBe(expected);
  });
});
