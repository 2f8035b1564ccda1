import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REFERENCE, REFERENCE_REVISION } from '../../src/dialect/reference.ts';
import { METHODS } from '../../src/protocol/methods.ts';
import { EVENTS } from '../../src/protocol/events.ts';
import { hardValues } from '../protocol/json-values.ts';
import { answered, asked, observeAll, told } from './seen.ts';

const KEY = 'agent:main:main';

const ROW = {
  key: 'main',
  sessionId: 's1',
  lifecycleRevision: 'r1',
  status: 'running',
  hasActiveRun: true,
  activeRunIds: ['k1'],
  startedAt: 5,
  endedAt: null,
  runtimeMs: null,
  totalTokens: 0,
  abortedLastRun: false,
  compactionCount: 0,
  updatedAt: 5,
};

const OBSERVED_ROW = {
  key: KEY,
  generation: 's1',
  status: 'running',
  hasActiveRun: true,
  activeRunIds: ['k1'],
  startedAt: 5,
  endedAt: null,
  totalTokens: 0,
};

const MESSAGE = {
  role: 'assistant',
  content: 'so be it [[m1]] [[m2]]',
  timestamp: 1,
  runId: 'k1',
  stopReason: 'stop',
  __openclaw: { id: 'e2', seq: 2 },
};

const ENTRY = {
  id: 'e2',
  seq: 2,
  role: 'assistant',
  text: 'so be it [[m1]] [[m2]]',
  marker: 'm2',
  runId: 'k1',
  stopReason: 'stop',
  compaction: false,
  coversSeq: undefined,
  sessionControl: false,
};

describe('what a request asks', () => {
  const send = { sessionKey: 'main', message: 'hi [[m1]]', idempotencyKey: 'k1' };
  const sent = {
    type: 'send',
    key: KEY,
    runId: 'k1',
    text: 'hi [[m1]]',
    marker: 'm1',
    named: undefined,
    control: undefined,
  };

  test.each<[string, unknown, unknown]>([
    ['connect', { scopes: ['operator.read', 7] }, { type: 'connect', scopes: ['operator.read'] }],
    ['chat.send', send, sent],
    ['chat.send', { ...send, sessionId: 's1' }, { ...sent, named: 's1' }],
    [
      'chat.send',
      { ...send, message: '/reset now' },
      { ...sent, text: '/reset now', marker: undefined, control: 'reset' },
    ],
    ['chat.send', { ...send, idempotencyKey: undefined }, { type: 'other' }],
    ['chat.send', { ...send, message: { text: 'hi' } }, { type: 'other' }],
    ['chat.history', { sessionKey: 'main' }, { type: 'history', key: KEY }],
    ['chat.history', { sessionKey: 'agent:main:side' }, { type: 'history', key: 'agent:main:side' }],
    ['chat.history', { sessionKey: '' }, { type: 'other' }],
    ['chat.abort', { sessionKey: 'main', runId: 'k1' }, { type: 'abort', key: KEY, runId: 'k1' }],
    ['chat.abort', { sessionKey: 'main' }, { type: 'abort', key: KEY, runId: undefined }],
    ['sessions.list', undefined, { type: 'list' }],
    ['sessions.subscribe', {}, { type: 'subscribe-sessions' }],
    ['sessions.messages.subscribe', { key: 'main' }, { type: 'subscribe-messages', key: KEY }],
    ['sessions.reset', { key: 'main' }, { type: 'reset', key: KEY }],
    ['sessions.delete', { key: 'main' }, { type: 'delete', key: KEY }],
    ['sessions.compact', { key: 'main' }, { type: 'compact', key: KEY }],
    ['sessions.compact', [], { type: 'other' }],
    ['sessions.audit.list', {}, { type: 'audit-list' }],
    ['sessions.archives.list', {}, { type: 'archives-list' }],
    ['sessions.archives.read', { archive: 'a1' }, { type: 'archive-read', archive: 'a1' }],
    ['sessions.archives.read', {}, { type: 'other' }],
    ['models.list', {}, { type: 'other' }],
  ])('reads %s %j', (method, params, ask) => {
    expect(asked(REFERENCE, method, params)).toEqual(ask);
  });
});

