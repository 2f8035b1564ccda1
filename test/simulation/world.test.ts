import { describe, expect, it } from 'vitest';
import type { Gateway } from '../../src/gateway/port.ts';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import { Recorder } from '../../src/history/history.ts';
import { recordLine } from '../../src/history/jsonl.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { planSchema, type Plan, type PlanInput } from '../../src/plan/plan.ts';
import { simulate, type Execution } from '../../src/simulation/world.ts';
import { recordsOf } from '../execution/small-context.ts';
import { tinyGateway } from './tiny-gateway.ts';
import { builtIn } from '../gateway/raw-world.ts';

const SESSION = 'agent:main:main';
const web = { id: 'web', follows: [SESSION] };
const send = { do: 'send', id: 'm1', client: 'web', session: SESSION, atMs: 500 } as const;

interface Done extends Execution {
  readonly recorder: Recorder;
  readonly plan: Plan;
}

function play(gateway: Gateway, plan: PlanInput): Done {
  const recorder = new Recorder({ keep: true });
  const parsed = planSchema.parse(plan);
  return { ...simulate(parsed, gateway, recorder), recorder, plan: parsed };
}

function phasesOf({ recorder }: Done): string[] {
  return recordsOf(recorder, 'phase').map((record) => record.phase);
}

/** When each operation was handed to its client, in milliseconds. */
function handedOut({ recorder }: Done): Record<string, number> {
  return Object.fromEntries(
    recordsOf(recorder, 'operation').map((record) => [record.operation, record.atMicros / 1_000]),
  );
}

/** When the first frame of this kind reached the client, in milliseconds. */
function arrival(
  { recorder }: Done,
  is: (record: Extract<HistoryRecord, { kind: 'frame' }>) => boolean,
): number {
  const record = recordsOf(recorder, 'frame').find(
    (one) => one.leg === 'client' && one.from === 'gateway' && is(one),
  );
  return (record?.atMicros ?? NaN) / 1_000;
}

