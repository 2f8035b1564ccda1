import { describe, expect, it } from 'vitest';
import type { MistakeTrigger } from '../../src/plan/mistake-trigger.ts';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';
import { triggeredBy } from '../../src/plan/triggered-by.ts';

type Operations = NonNullable<PlanInput['operations']>;

const send = { do: 'send', id: 'm1', client: 'web', session: 's', atMs: 1_000 } as const;
const next = { ...send, id: 'm2', client: 'app', atMs: 1_010 } as const;
const later = { ...send, id: 'm3', atMs: 60_000 } as const;
const reset = { do: 'reset', id: 'r1', client: 'web', session: 's', atMs: 1_010 } as const;
const compact = { do: 'compact', id: 'c1', client: 'web', session: 's', atMs: 5_000 } as const;
const long = { ...send, turn: { end: { type: 'never' } } } as const;
const said = { type: 'delta', afterMs: 5, bytes: 24 } as const;
const tool = { type: 'tool', afterMs: 5, bytes: 24 } as const;

/** The entries in words: `m1`, `f1`, `web`, `m1/0` for a step. */
function named(trigger: MistakeTrigger, plan: Omit<PlanInput, 'clients'> & Partial<PlanInput>): string[] {
  const clients: PlanInput['clients'] = [
    { id: 'web', follows: ['s', 't'] },
    { id: 'app', role: 'channel' },
  ];
  return triggeredBy(trigger, planSchema.parse({ clients, ...plan })).map((one) =>
    one.type === 'step' ? `${one.operation}/${one.index}` : one.id,
  );
}