describe('what a response says', () => {
  const hello = {
    type: 'hello-ok',
    protocol: 4,
    server: { version: 'x', connId: 'c' },
    features: { methods: ['chat.send'], events: ['tick'] },
    snapshot: {},
    auth: { role: 'operator', scopes: ['operator.read'] },
    policy: { maxPayload: 10, maxBufferedBytes: 20, tickIntervalMs: 30 },
  };
  const understood = {
    type: 'hello',
    scopes: ['operator.read'],
    methods: ['chat.send'],
    events: ['tick'],
    maxPayloadBytes: 10,
    maxBufferedBytes: 20,
    tickIntervalMs: 30,
  };
  const audit = {
    type: 'reset',
    trigger: 'rpc',
    oldSessionId: 's1',
    newSessionId: 's2',
    sessionKey: KEY,
    timestamp: 1,
    postResetMessagePresent: false,
    archive: 'a1',
  };
  const archive = { archive: 'a1', sessionKey: KEY, sessionId: 's1', reason: 'reset', timestamp: 1 };

  test.each<[string, unknown, unknown, unknown]>([
    ['connect', { scopes: ['a'] }, hello, understood],
    ['connect', { scopes: ['a'] }, { ...hello, auth: undefined }, { ...understood, scopes: ['a'] }],
    ['connect', { scopes: ['a'] }, { ...hello, policy: { maxPayload: '10' } }, { type: 'other' }],
    ['connect', {}, { type: 'hello' }, { type: 'other' }],
    [
      'chat.send',
      { sessionKey: 'main', message: '', idempotencyKey: 'k' },
      { runId: 'k', status: 'started' },
      { type: 'send', status: 'accepted', runId: 'k' },
    ],
    [
      'chat.send',
      { sessionKey: 'main', message: '', idempotencyKey: 'k' },
      { runId: 'k', status: 'in_flight' },
      { type: 'send', status: 'in-flight', runId: 'k' },
    ],
    [
      'chat.send',
      { sessionKey: 'main', message: '', idempotencyKey: 'k' },
      { runId: 'k', status: 'ok' },
      { type: 'send', status: 'ended', runId: 'k' },
    ],
    [
      'chat.send',
      { sessionKey: 'main', message: '', idempotencyKey: 'k' },
      { runId: 'k', status: 'error' },
      { type: 'other' },
    ],
    [
      'chat.history',
      { sessionKey: 'main' },
      { sessionKey: 'main', sessionId: 's1', messages: [MESSAGE], hasMore: true },
      { type: 'history', key: KEY, generation: 's1', entries: [ENTRY], partial: true },
    ],
    [
      'chat.history',
      { sessionKey: 'main' },
      { messages: [], hasMore: false },
      { type: 'history', key: KEY, generation: undefined, entries: [], partial: false },
    ],
    ['chat.history', { sessionKey: 'main' }, { sessionKey: 'main', messages: 'none' }, { type: 'other' }],
    ['sessions.list', {}, { sessions: [ROW, { key: 'x' }, null] }, { type: 'rows', rows: [OBSERVED_ROW] }],
    [
      'sessions.reset',
      { key: 'main' },
      { ok: true, key: KEY, entry: ROW },
      { type: 'reset', key: KEY, row: OBSERVED_ROW },
    ],
    ['sessions.reset', { key: 'main' }, { ok: true, key: KEY }, { type: 'other' }],
    [
      'sessions.delete',
      { key: 'a' },
      { ok: true, deleted: true, archived: [] },
      { type: 'delete', key: 'a', deleted: true },
    ],
    [
      'sessions.compact',
      { key: 'a' },
      { ok: true, compacted: false, reason: 'short' },
      { type: 'compact', key: 'a', compacted: false },
    ],
    [
      'chat.abort',
      { sessionKey: 'a' },
      { ok: true, aborted: true, runIds: [] },
      { type: 'abort', aborted: true },
    ],
    [
      'sessions.audit.list',
      {},
      { records: [audit, { ...audit, archive: undefined }, 3] },
      { type: 'audit', records: [audit] },
    ],
    ['sessions.archives.list', {}, { archives: [archive, {}] }, { type: 'archives', archives: [archive] }],
    [
      'sessions.archives.read',
      { archive: 'a1' },
      { archive: 'a1', messages: [MESSAGE], hasMore: false },
      { type: 'archive', archive: 'a1', entries: [ENTRY], partial: false },
    ],
    ['sessions.subscribe', {}, { subscribed: true }, { type: 'subscribed' }],
    ['sessions.messages.subscribe', { key: 'a' }, { subscribed: true, key: 'a' }, { type: 'subscribed' }],
    ['sessions.list', {}, undefined, { type: 'other' }],
    ['health', {}, {}, { type: 'other' }],
  ])('reads the answer to %s', (method, params, payload, answer) => {
    expect(answered(REFERENCE, method, params, payload)).toEqual(answer);
  });

  test('reads a refusal', () => {
    const error = {
      code: 'UNAVAILABLE',
      message: 'busy',
      retryable: true,
      retryAfterMs: 50,
      details: { reason: 'session-busy' },
    };
    const observations = observeAll(REFERENCE, [
      { type: 'req', id: '1', method: 'sessions.list' },
      { type: 'res', id: '1', ok: false, error },
      { type: 'res', id: '9', ok: false, error: { code: 'X', message: '' } },
    ]);
    expect(observations[1]).toMatchObject({
      method: 'sessions.list',
      answer: undefined,
      refusal: { code: 'UNAVAILABLE', reason: 'session-busy', retryable: true, retryAfterMs: 50 },
    });
    expect(observations[2]).toMatchObject({
      ask: undefined,
      refusal: { code: 'X', reason: undefined, retryable: false, retryAfterMs: undefined },
    });
  });
});

