import { describe, expect, it } from 'vitest';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';
import { scenarioSchema } from '../../src/plan/scenario.ts';
import { REAL_LIMITS } from '../../src/protocol/limits.ts';

const LEAST: PlanInput = { clients: [{ id: 'web' }] };

/** The least a person must write of each operation and fault, and what it becomes. */
const TIMED = { id: 'x', client: 'web', atMs: 1 };
const AFTER = { operation: 'x', event: 'sent' } as const;

function operationOf(operation: NonNullable<PlanInput['operations']>[number]): unknown {
  return planSchema.parse({ ...LEAST, operations: [operation] }).operations[0];
}

function faultOf(fault: NonNullable<PlanInput['faults']>[number]): unknown {
  const operations: PlanInput['operations'] = [{ do: 'send', ...TIMED, id: 'm1', session: 's' }];
  return planSchema.parse({ ...LEAST, operations, faults: [fault] }).faults[0];
}

describe('a plan', () => {
  it('gets every default once', () => {
    expect(planSchema.parse(LEAST)).toEqual({
      version: 1,
      seed: 'gauntlet',
      ties: 'random',
      limits: REAL_LIMITS,
      rules: { dailyResetMinute: null, compactAboveEntries: null },
      mainSession: 'agent:main:main',
      wallClockMs: 1_767_268_800_000,
      disk: { latencyMs: [0.05, 1], bootMs: [50, 300] },
      socketBytes: 65_536,
      summaryMs: 400,
      quietWithinMs: 600_000,
      bounds: { eventsPerInstant: 100_000, eventsPerPlan: 20_000_000 },
      clients: [
        {
          id: 'web',
          role: 'operator',
          follows: [],
          subscribes: true,
          latencyMs: [0.2, 2],
          bytesPerSecond: null,
          readBytesPerSecond: null,
          protocols: [3, 4],
          connectAtMs: 0,
        },
      ],
      operations: [],
      faults: [],
    });
  });

  it('has the numbers of the measured releases as limits', () => {
    expect(planSchema.parse(LEAST).limits).toEqual({
      maxPayloadBytes: 26_214_400,
      maxBufferedBytes: 52_428_800,
      preHelloPayloadBytes: 65_536,
      tickIntervalMs: 30_000,
      handshakeTimeoutMs: 15_000,
      dedupeWindowMs: 300_000,
      summaryTimeoutMs: 60_000,
      runTimeoutMs: 300_000,
    });
  });

  it('keeps the other limits when one is given', () => {
    const { limits } = planSchema.parse({ ...LEAST, limits: { maxPayloadBytes: 4_096 } });
    expect(limits).toEqual({ ...REAL_LIMITS, maxPayloadBytes: 4_096 });
  });

  it('is unchanged when it is parsed again', () => {
    const once = planSchema.parse(LEAST);
    expect(planSchema.parse(once)).toEqual(once);
  });
});

describe('an operation', () => {
  it.each<[string, NonNullable<PlanInput['operations']>[number], object]>([
    [
      'send',
      { do: 'send', ...TIMED, session: 's' },
      {
        text: '',
        sameKey: false,
        turn: {
          startAfterMs: 5,
          steps: [{ type: 'delta', afterMs: 10, bytes: 24 }],
          end: { type: 'stop', afterMs: 5 },
          tokens: 100,
        },
      },
    ],
    ['reset', { do: 'reset', ...TIMED, session: 's' }, {}],
    ['delete', { do: 'delete', ...TIMED, session: 's' }, {}],
    ['compact', { do: 'compact', ...TIMED, session: 's' }, {}],
    ['abort', { do: 'abort', ...TIMED, session: 's' }, {}],
    ['history', { do: 'history', ...TIMED, session: 's' }, { times: 1 }],
    ['list', { do: 'list', ...TIMED }, {}],
    ['subscribe', { do: 'subscribe', ...TIMED, session: 's' }, { to: 'messages' }],
    ['try-all', { do: 'try-all', ...TIMED, session: 's' }, {}],
    ['leave', { do: 'leave', ...TIMED }, { forMs: 100 }],
  ])('of kind %s gets its defaults', (_kind, written, defaults) => {
    expect(operationOf(written)).toEqual({ ...written, ...defaults });
  });

  it('follows another without delay unless it says so', () => {
    const first = { do: 'list', ...TIMED } as const;
    const second = { do: 'list', id: 'y', client: 'web', after: AFTER } as const;
    const plan = planSchema.parse({ ...LEAST, operations: [first, second] });
    expect(plan.operations[1]).toEqual({ ...second, after: { ...AFTER, delayMs: 0 } });
  });

  it('fills in what a turn leaves out, step by step', () => {
    const turn = { steps: [{ type: 'delta', afterMs: 1 }], end: { type: 'never' } } as const;
    expect(operationOf({ do: 'send', ...TIMED, session: 's', turn: turn as never })).toMatchObject({
      turn: {
        startAfterMs: 5,
        steps: [{ type: 'delta', afterMs: 1, bytes: 24 }],
        end: { type: 'never', afterMs: 5 },
      },
    });
  });
});

describe('a fault', () => {
  const at = { id: 'f', atMs: 1 };
  it.each<[string, NonNullable<PlanInput['faults']>[number], object]>([
    ['process.restart', { kind: 'process.restart', ...at }, { downMs: 500 }],
    ['process.crash', { kind: 'process.crash', ...at }, { downMs: 500 }],
    [
      'lifecycle.late',
      { kind: 'lifecycle.late', id: 'f', run: 'm1', event: 'end', delayMs: 5 },
      { anonymous: true },
    ],
    ['link.cut', { kind: 'link.cut', ...at, client: 'web' }, {}],
    ['disk.full', { kind: 'disk.full', ...at, durationMs: 5 }, {}],
  ])('of kind %s gets its defaults', (_kind, written, defaults) => {
    expect(faultOf(written)).toEqual({ ...written, ...defaults });
  });

  it('fires after the first match, at once, unless its trigger says otherwise', () => {
    const when = { on: 'disk.append' } as const;
    expect(faultOf({ kind: 'process.crash', id: 'f', when })).toMatchObject({
      when: { on: 'disk.append', nth: 1, edge: 'after', delayMs: 0 },
    });
  });
});

describe('a scenario', () => {
  it('comes from no incident and convicts nobody unless it says so', () => {
    const scenario = scenarioSchema.parse({ name: 'n', story: 's', plan: LEAST });
    expect(scenario).toEqual({
      name: 'n',
      story: 's',
      incident: null,
      convicts: [],
      exercises: [],
      plan: planSchema.parse(LEAST),
    });
  });
});
