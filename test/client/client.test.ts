import { describe, expect, it } from 'vitest';
import { keyOf, messageText } from '../../src/client/send-text.ts';
import { LISTENER_DEADLINE_MS } from '../../src/client/role.ts';
import { utf8Length } from '../../src/protocol/measure.ts';
import { clientOf, historyOf, operation, rows, sendOf, SESSION, type Bench } from './bench.ts';
import { HELLO, type Script } from './fake-host.ts';

const started: Script = (params) => ({ ok: { runId: params['idempotencyKey'], status: 'started' } });
const busy =
  (retryAfterMs?: number): Script =>
  () => ({
    refused: {
      code: 'UNAVAILABLE',
      message: 'busy',
      retryable: true,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  });

function perform({ client }: Bench, ...operations: ReturnType<typeof operation>[]): void {
  for (const one of operations) client.perform(one, undefined);
}

/** A terminal of a run, as the gateway pushes it. */
function final({ host }: Bench, runId: string): void {
  host.say('chat', { runId, sessionKey: SESSION, seq: 3, state: 'final' });
}

describe('an operator', () => {
  it('subscribes to sessions and to what it follows, reads it, and only then sends', () => {
    const given = clientOf({}, (host) => host.script.set('chat.history', () => undefined));
    perform(given, sendOf());
    given.host.until(500);
    expect(given.host.requests.map((one) => one.method)).toEqual([
      'connect',
      'sessions.subscribe',
      'sessions.messages.subscribe',
      'chat.history',
    ]);
    expect(given.host.made).toEqual([]);
    expect(given.client.content).toBe(false);
  });

  it('asks for one thing after the other, so that it does not fill its own buffer', () => {
    const given = clientOf({}, (host) => host.script.set('sessions.subscribe', () => undefined));
    given.host.until(500);
    expect(given.host.requests.map((one) => one.method)).toEqual(['connect', 'sessions.subscribe']);
  });

  it('sends what the plan wrote under a key of its own', () => {
    const given = clientOf();
    given.host.script.set('chat.send', started);
    perform(given, sendOf('m1', { text: 'hello' }));
    given.host.until(2);
    expect(given.host.paramsOf('chat.send')).toEqual([
      { sessionKey: SESSION, message: 'hello [[m1]]', idempotencyKey: 'run-m1' },
    ]);
    expect(given.host.made).toEqual(['m1 sent', 'm1 answered']);
    expect(given.host.checkpoints).toEqual([SESSION]);
    expect(given.client.pending()).toEqual(['web: send m1 not settled']);
  });

  it.each(['final', 'aborted', 'error'])('takes a send for settled at its %s', (state) => {
    const given = clientOf();
    given.host.script.set('chat.send', started);
    perform(given, sendOf());
    given.host.until(2);
    given.host.say('chat', { runId: keyOf('m1'), state: 'delta' });
    given.host.say('chat', { runId: keyOf('m9'), state });
    expect(given.client.content).toBe(false);
    given.host.say('chat', { runId: keyOf('m1'), state });
    expect(given.client.content).toBe(true);
    expect(given.host.made.at(-1)).toBe('m1 settled');
  });

  it('takes a send for settled when the answer says that its run has ended', () => {
    const given = clientOf();
    given.host.script.set('chat.send', () => ({ ok: { status: 'ok' } }));
    perform(given, sendOf());
    given.host.until(2);
    expect(given.client.content).toBe(true);
  });

  it('asks again with the same key after a reconnect when it was not answered', () => {
    const given = clientOf();
    perform(given, sendOf());
    given.host.until(2);
    given.host.drop(1006);
    given.host.script.set('chat.send', started);
    given.host.until(500);
    const [first, second] = given.host.paramsOf('chat.send');
    expect(second).toEqual(first);
    expect(given.host.made.filter((one) => one === 'm1 sent')).toHaveLength(1);
  });

  it('does not ask again for a send that was accepted, and learns from history how it ended', () => {
    const given = clientOf();
    given.host.script.set('chat.send', started);
    perform(given, sendOf());
    given.host.until(2);
    given.host.script.set('chat.history', historyOf({ role: 'user', runId: 'run-m1' }));
    given.host.drop(1006);
    given.host.until(1_500);
    expect(given.host.timesOf('chat.send')).toHaveLength(1);
    expect(given.client.pending()).toEqual(['web: send m1 not settled']);
    given.host.script.set(
      'chat.history',
      historyOf({ role: 'user', runId: 'run-m1' }, { role: 'assistant', runId: 'run-m1' }),
    );
    given.host.until(2_100);
    expect(given.host.made.at(-1)).toBe('m1 settled');
  });

  it('does not send a frame again that was answered with 1009', () => {
    const given = clientOf();
    perform(given, sendOf('m1', { bytes: HELLO.policy.maxPayload + 1 }));
    given.host.until(2);
    given.host.drop(1009);
    given.host.until(5_000);
    expect(given.host.timesOf('chat.send')).toHaveLength(1);
    expect(given.client.content).toBe(true);
    expect(given.host.made).toEqual(['m1 sent']);
  });

  it('sends a small frame again that another frame was cut off with', () => {
    const given = clientOf();
    perform(given, sendOf('m1', { bytes: HELLO.policy.maxPayload + 1 }), sendOf('m2'));
    given.host.until(2);
    given.host.drop(1009);
    given.host.until(500);
    expect(given.host.paramsOf('chat.send')).toMatchObject([
      { idempotencyKey: 'run-m1' },
      { idempotencyKey: 'run-m2' },
      { idempotencyKey: 'run-m2' },
    ]);
  });

  it('gives up a send that is refused for good', () => {
    const given = clientOf();
    given.host.script.set('chat.send', () => ({ refused: { code: 'INVALID_REQUEST', message: 'no' } }));
    perform(given, sendOf());
    given.host.until(60_000);
    expect(given.host.timesOf('chat.send')).toHaveLength(1);
    expect(given.host.made).toEqual(['m1 sent', 'm1 answered']);
  });

  it('comes back to a busy gateway twice as late each time', () => {
    const given = clientOf();
    given.host.script.set('chat.send', busy());
    perform(given, sendOf());
    for (let k = 0; k < 90; k++) {
      given.host.say('tick', {});
      given.host.until(k * 1_000);
    }
    const times = given.host.timesOf('chat.send');
    const gaps = times.slice(1).map((at, k) => at - (times[k] ?? 0));
    expect(gaps.slice(0, 9)).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000]);
  });

  it.each([
    [50, 200],
    [5_000, 5_000],
  ])('comes back no sooner than the %d ms it was told: after %d ms', (retryAfterMs, expected) => {
    const given = clientOf();
    given.host.script.set('chat.send', busy(retryAfterMs));
    perform(given, sendOf());
    for (let k = 0; k < 8; k++) {
      given.host.say('tick', {});
      given.host.until(k * 1_000);
    }
    const times = given.host.timesOf('chat.send');
    expect((times[1] ?? NaN) - (times[0] ?? NaN)).toBe(expected);
  });

  it('adds up to a quarter to what it was told, so that clients do not all come back at once', () => {
    const given = clientOf();
    given.host.chance = 1;
    given.host.script.set('chat.send', busy(1_000));
    perform(given, sendOf());
    given.host.until(1_500);
    const times = given.host.timesOf('chat.send');
    expect((times[1] ?? NaN) - (times[0] ?? NaN)).toBe(1_250);
  });

  it('keeps to what it was told last, also when a reconnect came between', () => {
    const given = clientOf();
    given.host.script.set('chat.send', busy(1_500));
    perform(given, sendOf());
    given.host.until(100);
    given.host.script.set('chat.send', busy(60_000));
    given.host.drop(1006);
    for (let k = 1; k < 20; k++) {
      given.host.say('tick', {});
      given.host.until(k * 1_000);
    }
    // once at first, once after the reconnect, and then not before the minute is over
    expect(given.host.timesOf('chat.send')).toHaveLength(2);
  });

  it('reads again what it follows when it sees a gap', () => {
    const given = clientOf();
    given.host.say('tick', {}, 1);
    given.host.say('tick', {}, 2);
    expect(given.host.timesOf('chat.history')).toHaveLength(1);
    given.host.say('tick', {}, 4);
    expect(given.host.timesOf('chat.history')).toHaveLength(2);
  });

  it('names the session it means: the current one, one that ended, or one that never was', () => {
    const given = clientOf();
    perform(given, sendOf('m1', { names: 'stale' }));
    given.host.say('sessions.changed', { sessionKey: SESSION, sessionId: 's2', reason: 'reset' });
    perform(given, sendOf('m2', { names: 'current' }), sendOf('m3', { names: 'stale' }));
    given.host.until(2);
    expect(given.host.paramsOf('chat.send')).toMatchObject([
      { sessionId: 'never-was' },
      { sessionId: 's2' },
      { sessionId: 's1' },
    ]);
  });

  it('replays the text of the original, with its key only when asked to', () => {
    const given = clientOf();
    const original = sendOf('m1', { text: '/reset now' });
    given.client.perform(sendOf('m2', { replayOf: 'm1', text: '/reset now' }), original);
    given.client.perform(sendOf('m3', { replayOf: 'm1', sameKey: true, text: '/reset now' }), original);
    expect(given.host.paramsOf('chat.send')).toMatchObject([
      { message: '/reset now [[m1]]', idempotencyKey: 'run-m2' },
      { message: '/reset now [[m1]]', idempotencyKey: 'run-m1' },
    ]);
  });

  it.each([
    ['reset', 'sessions.reset', { key: SESSION }, true],
    ['delete', 'sessions.delete', { key: SESSION }, true],
    ['compact', 'sessions.compact', { key: SESSION }, true],
    ['abort', 'chat.abort', { sessionKey: SESSION }, false],
    ['history', 'chat.history', { sessionKey: SESSION }, false],
    ['list', 'sessions.list', {}, false],
  ] as const)('asks for %s as %s', (kind, method, params, changes) => {
    const given = clientOf();
    given.host.script.set(method, () => ({ ok: {} }));
    const needs = kind === 'list' ? {} : { session: SESSION };
    perform(given, operation({ do: kind, id: 'x1', ...needs }));
    given.host.until(2);
    expect(given.host.paramsOf(method).at(-1)).toEqual(params);
    expect(given.host.made).toEqual(['x1 sent', 'x1 answered']);
    expect(given.host.checkpoints).toEqual(changes ? [SESSION] : []);
    expect(given.client.content).toBe(true);
  });

  it('aborts one run by its id', () => {
    const given = clientOf();
    perform(given, operation({ do: 'abort', id: 'a1', session: SESSION, run: 'm1' }));
    expect(given.host.paramsOf('chat.abort')).toEqual([{ sessionKey: SESSION, runId: 'run-m1' }]);
  });

  it('asks for history many times at once', () => {
    const given = clientOf();
    perform(given, operation({ do: 'history', id: 'h1', session: SESSION, times: 5, maxChars: 100 }));
    expect(given.host.paramsOf('chat.history').slice(1)).toEqual(
      Array.from({ length: 5 }, () => ({ sessionKey: SESSION, limit: 1_000, maxChars: 100 })),
    );
  });

  it('does not repeat a reset that was cut off: twice is not once', () => {
    const given = clientOf();
    perform(given, operation({ do: 'reset', id: 'r1', session: SESSION }));
    given.host.until(2);
    given.host.drop(1006);
    given.host.until(2_000);
    expect(given.host.timesOf('sessions.reset')).toHaveLength(1);
    expect(given.client.content).toBe(true);
  });

  it('asks again for a reset that was refused as retryable', () => {
    const given = clientOf();
    given.host.script.set('sessions.reset', busy(300));
    perform(given, operation({ do: 'reset', id: 'r1', session: SESSION }));
    given.host.until(2);
    given.host.script.set('sessions.reset', () => ({ ok: {} }));
    given.host.until(1_000);
    expect(given.host.timesOf('sessions.reset')).toEqual([1, 301]);
    expect(given.host.made).toEqual(['r1 sent', 'r1 answered']);
  });

  it('leaves with 1001, comes back, and does then what it was asked meanwhile', () => {
    const given = clientOf();
    given.host.script.set('chat.send', started);
    perform(given, operation({ do: 'leave', id: 'l1', forMs: 300 }), sendOf());
    given.host.until(200);
    expect(given.host.attempts[0]?.closed).toBe('1001 leaving');
    expect(given.host.timesOf('chat.send')).toEqual([]);
    given.host.until(400);
    expect(given.host.timesOf('chat.send')).toEqual([301]);
    expect(given.host.made).toEqual(['l1 sent', 'l1 answered', 'm1 sent', 'm1 answered']);
    final(given, 'run-m1');
    expect(given.client.content).toBe(true);
  });

  it('says what it waits for', () => {
    const given = clientOf();
    perform(given, sendOf(), operation({ do: 'reset', id: 'r1', session: SESSION }));
    expect(given.client.pending()).toEqual([
      'web: no answer to chat.send (web-000005)',
      'web: no answer to sessions.reset (web-000006)',
      'web: send m1 not accepted',
      'web: reset r1 not answered',
    ]);
    given.host.drop(1006);
    expect(given.client.pending()).toEqual(['web: not connected', 'web: send m1 not accepted']);
  });
});