describe('what an event tells', () => {
  const run = { runId: 'k1', sessionKey: 'main', seq: 3 };
  const of = { runId: 'k1', key: KEY, runSeq: 3 };

  test.each<[string, unknown, unknown]>([
    ['connect.challenge', { nonce: 'n', ts: 1 }, { type: 'challenge' }],
    ['tick', { ts: 1 }, { type: 'tick' }],
    ['shutdown', {}, { type: 'shutdown' }],
    ['agent', { ...run, stream: 'lifecycle', data: { phase: 'start' } }, { type: 'run-start', ...of }],
    [
      'agent',
      { ...run, stream: 'lifecycle', data: { phase: 'end' } },
      { type: 'run-end', ...of, phase: 'end' },
    ],
    [
      'agent',
      { ...run, stream: 'lifecycle', data: { phase: 'error' } },
      { type: 'run-end', ...of, phase: 'error' },
    ],
    ['agent', { ...run, stream: 'lifecycle', data: { phase: 'finishing' } }, { type: 'other' }],
    ['agent', { ...run, stream: 'lifecycle' }, { type: 'other' }],
    ['agent', { ...run, stream: 'assistant', data: {} }, { type: 'run-text', ...of }],
    ['agent', { ...run, stream: 'tool', data: {} }, { type: 'run-tool', ...of }],
    ['agent', { ...run, stream: 'tool', sessionKey: undefined }, { type: 'run-tool', ...of, key: undefined }],
    ['agent', { ...run, stream: 'usage' }, { type: 'other' }],
    ['agent', { ...run, seq: '3', stream: 'tool' }, { type: 'other' }],
    ['chat', { ...run, state: 'delta', deltaText: 'x' }, { type: 'run-text', ...of }],
    ['chat', { ...run, state: 'status' }, { type: 'other' }],
    ['chat', { ...run, state: 'final' }, { type: 'terminal', ...of, state: 'final' }],
    ['chat', { ...run, state: 'aborted' }, { type: 'terminal', ...of, state: 'aborted' }],
    ['chat', { ...run, state: 'error' }, { type: 'terminal', ...of, state: 'error' }],
    ['chat', { ...run, state: 'final', sessionKey: undefined }, { type: 'other' }],
    [
      'session.message',
      { sessionKey: 'main', sessionId: 's1', message: MESSAGE },
      { type: 'message', key: KEY, generation: 's1', entry: ENTRY },
    ],
    ['session.message', { sessionKey: 'main', sessionId: 's1', message: 'x' }, { type: 'other' }],
    [
      'sessions.changed',
      { sessionKey: 'main', phase: 'start', runId: 'k1', sessionId: 's1', session: ROW },
      { type: 'row', key: KEY, generation: 's1', row: OBSERVED_ROW, runId: 'k1' },
    ],
    [
      'sessions.changed',
      { sessionKey: 'main', reason: 'create', sessionId: 's1' },
      { type: 'row', key: KEY, generation: 's1', row: undefined, runId: undefined },
    ],
    [
      'sessions.changed',
      { sessionKey: 'main', reason: 'reset', sessionId: 's2' },
      { type: 'notice', notice: 'sessions.changed', key: KEY, reason: 'reset', ended: undefined, next: 's2' },
    ],
    [
      'sessions.changed',
      { sessionKey: 'main', reason: 'delete' },
      {
        type: 'notice',
        notice: 'sessions.changed',
        key: KEY,
        reason: 'delete',
        ended: undefined,
        next: undefined,
      },
    ],
    ['sessions.changed', { reason: 'reset' }, { type: 'other' }],
    [
      'socket.drain',
      { sessionKey: 'main', sessionId: 's1', reason: 'deleted', ts: 1 },
      { type: 'notice', notice: 'socket.drain', key: KEY, reason: 'delete', ended: 's1', next: undefined },
    ],
    ['socket.drain', { sessionKey: 'main', sessionId: 's1', reason: 'because' }, { type: 'other' }],
    ['socket.drain', { sessionKey: 'main', reason: 'reset' }, { type: 'other' }],
    ['health', {}, { type: 'other' }],
    ['chat', null, { type: 'other' }],
  ])('reads %s %j', (event, payload, expected) => {
    expect(told(REFERENCE, event, payload)).toEqual(expected);
  });

  test('carries the connection seq, absent on unnumbered events', () => {
    const observations = observeAll(REFERENCE, [
      { type: 'event', event: 'tick', seq: 4 },
      { type: 'event', event: 'tick' },
    ]);
    expect(observations.map((observation) => observation.type === 'event' && observation.seq)).toEqual([
      4,
      undefined,
    ]);
  });
});

