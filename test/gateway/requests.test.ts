import { describe, expect, it } from 'vitest';
import { SCOPE, SHOWN_METHOD_SCOPE } from '../../src/protocol/scopes.ts';
import { MAIN, rawWorld, sendParams, transcript } from './raw-world.ts';

describe('the reference gateway', () => {
  it.each(['chat.dance', 'connect', 'toString', 'constructor', '__proto__', 'hasOwnProperty'])(
    'refuses the unknown method %s and lives on',
    (method) => {
      const client = rawWorld().connect();
      expect(client.refused(method, {})).toEqual({
        code: 'INVALID_REQUEST',
        message: `unknown method: ${method}`,
      });
      expect(client.get('sessions.list', {})).toMatchObject({ count: 0 });
    },
  );

  it.each<[string, string, unknown, string]>([
    ['an unknown parameter', 'sessions.list', { all: true }, 'unknown parameter all'],
    ['a parameter named as a built-in', 'sessions.list', { toString: 1 }, 'unknown parameter toString'],
    [
      'a missing parameter',
      'chat.send',
      { sessionKey: MAIN, message: 'x' },
      'idempotencyKey must be a non-empty string',
    ],
    ['an empty key', 'chat.history', { sessionKey: '' }, 'sessionKey must be a non-empty string'],
    ['a number for a text', 'sessions.reset', { key: 7 }, 'key must be a non-empty string'],
    ['a text for a number', 'chat.history', { sessionKey: MAIN, limit: '5' }, 'limit must be a number'],
    ['a list of parameters', 'sessions.list', [], 'params must be an object'],
  ])('refuses %s', (_what, method, params, problem) => {
    expect(rawWorld().connect().refused(method, params)).toEqual({
      code: 'INVALID_REQUEST',
      message: `${method}: ${problem}`,
    });
  });

  it.each<[string, string, object, string]>([
    [
      'attachments, which would be lost',
      'chat.send',
      { ...sendParams('m1'), attachments: [{ content: 'x' }] },
      'attachments must be an empty list: this gateway takes none',
    ],
    [
      'a lock that it can not keep',
      'chat.send',
      { ...sendParams('m1'), expectedLeafEntryId: null },
      'unknown parameter expectedLeafEntryId',
    ],
    [
      'a session of another agent',
      'chat.history',
      { sessionKey: MAIN, agentId: 'other' },
      `${MAIN} is no session of agent other`,
    ],
  ])('refuses %s', (_what, method, params, problem) => {
    expect(rawWorld().connect().refused(method, params).message).toBe(`${method}: ${problem}`);
  });

  it('takes what changes nothing here, whatever it holds', () => {
    const client = rawWorld().connect();
    const params = { ...sendParams('m1'), deliver: false, thinking: 7, attachments: [], timeoutMs: null };
    expect(client.get('chat.send', params)).toMatchObject({ status: 'started' });
  });

  it('lists the sessions that are wanted', () => {
    const client = rawWorld().connect();
    for (const sessionKey of [MAIN, 'agent:main:side', 'agent:other:main'])
      client.get('chat.send', { ...sendParams(sessionKey), sessionKey });
    const keys = (params: object): string[] =>
      (client.get('sessions.list', params)['sessions'] as readonly { key: string }[]).map(({ key }) => key);
    expect(keys({ search: 'SIDE' })).toEqual(['agent:main:side']);
    expect(keys({ agentId: 'other' })).toEqual(['agent:other:main']);
    expect(keys({ offset: 1, limit: 1 })).toEqual(['agent:main:side']);
    expect(keys({ activeMinutes: 1, includeGlobal: true, sortBy: 'updatedAt' })).toHaveLength(3);
    for (const none of [{ label: 'x' }, { spawnedBy: MAIN }, { archived: true }, { involvingMe: true }])
      expect(keys(none)).toEqual([]);
    expect(client.get('agents.list', {})).toEqual({
      defaultId: 'main',
      mainKey: 'main',
      scope: 'per-sender',
      agents: [{ id: 'main' }, { id: 'other' }],
    });
  });

  it('gives no other history than that of the session that is named', () => {
    const client = rawWorld().connect();
    client.get('chat.send', sendParams('m1'));
    expect(client.refused('chat.history', { sessionKey: MAIN, sessionId: 'gone' }).details).toEqual({
      reason: 'stale-session',
    });
  });

  it.each<[string, readonly string[], unknown]>([
    ['chat.send', [SCOPE.read], sendParams('m1')],
    ['chat.abort', [SCOPE.read], { sessionKey: MAIN }],
    ['chat.history', [], { sessionKey: MAIN }],
    ['sessions.subscribe', [], {}],
    ['sessions.messages.subscribe', [], { key: MAIN }],
    ['sessions.list', [], {}],
    ['sessions.reset', [SCOPE.read, SCOPE.write], { key: MAIN }],
    ['sessions.delete', [SCOPE.read, SCOPE.write], { key: MAIN }],
    ['sessions.compact', [SCOPE.read, SCOPE.write], { key: MAIN }],
    ['sessions.audit.list', [], {}],
    ['sessions.archives.list', [], {}],
    ['sessions.archives.read', [], { archive: 'a' }],
    ...[...SHOWN_METHOD_SCOPE.keys()].map((method): [string, [], object] => [method, [], {}]),
  ])('refuses %s to a connection without its scope', (method, scopes, params) => {
    expect(rawWorld().connect('web', scopes).refused(method, params)).toEqual({
      code: 'FORBIDDEN',
      message: `missing scope for ${method}`,
    });
  });

  it('sends nothing of a session to a connection that may not read', () => {
    const world = rawWorld();
    const [operator, unscoped] = [world.connect('operator'), world.connect('unscoped', [])];
    operator.get('sessions.subscribe', {});
    operator.get('chat.send', sendParams('m1'));
    world.wait(1_000);
    expect(operator.payloads('chat').at(-1)).toMatchObject({ state: 'final', runId: 'm1' });
    expect(unscoped.events.map((event) => event.event)).toEqual(['connect.challenge']);
  });

  it('answers with an empty history, and no id, for a key that points at nothing', () => {
    expect(rawWorld().connect().get('chat.history', { sessionKey: 'agent:main:none' })).toEqual({
      sessionKey: 'agent:main:none',
      messages: [],
      hasMore: false,
    });
  });

  it('takes main for the main session', () => {
    const world = rawWorld({ mainSession: 'agent:work:main' });
    const client = world.connect();
    client.get('chat.send', sendParams('m1', { sessionKey: 'main' }));
    world.wait(1_000);
    expect(transcript(client, 'agent:work:main')).toEqual(['user hello [[m1]]', 'assistant stop']);
  });

  it('gives the newest messages that fit, in order, and says that there are more', () => {
    const world = rawWorld({ limits: { maxPayloadBytes: 4_096, maxBufferedBytes: 65_536 } });
    const client = world.connect();
    for (const name of ['m1', 'm2', 'm3', 'm4'])
      client.get('chat.send', sendParams(name, { message: `${name} ${'x'.repeat(1_200)}` }));
    world.wait(2_000);
    const all = client.get('chat.history', { sessionKey: MAIN }) as {
      messages: { __openclaw: { seq: number } }[];
    };
    const numbers = all.messages.map((message) => message.__openclaw.seq);
    expect(all).toMatchObject({ hasMore: true });
    expect(numbers.at(-1)).toBe(8);
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
    expect(numbers.length).toBeLessThan(8);
    const short = client.get('chat.history', { sessionKey: MAIN, limit: 2, maxChars: 5 });
    expect(short).toMatchObject({
      hasMore: true,
      messages: [7, 8].map((seq) => ({ content: 'reply', __openclaw: { seq, truncated: true } })),
    });
  });

  it('gives the page before the newest messages, until there is none', () => {
    const world = rawWorld();
    const client = world.connect();
    for (const name of ['m1', 'm2']) client.get('chat.send', sendParams(name));
    world.wait(2_000);
    const page = (offset: number) => client.get('chat.history', { sessionKey: MAIN, limit: 2, offset });
    const seqs = (...numbers: number[]) => numbers.map((seq) => ({ __openclaw: { seq } }));
    expect(page(0)).toMatchObject({ hasMore: true, messages: seqs(3, 4) });
    expect(page(2)).toMatchObject({ hasMore: false, messages: seqs(1, 2) });
    expect(page(3)).toMatchObject({ hasMore: false, messages: seqs(1) });
    expect(page(9)).toMatchObject({ hasMore: false, messages: [] });
  });

  it('lists a row for every session, and only so many as asked for', () => {
    const world = rawWorld();
    const client = world.connect();
    for (const sessionKey of ['a', 'b', 'c'])
      client.get('chat.send', sendParams(`m-${sessionKey}`, { sessionKey }));
    world.wait(1_000);
    expect(client.get('sessions.list', {})).toMatchObject({ count: 3, totalCount: 3, hasMore: false });
    expect(client.get('sessions.list', { limit: 2 })).toMatchObject({
      count: 2,
      totalCount: 3,
      hasMore: true,
    });
  });

  it('refuses to read an archive there is none of', () => {
    expect(rawWorld().connect().refused('sessions.archives.read', { archive: '../ledger' })).toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });
});
