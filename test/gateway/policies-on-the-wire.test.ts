import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Core, Remembered } from '../../src/gateway/reference/core.ts';
import { backpressure } from '../../src/gateway/reference/policy/backpressure.ts';
import { dedupe } from '../../src/gateway/reference/policy/dedupe.ts';
import { notice } from '../../src/gateway/reference/policy/notice.ts';
import { bound, fits, payload } from '../../src/gateway/reference/policy/payload.ts';
import { scopes } from '../../src/gateway/reference/policy/scopes.ts';
import { streaming } from '../../src/gateway/reference/policy/streaming.ts';
import { ms } from '../../src/kernel/time.ts';
import { EVENTS } from '../../src/protocol/events.ts';
import { METHODS, type RotationTrigger } from '../../src/protocol/methods.ts';
import { measure } from '../../src/protocol/measure.ts';
import { frameBytes } from '../../src/protocol/message.ts';
import { ALL_SCOPES, SCOPE } from '../../src/protocol/scopes.ts';

describe('backpressure', () => {
  it.each([
    [0, 1_000, true],
    [1_000, 1_000, true],
    [1_001, 1_000, false],
  ] as const)('admits events and responses at %d bytes buffered of %d: %s', (buffered, most, admits) => {
    for (const event of [...EVENTS, undefined])
      expect(backpressure.admits(event, buffered, most)).toBe(admits);
  });
});

describe('scopes', () => {
  const { admin, read, write } = SCOPE;

  it.each<[string, string | undefined]>([
    ['connect', undefined],
    ['chat.send', write],
    ['chat.abort', write],
    ['chat.history', read],
    ['sessions.list', read],
    ['sessions.subscribe', read],
    ['sessions.messages.subscribe', read],
    ['sessions.reset', admin],
    ['sessions.delete', admin],
    ['sessions.compact', admin],
    ['sessions.audit.list', read],
    ['sessions.archives.list', read],
    ['sessions.archives.read', read],
  ])('lets %s be called with %s', (method, needed) => {
    expect(METHODS).toContain(method);
    for (const granted of [read, write, 'operator.other'])
      expect(scopes.mayCall(method, [granted])).toBe(
        needed === undefined || granted === needed || (needed === read && granted === write),
      );
    expect(scopes.mayCall(method, [])).toBe(needed === undefined);
    expect(scopes.mayCall(method, [admin])).toBe(true);
    expect(scopes.mayCall(method, ALL_SCOPES)).toBe(true);
  });

  it.each<[string, boolean]>([
    ['chat', true],
    ['agent', true],
    ['session.message', true],
    ['sessions.changed', true],
    ['socket.drain', true],
    ['presence', false],
    ['health', false],
    ['tick', false],
    ['shutdown', false],
    ['connect.challenge', false],
  ])('sends %s only to those who may read: %s', (event, needsRead) => {
    expect(scopes.mayReceive(event, [read])).toBe(true);
    expect(scopes.mayReceive(event, [write])).toBe(true);
    expect(scopes.mayReceive(event, [])).toBe(!needsRead);
  });
});