describe('triggeredBy', () => {
  it('names nothing when a mistake needs nothing', () => {
    expect(named('none', { operations: [send, reset] })).toEqual([]);
  });

  it('names an entry once, whatever describes it', () => {
    expect(named([{ operation: 'send' }, { operation: 'any' }], { operations: [send] })).toEqual(['m1']);
  });

  it.each<[string, MistakeTrigger, Operations, string[]]>([
    ['of one kind', [{ operation: 'reset' }], [send, reset], ['r1']],
    ['of several kinds', [{ operation: ['reset', 'compact'] }], [send, reset, compact], ['r1', 'c1']],
    ['of a role', [{ operation: 'any', by: ['channel'] }], [send, next], ['m2']],
    [
      'that names an ended session',
      [{ operation: 'send', names: 'stale' }],
      [send, { ...next, names: 'stale' }],
      ['m2'],
    ],
    [
      'that subscribes so',
      [{ operation: 'subscribe', to: 'sessions' }],
      [
        { do: 'subscribe', id: 'u1', client: 'app', session: 's', atMs: 1 },
        { do: 'subscribe', id: 'u2', client: 'app', session: 's', atMs: 1, to: 'sessions' },
      ],
      ['u2'],
    ],
    ['that meets a run', [{ operation: 'send', while: 'run' }], [send, next, later], ['m1', 'm2']],
    ['that meets a run that never ends', [{ operation: 'send', while: 'run' }], [long, later], ['m3']],
    [
      'that comes when all is over',
      [{ operation: 'reset', while: 'run' }],
      [{ ...reset, atMs: 60_000 }, send],
      [],
    ],
    [
      'that meets no run elsewhere',
      [{ operation: 'send', while: 'run' }],
      [send, { ...next, session: 't' }],
      [],
    ],
    [
      'that waits behind no repetition',
      [{ operation: 'abort', while: 'queue' }],
      [
        send,
        { ...next, replayOf: 'm1', sameKey: true },
        { do: 'abort', id: 'a1', client: 'web', session: 's', atMs: 1_100 },
      ],
      [],
    ],
    [
      'that meets a queue',
      [{ operation: 'abort', while: 'queue' }],
      [send, next, { do: 'abort', id: 'a1', client: 'web', session: 's', atMs: 1_100 }],
      ['a1'],
    ],
    [
      'that waits until the run is settled',
      [{ operation: 'send', while: 'run' }],
      [send, { ...next, atMs: undefined, after: { operation: 'm1', event: 'settled' } }],
      [],
    ],
    [
      'that waits for the answer alone',
      [{ operation: 'send', while: 'run' }],
      [send, { ...next, atMs: undefined, after: { operation: 'm1', event: 'answered' } }],
      ['m2'],
    ],
    [
      'that meets a summary',
      [{ operation: 'send', while: 'summary' }],
      [send, compact, { ...later, atMs: 5_100 }],
      ['m3'],
    ],
    ['that comes after the summary', [{ operation: 'send', while: 'summary' }], [compact, later], []],
    ['after a message', [{ operation: 'send', after: 'send' }], [send, later], ['m3']],
    [
      'after a reset',
      [{ operation: 'send', after: 'reset' }],
      [reset, { ...send, atMs: 900 }, later],
      ['m3'],
    ],
    [
      'after a command',
      [{ operation: 'delete', after: 'rotation' }],
      [
        { ...send, text: '/new' },
        { ...reset, id: 'd1', do: 'delete' },
      ],
      ['d1'],
    ],
    [
      'after a message elsewhere',
      [{ operation: 'send', after: 'send elsewhere' }],
      [send, { ...later, session: 't' }],
      ['m3'],
    ],
    ['of a command', [{ operation: 'send', says: 'command' }], [send, { ...next, text: '/reset' }], ['m2']],
    [
      'that repeats a message',
      [{ operation: 'send', key: 'again' }],
      [send, { ...next, replayOf: 'm1', sameKey: true }, { ...later, replayOf: 'm1' }],
      ['m2'],
    ],
    [
      'with a key that is taken',
      [{ operation: 'send', key: 'of another message' }],
      [send, { ...next, keyOf: 'm1' }],
      ['m2'],
    ],
    [
      'with a key that is taken elsewhere',
      [{ operation: 'send', key: 'in another session' }],
      [send, { ...next, keyOf: 'm1' }, { ...later, session: 't', keyOf: 'm1' }],
      ['m3'],
    ],
    [
      'of a size',
      [{ operation: 'send', minBytes: 100 }],
      [send, { ...next, bytes: 100 }, { ...later, text: 'é'.repeat(50) }],
      ['m2', 'm3'],
    ],
    ['of a size where there is no text', [{ operation: 'any', minBytes: 1 }], [reset], []],
    [
      'with such characters',
      [{ operation: 'send', characters: 'beyond three bytes' }],
      [
        { ...send, text: 'é' },
        { ...next, text: '🙂' },
      ],
      ['m2'],
    ],
    ['after some time', [{ operation: 'send', idleMs: 3_000 }], [send, next, later], ['m3']],
    [
      'at the turn of a day',
      [{ operation: 'send', pastMinute: 240 }],
      [send, { ...next, atMs: 86_400_000 }],
      ['m2'],
    ],
  ])('names an operation %s', (_what, trigger, operations, entries) => {
    expect(named(trigger, { operations })).toEqual(entries);
  });

  it('names a message that a rule of the plan acts on', () => {
    const daily: MistakeTrigger = [{ operation: 'send', rule: 'daily' }];
    const operations = [send, { ...next, atMs: 86_400_000 }];
    expect(named(daily, { operations })).toEqual([]);
    expect(named(daily, { operations, rules: { dailyResetMinute: 240 } })).toEqual(['m2']);
    const compacting: MistakeTrigger = [{ operation: 'send', rule: 'compaction' }];
    expect(named(compacting, { operations })).toEqual([]);
    expect(named(compacting, { operations, rules: { compactAboveEntries: 4 } })).toEqual(['m1', 'm2']);
  });

  it('turns the day when the clock jumps', () => {
    const trigger: MistakeTrigger = [{ operation: 'send', pastMinute: 240 }];
    const operations = [send, later];
    const jump = { kind: 'clock.jump', id: 'f1', byMs: 86_400_000 } as const;
    expect(named(trigger, { operations, faults: [{ ...jump, atMs: 30_000 }] })).toEqual(['m3']);
    expect(named(trigger, { operations, faults: [{ ...jump, when: { on: 'disk.sync' } }] })).toEqual(['m3']);
    expect(named(trigger, { operations, faults: [{ ...jump, atMs: 90_000 }] })).toEqual([]);
  });

  it('meets a summary longer when it stalls', () => {
    const trigger: MistakeTrigger = [{ operation: 'send', while: 'summary' }];
    const stall = { kind: 'summary.stall', id: 'f1', atMs: 4_000, durationMs: 9_000 } as const;
    const operations = [compact, { ...later, atMs: 10_000 }];
    expect(named(trigger, { operations })).toEqual([]);
    expect(named(trigger, { operations, faults: [stall] })).toEqual(['m3']);
  });

  it('names faults by kind and by what they have', () => {
    const late = { kind: 'lifecycle.late', run: 'm1', delayMs: 5 } as const;
    const plan = {
      operations: [send],
      faults: [
        { ...late, id: 'f1', event: 'end' },
        { ...late, id: 'f2', event: 'error', anonymous: false },
        { kind: 'clock.jump', id: 'f3', atMs: 1, byMs: -5 },
        { kind: 'clock.jump', id: 'f4', atMs: 1, byMs: 5 },
      ],
    } satisfies Partial<PlanInput>;
    expect(named([{ fault: 'lifecycle.late' }], plan)).toEqual(['f1', 'f2']);
    expect(named([{ fault: 'lifecycle.late', with: { event: 'error' } }], plan)).toEqual(['f2']);
    expect(named([{ fault: 'lifecycle.late', with: { event: 'end', anonymous: false } }], plan)).toEqual([]);
    expect(named([{ fault: ['clock.jump', 'link.cut'], backwards: true }], plan)).toEqual(['f3']);
  });

  it.each<
    [string, MistakeTrigger, NonNullable<Extract<Operations[number], { do: 'send' }>['turn']>, string[]]
  >([
    ['a piece of text', [{ turn: 'delta' }], { steps: [said, tool, said] }, ['m1/0', 'm1/2']],
    ['a result', [{ turn: 'tool' }], { steps: [said, tool] }, ['m1/1']],
    [
      'what is large',
      [{ turn: 'tool', large: true }],
      { steps: [tool, { ...tool, bytes: 1_000 }] },
      ['m1/1'],
    ],
    [
      'what is said twice',
      [{ turn: 'delta', same: true }],
      { steps: [said, { ...said, letters: 'same' }, { ...said, letters: 'same' }] },
      ['m1/2'],
    ],
    [
      'what has such characters',
      [{ turn: 'delta', characters: 'uncomposed' }],
      {
        steps: [
          { ...said, letters: 'combining' },
          { ...said, letters: 'han' },
        ],
      },
      ['m1/0'],
    ],
    [
      'white space at an end',
      [{ turn: 'delta', characters: 'space at its ends' }],
      { steps: [said, { ...said, letters: 'lines' }] },
      ['m1/1'],
    ],
    ['its end', [{ turn: 'refused' }], { end: { type: 'refused' } }, ['m1']],
    ['no other end', [{ turn: 'error' }], { end: { type: 'refused' } }, []],
    ['an end without text', [{ turn: 'no text' }], { steps: [tool] }, ['m1']],
    ['an end with text', [{ turn: 'no text' }], { steps: [said] }, []],
    ['an end of nothing', [{ turn: 'nothing' }], { steps: [] }, ['m1']],
    ['an end of something', [{ turn: 'nothing' }], { steps: [tool] }, []],
    ['no failure of nothing', [{ turn: 'nothing' }], { steps: [], end: { type: 'error' } }, []],
  ])('names of a turn %s', (_what, trigger, turn, entries) => {
    expect(named(trigger, { limits: { maxPayloadBytes: 4_096 }, operations: [{ ...send, turn }] })).toEqual(
      entries,
    );
  });

  it('names clients by role and by what they follow', () => {
    const clients: PlanInput['clients'] = [
      { id: 'web', follows: ['s', 't'] },
      { id: 'one', follows: ['s'], subscribes: false },
      { id: 'app', role: 'unscoped' },
    ];
    expect(named([{ client: 'any' }], { clients })).toEqual(['web', 'one', 'app']);
    expect(named([{ client: ['unscoped'] }], { clients })).toEqual(['app']);
    expect(named([{ client: 'any', subscribes: false }], { clients })).toEqual(['one']);
    expect(named([{ client: 'any', followsSeveral: true }], { clients })).toEqual(['web']);
  });
});