describe('a legacy client', () => {
  it('subscribes to nothing and ignores events it does not know', () => {
    const given = clientOf({ role: 'legacy', follows: [] });
    given.host.say('socket.drain', { sessionKey: SESSION, sessionId: 's1', reason: 'reset', ts: 0 }, 1);
    given.host.say('sessions.changed', { sessionKey: SESSION, sessionId: 's2' }, 2);
    given.host.say('from.the.future', null, 3);
    given.host.say('chat', 'no object', 9);
    expect(given.host.requests.map((one) => one.method)).toEqual(['connect']);
    perform(given, sendOf('m1', { names: 'current' }));
    expect(given.host.paramsOf('chat.send')[0]).not.toHaveProperty('sessionId');
    expect(given.client.pending()).toHaveLength(2);
  });
});

describe('a reader and an unscoped client', () => {
  it.each([
    ['reader', ['operator.read'], 2],
    ['unscoped', [], 1],
  ] as const)('%s asks for scopes %j', (role, scopes, reads) => {
    const given = clientOf({ role });
    expect(given.host.paramsOf('connect')).toMatchObject([{ scopes }]);
    given.client.refetch();
    expect(given.host.timesOf('chat.history')).toHaveLength(role === 'reader' ? reads : 0);
  });
});

describe('a channel', () => {
  it('comes back with growing back-off and gives up at its listener deadline', () => {
    const given = clientOf({ role: 'channel', follows: [] });
    given.host.script.set('chat.send', busy());
    perform(given, sendOf());
    for (let at = 0; at <= 300_000; at += 1_000) {
      given.host.say('tick', {});
      given.host.until(at);
      if (at === 119_000) expect(given.client.content).toBe(false);
    }
    const times = given.host.timesOf('chat.send');
    expect(times).toHaveLength(11);
    expect(times.at(-1)).toBeLessThan(1 + LISTENER_DEADLINE_MS);
    expect(given.client.content).toBe(true);
    expect(given.host.made).not.toContain('m1 settled');
  });

  it('keeps a message that was accepted in time', () => {
    const given = clientOf({ role: 'channel', follows: [] });
    given.host.script.set('chat.send', started);
    given.host.script.set('chat.history', historyOf({ role: 'user', runId: 'run-m1' }));
    given.host.script.set('sessions.list', rows({ key: SESSION, hasActiveRun: true }));
    perform(given, sendOf());
    for (let at = 0; at <= 200_000; at += 1_000) {
      given.host.say('tick', {});
      given.host.until(at);
    }
    expect(given.client.pending()).toEqual(['web: send m1 not settled']);
  });
});

describe('messageText', () => {
  it.each([0, 10, 100, 4_096])('pads to %d bytes, never below what must be said', (bytes) => {
    const text = messageText(sendOf('m1', { text: 'größe', bytes }));
    expect(text.startsWith('größe [[m1]]')).toBe(true);
    expect(utf8Length(text)).toBe(Math.max(bytes, utf8Length('größe [[m1]]')));
  });

  it('says something when the plan says nothing', () => {
    expect(messageText(sendOf('m1'))).toBe('please continue [[m1]]');
  });
});
