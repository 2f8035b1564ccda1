import { describe, expect, it } from 'vitest';
import { RewindPoints } from '../../src/campaign/rewind-points.ts';
import type { HistoryRecord, RecordBody } from '../../src/history/record.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { Message } from '../../src/protocol/message.ts';

const PLAN = planSchema.parse({
  clients: [{ id: 'web' }],
  operations: [
    {
      do: 'send',
      id: 's',
      client: 'web',
      session: 'main',
      atMs: 1,
      turn: {
        startAfterMs: 2,
        steps: [
          { type: 'delta', afterMs: 1 },
          { type: 'delta', afterMs: 1 },
        ],
      },
    },
    { do: 'reset', id: 'r', client: 'web', session: 'main', atMs: 5 },
    { do: 'list', id: 'never', client: 'web', after: { operation: 'r', event: 'answered' } },
  ],
  faults: [
    { kind: 'process.crash', id: 'crash', atMs: 6 },
    { kind: 'lifecycle.late', id: 'late', run: 's', event: 'end', delayMs: 9 },
    { kind: 'payload.request', id: 'padded', operation: 's', overBytes: 0 },
    { kind: 'disk.torn', id: 'waiting', when: { on: 'disk.append', nth: 99 } },
  ],
});

/** One millisecond after the other. */
function historyOf(...bodies: readonly RecordBody[]): readonly HistoryRecord[] {
  return bodies.map((body, i): HistoryRecord => ({ ...body, i, atMicros: (i + 1) * 1_000, incarnation: 1 }));
}

const asked = (operation: string): RecordBody => ({ kind: 'operation', operation, client: 'web', do: 'x' });
const fault = (id: string, event: 'injected' | 'landed'): RecordBody => ({
  kind: 'fault',
  event,
  fault: id,
  faultKind: 'x',
  scope: 'process',
});
const said = (event: 'call' | 'delta' | 'end', injected = false): RecordBody => ({
  kind: 'provider',
  event,
  call: 1,
  purpose: 'run',
  ...(event === 'call'
    ? { prompt: { same: 0, hash: 1, rest: [{ role: 'user', text: 'please continue [[s]]' }] } }
    : {}),
  ...(injected ? { injected: true } : {}),
});

const HISTORY = historyOf(
  asked('s'),
  fault('padded', 'injected'),
  said('call'),
  fault('late', 'injected'),
  said('delta'),
  asked('r'),
  said('delta'),
  fault('crash', 'injected'),
  fault('crash', 'landed'),
  said('end'),
  fault('late', 'landed'),
  said('end', true),
);

const REWOUND = new RewindPoints(PLAN, HISTORY);

/** A message that crosses the wire. */
const message = (idempotencyKey: string, leg: 'gateway' | 'client'): RecordBody => ({
  kind: 'frame',
  from: 'client',
  leg,
  conn: 1,
  client: 'web',
  frameId: 1,
  message: Message.of({ type: 'req', id: '1', method: 'chat.send', params: { idempotencyKey } }),
});

describe('a send', () => {
  const sent: RecordBody = { ...asked('s'), idempotencyKey: 'key' } as RecordBody;
  const placesIn = (...bodies: readonly RecordBody[]): readonly number[] =>
    new RewindPoints(PLAN, historyOf(...bodies)).points.map(({ record }) => record);

  it('happens when its client first sends it, which may be long after it was handed to it', () => {
    const history = [sent, asked('r'), message('key', 'client'), message('key', 'gateway')];
    expect(placesIn(...history, message('key', 'client'))).toEqual([1, 2]);
  });

  it('happens when it was handed to its client where that never sends it', () => {
    expect(placesIn(asked('r'), sent, message('other', 'client'))).toEqual([0, 1]);
  });
});

describe('any other operation', () => {
  const handed = (operation: string): RecordBody => asked(operation);
  const request = (method: string, params: object, client = 'web'): RecordBody => ({
    kind: 'frame',
    from: 'client',
    leg: 'client',
    conn: 1,
    client,
    frameId: 1,
    message: Message.of({ type: 'req', id: '1', method, params }),
  });
  const pointsIn = (...bodies: readonly RecordBody[]): readonly string[] =>
    new RewindPoints(PLAN, historyOf(...bodies)).points.map(
      ({ entry: { id }, record }) => `${id} #${record}`,
    );

  it('happens when its client first asks for it, once that is back', () => {
    const waits = [handed('r'), handed('never'), request('sessions.reset', { key: 'other' })];
    const others = [request('sessions.reset', { key: 'main' }, 'other'), request('sessions.list', {})];
    expect(pointsIn(...waits, ...others, request('sessions.reset', { key: 'main' }))).toEqual([
      'never #4',
      'r #5',
    ]);
  });

  it('happens when it was handed to its client where that asks for it at once, or never', () => {
    const atOnce = historyOf(handed('r'), request('sessions.reset', { key: 'main' })).map((record) => ({
      ...record,
      atMicros: 1_000,
    }));
    expect(new RewindPoints(PLAN, atOnce).points).toMatchObject([{ record: 0 }]);
    expect(pointsIn(handed('r'), handed('never'))).toEqual(['r #0', 'never #1']);
  });
});

describe('the points of an execution', () => {
  it('are operations, turn steps, ends of runs and faults, as they happened', () => {
    expect(
      REWOUND.points.map(({ entry, record, atMicros }) => {
        const step = entry.type === 'step' ? ` ${entry.step}` : '';
        return `${entry.type} ${entry.id}${step} #${record} ${atMicros}`;
      }),
    ).toEqual([
      'operation s #0 1000',
      'step s 0 #4 5000',
      'operation r #5 6000',
      'step s 1 #6 7000',
      'fault crash #7 8000',
      'end s #9 10000',
      // what is late is there when it lands
      'fault late #10 11000',
    ]);
  });

  it('keep nothing before the first', () => {
    expect(REWOUND.after(0)).toEqual({ atMs: 0, operations: [], faults: [], runs: [] });
  });

  it('keep a run that is under way as far as it was said', () => {
    expect(REWOUND.after(1)).toEqual({
      atMs: 1,
      operations: [{ id: 's', atMs: 1 }],
      faults: ['padded'],
      runs: [{ send: 's', calls: [], steps: 0 }],
    });
    expect(REWOUND.after(3).runs).toEqual([{ send: 's', calls: [{ atMs: 3, untilMs: 6 }], steps: 1 }]);
    expect(REWOUND.after(6).runs).toEqual([]);
  });

  it('keep until when a call went on that the process took with it', () => {
    const crashed: RecordBody = { kind: 'process', event: 'crashed' };
    const more = [crashed, said('call'), asked('r'), asked('never')];
    const again = new RewindPoints(PLAN, historyOf(...HISTORY.slice(0, 5), ...more));
    expect(again.after(4).runs).toEqual([
      {
        send: 's',
        calls: [
          { atMs: 3, untilMs: 6 },
          { atMs: 7, untilMs: 8 },
        ],
        steps: 1,
      },
    ]);
  });

  it('keep faults that happened', () => {
    expect(REWOUND.after(4).faults).toEqual(['padded']);
    expect(REWOUND.after(6).faults).toEqual(['padded', 'crash']);
  });

  it('keep everything behind the last, also what never happened', () => {
    const { operations, faults, runs, atMs } = REWOUND.after(REWOUND.points.length);
    expect(atMs).toBe(11);
    expect(operations.map(({ id }) => id)).toEqual(['s', 'r', 'never']);
    expect(faults).toEqual(['crash', 'late', 'padded', 'waiting']);
    expect(runs).toEqual([]);
  });
});
