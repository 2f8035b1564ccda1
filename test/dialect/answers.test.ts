import { describe, expect, test } from 'vitest';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { ENTRY, KEY, MESSAGE, OBSERVED_ROW, ROW, NOTHING_BESIDE } from './samples.ts';
import { answered, observeAll } from './seen.ts';

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
    protocol: 4,
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
      { type: 'history', key: KEY, generation: 's1', entries: [ENTRY], partial: true, ...NOTHING_BESIDE },
    ],
    [
      'chat.history',
      { sessionKey: 'main' },
      { messages: [], hasMore: false },
      { type: 'history', key: KEY, generation: undefined, entries: [], partial: false, ...NOTHING_BESIDE },
    ],
    [
      'chat.history',
      { sessionKey: 'main' },
      {
        messages: [],
        pendingInputs: {
          items: [
            { id: 'i1', state: 'queued', runId: 'k1', message: { role: 'user', content: 'so be it [[m1]]' } },
            { id: 'i2', state: 'interrupted', runId: 'k2' },
            { id: 'i3', state: 'unheard-of', runId: 'k3' },
            null,
          ],
          total: 24,
        },
      },
      {
        type: 'history',
        key: KEY,
        generation: undefined,
        entries: [],
        partial: false,
        inputs: [
          { runId: 'k1', marker: 'm1', state: 'queued' },
          { runId: 'k2', marker: undefined, state: 'interrupted' },
        ],
        inputsPartial: true,
      },
    ],
    ['chat.history', { sessionKey: 'main' }, { sessionKey: 'main', messages: 'none' }, { type: 'other' }],
    [
      'chat.history',
      { sessionKey: 'main', offset: 3 },
      { sessionKey: 'main', sessionId: 's1', messages: [MESSAGE], hasMore: false },
      { type: 'history-page', key: KEY, generation: 's1', offset: 3, entries: [ENTRY], partial: false },
    ],
    [
      'sessions.list',
      {},
      { sessions: [ROW, { key: 'x' }, {}, null] },
      { type: 'rows', rows: [OBSERVED_ROW], bare: ['x'], at: undefined, whole: true },
    ],
    [
      'sessions.list',
      { search: 'x' },
      { sessions: [] },
      { type: 'rows', rows: [], bare: [], at: undefined, whole: false },
    ],
    [
      'sessions.list',
      {},
      { sessions: [], hasMore: true },
      { type: 'rows', rows: [], bare: [], at: undefined, whole: false },
    ],
    [
      'sessions.list',
      {},
      { sessions: [], totalCount: 1 },
      { type: 'rows', rows: [], bare: [], at: undefined, whole: false },
    ],
    // that there is no more is what it says itself
    [
      'sessions.list',
      {},
      { sessions: [], totalCount: 1, hasMore: false },
      { type: 'rows', rows: [], bare: [], at: undefined, whole: true },
    ],
    [
      'sessions.list',
      {},
      { ts: 7, sessions: [ROW], totalCount: 1 },
      { type: 'rows', rows: [OBSERVED_ROW], bare: [], at: 7, whole: true },
    ],
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
      { type: 'delete', key: 'a', deleted: true, archived: [] },
    ],
    [
      'sessions.compact',
      { key: 'a' },
      { ok: true, compacted: false, reason: 'short' },
      { type: 'compact', key: 'a', compacted: false, isUnderWay: false, reason: 'short' },
    ],
    [
      'sessions.compact',
      { key: 'a' },
      { ok: true, compacted: false, reason: 'in-progress' },
      { type: 'compact', key: 'a', compacted: false, isUnderWay: true, reason: 'in-progress' },
    ],
    [
      'sessions.compact',
      { key: 'a' },
      { ok: true, compacted: true, reason: 'in-progress' },
      { type: 'compact', key: 'a', compacted: true, isUnderWay: false, reason: 'in-progress' },
    ],
    [
      'chat.abort',
      { sessionKey: 'a' },
      { ok: true, aborted: true, runIds: ['k1', 7] },
      { type: 'abort', aborted: true, runIds: ['k1'] },
    ],
    [
      'chat.abort',
      { sessionKey: 'a' },
      { ok: true, aborted: false },
      { type: 'abort', aborted: false, runIds: [] },
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
      { type: 'archive', archive: 'a1', offset: 0, entries: [ENTRY], partial: false },
    ],
    [
      'sessions.archives.read',
      { archive: 'a1', offset: 2 },
      { archive: 'a1', messages: [MESSAGE], hasMore: true },
      { type: 'archive', archive: 'a1', offset: 2, entries: [ENTRY], partial: true },
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