describe('what a transcript entry is', () => {
  function entry(message: unknown): unknown {
    const observed = told(REFERENCE, 'session.message', {
      sessionKey: 'main',
      message,
      messageId: 'x1',
      messageSeq: 9,
    });
    return typeof observed !== 'string' && observed.type === 'message' ? observed.entry : observed;
  }

  test.each<[string, unknown, object]>([
    [
      'content blocks',
      {
        role: 'user',
        content: [{ type: 'text', text: 'a [[m1]]' }, { type: 'image' }, { type: 'text', text: 'b' }],
      },
      { role: 'user', text: 'a [[m1]]b', marker: 'm1' },
    ],
    ['a user key', { role: 'user', content: 'a', idempotencyKey: 'k1:user' }, { runId: 'k1' }],
    ['a plain key', { role: 'user', content: 'a', idempotencyKey: 'k1' }, { runId: 'k1' }],
    ['ids of the event', { role: 'user', content: 'a' }, { id: 'x1', seq: 9 }],
    [
      'a summary',
      { role: 'system', content: 'sum', __openclaw: { id: 'e', seq: 5, kind: 'compaction', coversSeq: 4 } },
      { compaction: true, coversSeq: 4, sessionControl: false },
    ],
    [
      'a visible marker',
      { role: 'system', content: '/reset', __openclaw: { id: 'e', seq: 1, kind: 'session-control' } },
      { sessionControl: true, compaction: false },
    ],
    ['a tool result', { role: 'toolResult', content: 'x' }, { role: 'tool' }],
    ['an unknown role', { role: 'narrator' }, { role: 'other', text: '', marker: undefined }],
  ])('reads %s', (_what, message, expected) => {
    expect(entry(message)).toMatchObject(expected);
  });
});

