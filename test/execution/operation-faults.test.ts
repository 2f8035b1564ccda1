import { describe, expect, it } from 'vitest';
import type { FaultRecord } from '../../src/history/record.ts';
import { Recorder } from '../../src/history/history.ts';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';
import { simulate } from '../../src/simulation/world.ts';
import { recordsOf } from './small-context.ts';
import { tinyGateway, type TinyOptions } from '../simulation/tiny-gateway.ts';

const LIMIT = 4_096;
const SESSION = 'agent:main:main';
const send = { do: 'send', id: 'm1', client: 'web', session: SESSION, atMs: 500 } as const;

function play(plan: Omit<PlanInput, 'clients'>, options: TinyOptions = {}): Recorder {
  const recorder = new Recorder({ keep: true });
  const clients = [{ id: 'web' }, { id: 'app' }];
  const limits = { maxPayloadBytes: LIMIT, preHelloPayloadBytes: LIMIT };
  simulate(planSchema.parse({ clients, limits, ...plan }), tinyGateway(options), recorder);
  return recorder;
}

function faultLogOf(recorder: Recorder): string[] {
  return recordsOf(recorder, 'fault').map(({ event, faultKind, fault }) => `${event} ${faultKind} ${fault}`);
}

function told(kind: string, id: string, events: readonly FaultRecord['event'][]): string[] {
  return events.map((event) => `${event} ${kind} ${id}`);
}

/** The sizes of the requests of one method, as they left. */
function sizesOf(recorder: Recorder, method: string): number[] {
  return recordsOf(recorder, 'frame').flatMap(({ from, leg, message }) => {
    const decoded = message.decode();
    if (from !== 'client' || leg !== 'client' || !decoded.ok) return [];
    return decoded.value.type === 'req' && decoded.value.method === method ? [message.bytes] : [];
  });
}

describe('payload.request', () => {
  const request = (overBytes: number) =>
    ({ kind: 'payload.request', id: 'f', operation: 'm1', overBytes }) as const;
  const landed = told('payload.request', 'f', ['injected', 'landed', 'healed']);

  it.each([-2_000, -1, 0, 1, 9_000])(
    'pads the request frame to exactly the limit and %d bytes',
    (overBytes) => {
      const recorder = play({ operations: [send], faults: [request(overBytes)] });
      expect(sizesOf(recorder, 'chat.send')).toEqual([LIMIT + overBytes]);
      expect(faultLogOf(recorder)).toEqual(landed);
    },
  );

  it.each([
    [0, []],
    [1, [1009]],
  ])('at %d bytes above the limit meets the same refusal as any frame', (overBytes, codes) => {
    const recorder = play({ operations: [send], faults: [request(overBytes)] });
    const closes = recordsOf(recorder, 'connection').filter(({ by }) => by === 'gateway');
    expect([...new Set(closes.map(({ code }) => code))]).toEqual(codes);
  });

  it('gives a repetition with the same key the same text', () => {
    const again = { ...send, id: 'm2', atMs: 900, replayOf: 'm1', sameKey: true };
    const recorder = play({ operations: [send, again], faults: [request(0)] });
    expect(sizesOf(recorder, 'chat.send')).toEqual([LIMIT, LIMIT]);
  });

  it('does not land when the text does not fit into a frame that small', () => {
    const recorder = play({ operations: [send], faults: [request(-LIMIT)] });
    expect(faultLogOf(recorder)).toEqual(told('payload.request', 'f', ['injected', 'healed']));
  });

  it('does not land when its client never gets to send', () => {
    const recorder = play(
      { operations: [send], faults: [request(0)], quietWithinMs: 500 },
      { neverListens: true },
    );
    expect(faultLogOf(recorder)).toEqual(told('payload.request', 'f', ['injected', 'healed']));
  });
});

describe('payload.response', () => {
  const response = { kind: 'payload.response', id: 'f', client: 'web', session: SESSION, atMs: 600 } as const;

  it('asks for a history without end and lands when it is answered', () => {
    const recorder = play({ operations: [send], faults: [response] });
    const asked = recordsOf(recorder, 'frame').flatMap(({ client, leg, message }) => {
      const decoded = message.decode();
      if (client !== 'web' || leg !== 'client' || !decoded.ok || decoded.value.type !== 'req') return [];
      return decoded.value.method === 'chat.history' ? [decoded.value.params] : [];
    });
    expect(asked).toContainEqual({ sessionKey: SESSION, limit: 1_000, maxChars: 500_000 });
    expect(faultLogOf(recorder)).toEqual(told('payload.response', 'f', ['injected', 'landed', 'healed']));
  });

  it('does not land by the answer to an operation that has its id', () => {
    const namesake = { do: 'list', id: 'f', client: 'web', atMs: 700 } as const;
    const recorder = play(
      { operations: [send, namesake], faults: [response], quietWithinMs: 2_000 },
      { silentOn: ['chat.history'] },
    );
    expect(faultLogOf(recorder)).toEqual(told('payload.response', 'f', ['injected', 'healed']));
  });

  it('does not land when nobody answers', () => {
    const recorder = play(
      { operations: [send], faults: [response], quietWithinMs: 2_000 },
      { silentOn: ['chat.history'] },
    );
    expect(faultLogOf(recorder)).toEqual(told('payload.response', 'f', ['injected', 'healed']));
  });
});

describe('what clients do by themselves', () => {
  const retry = { ...send, id: 'm2', atMs: 900, replayOf: 'm1', sameKey: true };

  it('is recorded like a fault that damages nothing', () => {
    const recorder = play({ operations: [send, retry] });
    expect(faultLogOf(recorder)).toEqual(
      told('client.retry', 'm2/client.retry', ['injected', 'landed', 'healed']),
    );
    expect(recordsOf(recorder, 'fault').map(({ scope }) => scope)).toEqual([
      'workload',
      'workload',
      'workload',
    ]);
  });

  it('lands when the request leaves, not when the client is asked', () => {
    const recorder = play({
      operations: [send, retry],
      faults: [
        { kind: 'link.cut', id: 'cut', client: 'web', atMs: 800 },
        { kind: 'link.refuse', id: 'no', client: 'web', atMs: 790, durationMs: 2_000 },
      ],
    });
    const at = (event: string): number =>
      recordsOf(recorder, 'fault').find((one) => one.event === event && one.faultKind === 'client.retry')
        ?.atMicros ?? NaN;
    expect(at('injected')).toBe(900_000);
    expect(at('landed')).toBeGreaterThan(2_790_000);
    expect(faultLogOf(recorder)).toContain(
      'landed client.retry-after-reconnect m2/client.retry-after-reconnect',
    );
  });

  it('does not land when the request never leaves', () => {
    const recorder = play({ operations: [send, retry], quietWithinMs: 500 }, { neverListens: true });
    expect(faultLogOf(recorder)).toEqual(told('client.retry', 'm2/client.retry', ['injected', 'healed']));
  });

  it('is told of both kinds that one operation is', () => {
    const reset = { do: 'reset', id: 'r1', client: 'app', session: SESSION, atMs: 500 } as const;
    const recorder = play({ operations: [send, reset, { ...reset, id: 'r2', client: 'web', atMs: 505 }] });
    expect(faultLogOf(recorder).filter((one) => one.startsWith('landed'))).toEqual([
      'landed client.send-race r1/client.send-race',
      'landed client.reset-race r2/client.reset-race',
      'landed client.send-race r2/client.send-race',
    ]);
  });
});