describe('the simulated world', () => {
  it('comes to rest when everybody was answered', () => {
    const done = play(tinyGateway(), { clients: [web], operations: [send] });
    expect(done.pending).toEqual([]);
    expect(phasesOf(done)).toEqual(['safety', 'heal', 'quiet', 'end']);
    expect(done.recorder.records.at(-1)).toMatchObject({ kind: 'phase', phase: 'end', pending: [] });
    expect(done.virtualMicros).toBeLessThan(10_000_000);
    expect(done.events).toBeGreaterThan(0);
  });

  it('begins its history with what the judge must know of the plan', () => {
    const done = play(tinyGateway(), {
      clients: [web, { id: 'bot', role: 'channel' }],
      rules: { dailyResetMinute: 240 },
    });
    expect(done.recorder.records[0]).toMatchObject({
      kind: 'plan',
      dailyRule: true,
      maxPayloadBytes: 25 * 1024 * 1024,
      clients: [
        { client: 'web', role: 'operator' },
        { client: 'bot', role: 'channel' },
      ],
    });
  });

  it.each<[string, Gateway, readonly RegExp[]]>([
    [
      'never answers sends',
      tinyGateway({ silentOn: ['chat.send'] }),
      [/^web: no answer to chat\.send \(web-\d+\)$/, /^web: send m1 not accepted$/],
    ],
    ['never settles them', tinyGateway({ neverSettles: true }), [/^web: send m1 not settled$/]],
    [
      'never greets anybody',
      tinyGateway({ silentOn: ['connect'] }),
      [/^web: not connected$/, /^web: send m1 not accepted$/, /^auditor: not connected$/],
    ],
    [
      'never listens',
      tinyGateway({ neverListens: true }),
      [
        /^web: not connected$/,
        /^web: send m1 not accepted$/,
        /^the gateway is not listening$/,
        /^auditor: not connected$/,
      ],
    ],
  ])('says what is pending when the gateway %s', (_what, gateway, words) => {
    const done = play(gateway, { clients: [web], operations: [send], quietWithinMs: 20_000 });
    expect(done.pending).toHaveLength(words.length);
    for (const [k, word] of words.entries()) expect(done.pending[k]).toMatch(word);
    expect(recordsOf(done.recorder, 'phase').at(-1)?.pending).toEqual(done.pending);
    expect(phasesOf(done)).toEqual(['safety', 'heal', 'end']);
  });

  it('says which model calls still go on', () => {
    const turn = { steps: [{ type: 'delta' as const, afterMs: 200_000 }] };
    const done = play(referenceGateway, {
      clients: [web],
      operations: [{ ...send, turn }],
      quietWithinMs: 20_000,
    });
    expect(done.pending).toEqual(['web: send m1 not settled', 'the model works on the run of m1']);
  });

  it('waits for quiet no longer than the plan says', () => {
    const done = play(tinyGateway({ neverListens: true }), { clients: [web], quietWithinMs: 5_000 });
    expect(done.virtualMicros).toBeGreaterThanOrEqual(5_000_000);
    expect(done.virtualMicros).toBeLessThanOrEqual(12_000_000);
  });

  it('hands a reader that is well again at once what it was slowly in the middle of', () => {
    const done = play(referenceGateway, {
      clients: [web],
      operations: [{ ...send, bytes: 20_000 }],
      faults: [
        {
          kind: 'reader.slow',
          id: 'slow',
          client: 'web',
          atMs: 490,
          durationMs: 2_000,
          bytesPerSecond: 1_000,
        },
      ],
    });
    const [healed] = recordsOf(done.recorder, 'fault').filter(({ event }) => event === 'healed');
    const taken = recordsOf(done.recorder, 'frame').filter(
      ({ leg, from, atMicros }) => leg === 'client' && from === 'gateway' && atMicros > 600_000,
    );
    expect(healed?.atMicros).toBe(2_490_000);
    expect(taken.filter(({ atMicros }) => atMicros === healed?.atMicros).length).toBeGreaterThan(3);
    expect(Math.max(...taken.map(({ message }) => message.bytes))).toBeGreaterThan(20_000);
  });

  describe('when it does not come to an end by itself', () => {
    /** Sets a timer again and again once it was sent a message. */
    function rearming(delay: number): Gateway {
      return {
        name: 'rearming',
        boot: (host) =>
          tinyGateway().boot({
            ...host,
            listen: (accept) =>
              host.listen((socket) => {
                const handler = accept(socket);
                const again = (): void => void host.timers.set(delay, again);
                return {
                  ...handler,
                  onMessage: (message) => {
                    handler.onMessage(message);
                    if (message.text().includes('"chat.send"')) again();
                  },
                };
              }),
          }),
      };
    }

    it('ends where time stands still, and names bound, instant and last record', () => {
      const done = play(rearming(0), {
        clients: [web],
        operations: [send],
        bounds: { eventsPerInstant: 3_000 },
      });
      const { livelock, recorder } = done;
      expect(livelock).toMatchObject({ bound: 'eventsPerInstant', most: 3_000 });
      const last = recorder.records[livelock?.record ?? -1];
      expect(last?.atMicros).toBe(livelock?.atMicros);
      expect(last?.kind).toBe('frame');
      expect(done.pending[0]).toBe(
        'time stands still: more than 3000 events in one instant, the last of gateway/1',
      );
      expect(phasesOf(done)).toEqual(['safety', 'heal', 'end']);
      expect(done.virtualMicros).toBe(livelock?.atMicros);
    });

    it('ends a plan that goes on for ever', () => {
      const done = play(rearming(1), {
        clients: [web],
        operations: [send],
        bounds: { eventsPerPlan: 5_000 },
      });
      expect(done.livelock).toMatchObject({ bound: 'eventsPerPlan', most: 5_000 });
      expect(done.pending[0]).toBe('no end: more than 5000 events, the last of gateway/1');
      expect(done.events).toBe(5_000);
    });

    it('ends by the bounds that every plan has', () => {
      const done = play(rearming(0), { clients: [web], operations: [send] });
      expect(done.livelock?.most).toBe(100_000);
    });

    it('takes no broadcast for it: 200 clients on one line without latency', () => {
      const clients = Array.from({ length: 200 }, (_none, k) => ({
        id: `c${k}`,
        follows: [SESSION],
        latencyMs: [0, 0] as [number, number],
      }));
      const done = play(referenceGateway, { clients, operations: [{ ...send, client: 'c0' }] });
      expect(done.livelock).toBeNull();
      expect(done.pending).toEqual([]);
    });
  });

  it('gives the same records, one by one, for the same plan', () => {
    for (let k = 0; k < 12; k++) {
      const plan = generatePlan(`world/${k}`);
      const [one, other] = [play(referenceGateway, plan), play(referenceGateway, plan)].map(({ recorder }) =>
        recorder.records.map((record) => recordLine(record, () => {})),
      );
      expect(other).toEqual(one);
      expect(one?.length).toBeGreaterThan(20);
    }
  });

  it('gives other records under another world seed', () => {
    const plan = generatePlan('world/seeds');
    const digests = ['a', 'b', 'c'].map((seed) =>
      play(referenceGateway, { ...plan, seed }).recorder.digest(),
    );
    expect(new Set(digests).size).toBe(3);
  });

  it('dates its records in order and names the life of the process', () => {
    const done = play(referenceGateway, {
      clients: [web],
      operations: [send],
      faults: [{ kind: 'process.crash', id: 'c', atMs: 300 }],
    });
    const times = done.recorder.records.map((record) => record.atMicros);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(new Set(done.recorder.records.map((record) => record.incarnation))).toEqual(new Set([0, 1, 2]));
  });

  it('injects no fault and hands out no operation after it healed', () => {
    const done = play(referenceGateway, {
      clients: [web],
      operations: [
        send,
        {
          do: 'list',
          id: 'never',
          client: 'web',
          after: { operation: 'm1', event: 'settled', delayMs: 3_600_000 },
        },
      ],
      faults: [{ kind: 'process.crash', id: 'armed', when: { on: 'disk.append', nth: 500 } }],
      quietWithinMs: 60_000,
    });
    const heal = done.recorder.records.findIndex(
      (record) => record.kind === 'phase' && record.phase === 'heal',
    );
    const later = done.recorder.records.slice(heal);
    expect(later.filter((record) => record.kind === 'operation')).toEqual([]);
    expect(later.filter((record) => record.kind === 'fault')).toEqual([]);
    expect(done.pending).toEqual([]);
  });

  it('keeps the token out of its records', () => {
    const done = play(referenceGateway, { clients: [web], operations: [send] });
    for (const record of done.recorder.records)
      expect(recordLine(record, () => {})).not.toContain('gauntlet-token');
  });

  describe('operations that follow others', () => {
    const list = (id: string, event: 'sent' | 'answered' | 'settled', delayMs = 0) =>
      ({ do: 'list', id, client: 'web', after: { operation: 'm1', event, delayMs } }) as const;

    it('are handed out when the other was sent, answered and settled', () => {
      const done = play(referenceGateway, {
        clients: [web],
        operations: [
          { ...send, atMs: 3_000 },
          list('a', 'sent'),
          list('b', 'answered'),
          list('c', 'settled'),
          list('d', 'settled', 250),
        ],
      });
      const at = handedOut(done);
      const acknowledged = arrival(done, ({ message }) => {
        const frame = message.decode();
        return frame.ok && frame.value.type === 'res' && message.text().includes('"status":"started"');
      });
      const terminal = arrival(done, ({ message }) => message.text().includes('"state":"final"'));
      expect(at['a']).toBe(3_000);
      expect(at['b']).toBe(acknowledged);
      expect(at['c']).toBe(terminal);
      expect(at['d']).toBe(terminal + 250);
    });

    it('are handed out to another client too, and once only', () => {
      const done = play(referenceGateway, {
        clients: [web, { id: 'app' }],
        operations: [
          send,
          {
            do: 'reset',
            id: 'r1',
            client: 'app',
            session: SESSION,
            after: { operation: 'm1', event: 'settled' },
          },
        ],
      });
      const records = recordsOf(done.recorder, 'operation').map(
        ({ operation, client }) => `${client} ${operation}`,
      );
      expect(records).toEqual(['web m1', 'app r1']);
      expect(done.pending).toEqual([]);
    });

    it('are handed out once, however often the other was answered', () => {
      const done = play(builtIn('refuses-when-busy'), {
        clients: [web],
        operations: [
          { ...send, turn: { steps: [{ type: 'delta', afterMs: 3_000 }] } },
          { ...send, id: 'm2', atMs: 900 },
          { do: 'list', id: 'later', client: 'web', atMs: 8_000 },
          { do: 'list', id: 'once', client: 'web', after: { operation: 'm2', event: 'answered' } },
        ],
      });
      const refusals = recordsOf(done.recorder, 'frame').filter(
        ({ leg, message }) => leg === 'client' && message.text().includes('session-busy'),
      );
      expect(refusals.length).toBeGreaterThan(1);
      expect(
        recordsOf(done.recorder, 'operation').filter((record) => record.operation === 'once'),
      ).toHaveLength(1);
    });

    it('are left alone when the other never gets there, and are not waited for', () => {
      const done = play(tinyGateway({ neverSettles: true }), {
        clients: [web],
        operations: [send, list('never', 'settled')],
        quietWithinMs: 20_000,
      });
      expect(handedOut(done)).toEqual({ m1: 500 });
    });
  });

  it('names the send that a replay repeats, and the key it uses', () => {
    const done = play(referenceGateway, {
      clients: [web],
      operations: [
        send,
        { ...send, id: 'retry', atMs: 900, replayOf: 'm1', sameKey: true },
        { ...send, id: 'draft', atMs: 1_200, replayOf: 'm1' },
      ],
    });
    expect(recordsOf(done.recorder, 'operation')).toMatchObject([
      { operation: 'm1', marker: 'm1', idempotencyKey: 'run-m1' },
      { operation: 'retry', marker: 'm1', idempotencyKey: 'run-m1', replayOf: 'm1' },
      { operation: 'draft', marker: 'm1', idempotencyKey: 'run-draft', replayOf: 'm1' },
    ]);
  });
});
