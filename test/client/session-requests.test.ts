import { describe, expect, it } from 'vitest';
import { METHOD_SCOPE } from '../../src/protocol/scopes.ts';
import { clientOf, historyOf, operation, SESSION, type Bench } from './bench.ts';

const DELETE = 'sessions.delete';

function perform({ client, host }: Bench, written: Record<string, unknown>): void {
  client.perform(operation({ session: SESSION, ...written }), undefined);
  host.until(600);
}

/** The session was reset once since the client first read it. */
function afterReset(): Bench {
  const given = clientOf({}, (host) => host.script.set('chat.history', historyOf()));
  given.host.until(500);
  given.host.say('sessions.changed', { sessionKey: SESSION, sessionId: 's2', reason: 'reset' });
  return given;
}

describe('a client', () => {
  it('follows its sessions without subscribing to all where the plan says so', () => {
    const given = clientOf({ subscribes: false });
    given.host.until(500);
    expect(given.host.requests.map(({ method }) => method).slice(0, 2)).toEqual([
      'connect',
      'sessions.messages.subscribe',
    ]);
  });

  it.each([
    [{}, { key: SESSION }],
    [{ names: 'current' }, { key: SESSION, expectedSessionId: 's2' }],
    [{ names: 'stale' }, { key: SESSION, expectedSessionId: 's1' }],
  ])('deletes the session that it means: %j', (names, params) => {
    const given = afterReset();
    perform(given, { do: 'delete', id: 'd1', ...names });
    expect(given.host.paramsOf(DELETE)).toEqual([params]);
  });

  it('names a session that never was where it knows none that ended', () => {
    const given = clientOf();
    perform(given, { do: 'delete', id: 'd1', names: 'stale' });
    expect(given.host.paramsOf(DELETE)).toEqual([{ key: SESSION, expectedSessionId: 'never-was' }]);
  });

  it.each([
    ['messages', 'sessions.messages.subscribe', { key: SESSION }],
    ['sessions', 'sessions.subscribe', {}],
  ])('subscribes to %s once more', (to, method, params) => {
    const given = clientOf({ follows: [] });
    given.host.until(500);
    const before = given.host.paramsOf(method).length;
    perform(given, { do: 'subscribe', id: 'u1', to });
    expect(given.host.paramsOf(method).slice(before)).toEqual([params]);
  });

  it('calls every method that a scope guards, each on the session', () => {
    const given = clientOf({ role: 'unscoped', follows: [] });
    perform(given, { do: 'try-all', id: 't1' });
    expect(new Set(given.host.requests.map(({ method }) => method))).toEqual(
      new Set(['connect', ...METHOD_SCOPE.keys()]),
    );
    expect(given.host.paramsOf('chat.send')).toEqual([
      { sessionKey: SESSION, message: 'May I?', idempotencyKey: 'run-t1' },
    ]);
    expect(given.host.paramsOf('sessions.reset')).toEqual([{ key: SESSION }]);
    expect(given.host.paramsOf('chat.history')).toEqual([{ sessionKey: SESSION }]);
    expect(given.host.paramsOf('sessions.archives.read')).toEqual([{ archive: 'any' }]);
    expect(given.host.paramsOf('sessions.list')).toEqual([{}]);
  });
});