describe('payload', () => {
  const LIMIT = 4_096;

  /** Bytes on the wire of what is sent in place of a payload. */
  function sentBytes(event: string, value: object): number {
    const fitted = payload.fit(event, value, LIMIT);
    if (!('send' in fitted)) throw new Error('a correct gateway sends');
    return frameBytes({ type: 'event', event, payload: fitted.send, seq: Number.MAX_SAFE_INTEGER });
  }

  it('sends what fits as it is', () => {
    const value = { text: 'x'.repeat(1_000) };
    expect(payload.fit('agent', value, LIMIT)).toEqual({ send: value });
  });

  it.each([
    ['far below', -1_000],
    ['at limit - 1', -1],
    ['at the limit', 0],
    ['at limit + 1', 1],
    ['far above', 1_000_000],
  ])('never sends more than the limit: %s', (_where, more) => {
    expect(sentBytes('agent', { text: 'x'.repeat(LIMIT + more) })).toBeLessThanOrEqual(LIMIT);
  });

  it('never sends more than the limit, whatever the texts are made of', () => {
    const letters = fc.constantFrom('x', '\u0000', '"', 'ü', '€', '😀', '\ud800');
    const text = fc.tuple(letters, fc.nat(6_000)).map(([letter, count]) => letter.repeat(count));
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 4 }), fc.nat(), (one, list, k) => {
        const value = { text: one, list: list.map((other) => ({ text: other })), k };
        expect(sentBytes('session.message', value)).toBeLessThanOrEqual(LIMIT);
      }),
      { numRuns: 200 },
    );
  });

  it('cuts long texts only, says so beside them, and leaves the value itself alone', () => {
    const value = { runId: 'r1', data: { name: 'browser', result: 'x'.repeat(LIMIT) } };
    const cut = bound(value, LIMIT - 128, true) as {
      runId: string;
      data: { name: string; result: string; truncated: boolean };
    };
    expect(cut.runId).toBe('r1');
    expect(cut.data.name).toBe('browser');
    expect(cut.data.truncated).toBe(true);
    expect(value.data.result.startsWith(cut.data.result)).toBe(true);
    expect(value.data.result).toHaveLength(LIMIT);
    expect(cut).not.toHaveProperty('truncated');
  });

  it('says that a value fits only when its event is within the limit', () => {
    const sizes = [1_000, LIMIT - 200, LIMIT - 100, LIMIT].map((length) => ({ text: 'x'.repeat(length) }));
    expect(sizes.map((value) => fits(value, LIMIT))).toEqual([true, true, false, false]);
    expect(sentBytes('agent', sizes[1] ?? {})).toBeLessThanOrEqual(LIMIT);
  });

  it('adds no member to payloads whose schema is closed', () => {
    const fitted = payload.fit('chat', { runId: 'r1', deltaText: 'x'.repeat(2 * LIMIT) }, LIMIT);
    expect(Object.keys((fitted as { send: object }).send)).toEqual(['runId', 'deltaText']);
  });

  it('keeps at least a marker of what can not be cut', () => {
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_none, k) => [`k${k}`, k]));
    expect(bound(many, LIMIT, true)).toEqual({ truncated: true });
    expect(measure(bound(many, LIMIT, true)).bytes).toBeLessThan(LIMIT);
  });
});

describe('notice', () => {
  it.each<RotationTrigger>(['slash-command', 'ui-button', 'rpc', 'recovery', 'rule'])(
    'tells every subscriber of an end by %s, once',
    (trigger) => {
      const sent: unknown[] = [];
      const hub = {
        subscribers: () => 'the subscribers',
        broadcast: (...one: unknown[]) => sent.push(one),
      };
      notice.announce({ hub } as unknown as Core, [['socket.drain', { sessionKey: 's' }]], trigger);
      expect(sent).toEqual([['socket.drain', { sessionKey: 's' }, 'the subscribers']]);
    },
  );
});

describe('streaming', () => {
  it('gathers text for 150 ms', () => {
    expect(streaming).toEqual({ coalesceFor: ms(150) });
  });
});

describe('dedupe', () => {
  it('tells keys of different sessions apart, and remembers them over a restart', () => {
    expect(dedupe.name('s', 'k')).toBe(dedupe.name('s', 'k'));
    expect(new Set([dedupe.name('s', 'k'), dedupe.name('t', 'k'), dedupe.name('s', 'l')]).size).toBe(3);
  });

  it('keeps a send whose run is over, and takes back what was read at boot', () => {
    const sends = new Map<string, Remembered>();
    dedupe.restore(sends, 'k', { text: 'hi', seenAt: 1, settled: false });
    dedupe.settle(sends, 'k');
    dedupe.settle(sends, 'unknown');
    expect([...sends]).toEqual([['k', { text: 'hi', seenAt: 1, settled: true }]]);
  });
});