describe('reference@1+revision', () => {
  const key = { sessionKey: 'main', sessionId: 's1' };

  test('names generations by sessionId and revision', () => {
    expect(REFERENCE_REVISION.generation('s1', 'r2')).toBe('s1#r2');
    expect(
      told(REFERENCE_REVISION, 'sessions.changed', { ...key, lifecycleRevision: 'r2', reason: 'reset' }),
    ).toMatchObject({ next: 's1#r2' });
    expect(
      told(REFERENCE_REVISION, 'socket.drain', { ...key, lifecycleRevision: 'r1', reason: 'reset' }),
    ).toMatchObject({ ended: 's1#r1' });
    expect(
      told(REFERENCE_REVISION, 'session.message', { ...key, lifecycleRevision: 'r1', message: MESSAGE }),
    ).toMatchObject({ generation: 's1#r1' });
    expect(answered(REFERENCE_REVISION, 'sessions.reset', { key: 'main' }, { entry: ROW })).toMatchObject({
      row: { generation: 's1#r1' },
    });
    expect(
      answered(
        REFERENCE_REVISION,
        'chat.history',
        { sessionKey: 'main' },
        { ...key, lifecycleRevision: 'r1', messages: [] },
      ),
    ).toMatchObject({ generation: 's1#r1' });
  });

  test('names none where only half of the name is given', () => {
    expect(told(REFERENCE_REVISION, 'session.message', { ...key, message: MESSAGE })).toMatchObject({
      generation: undefined,
    });
    expect(told(REFERENCE_REVISION, 'socket.drain', { ...key, reason: 'reset' })).toEqual({ type: 'other' });
  });
});

describe('foreign frames', () => {
  const members = fc.constantFrom(
    'sessionKey',
    'key',
    'sessionId',
    'runId',
    'seq',
    'state',
    'stream',
    'data',
    'reason',
    'phase',
    'session',
    'message',
    'messages',
    'sessions',
    'entry',
    'records',
    'archives',
    'archive',
    'features',
    'policy',
    'auth',
    'status',
    '__openclaw',
    'idempotencyKey',
    'scopes',
    'content',
    'type',
  );
  const payloads = fc.oneof(
    hardValues,
    fc.dictionary(members, fc.oneof(hardValues, fc.constant('main')), { noNullPrototype: true }),
  );

  test('never raise an exception, whatever they carry', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...EVENTS),
        fc.constantFrom(...METHODS),
        payloads,
        payloads,
        (event, method, params, payload) => {
          const frames = [
            { type: 'event' as const, event, payload },
            { type: 'req' as const, id: '1', method, params },
            { type: 'res' as const, id: '1', ok: true, payload },
          ];
          expect(observeAll(REFERENCE, frames).map((observation) => observation.type)).toEqual([
            'event',
            'request',
            'response',
          ]);
          expect(observeAll(REFERENCE_REVISION, frames)).toHaveLength(3);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('are garbage when they are no frames', () => {
    expect(observeAll(REFERENCE, ['hello'])).toMatchObject([{ type: 'garbage', reason: 'not JSON' }]);
  });
});
