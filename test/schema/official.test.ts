import { describe, expect, test } from 'vitest';
import type {
  AgentPayload,
  ChallengePayload,
  ChatPayload,
  SessionMessagePayload,
  SessionsChangedPayload,
  ShutdownPayload,
  SocketDrainPayload,
  TickPayload,
} from '../../src/protocol/events.ts';
import { EVENTS } from '../../src/protocol/events.ts';
import type { Frame } from '../../src/protocol/frame.ts';
import {
  METHODS,
  type ArchivesListResult,
  type ArchivesReadResult,
  type AuditListResult,
  type ChatAbortParams,
  type ChatAbortResult,
  type ChatHistoryParams,
  type ChatHistoryResult,
  type ChatSendParams,
  type ChatSendResult,
  type ConnectParams,
  type HealthResult,
  type HelloOk,
  type SessionKeyParams,
  type SessionRow,
  type SessionsCompactResult,
  type SessionsDeleteParams,
  type SessionsDeleteResult,
  type SessionsListResult,
  type SessionsResetResult,
  type TranscriptMessage,
} from '../../src/protocol/methods.ts';
import { recordAll } from '../history/small-history.ts';
import { differences, validateFrame, validateHistory, type Difference } from './official.ts';

const KEY = 'agent:main:main';

const FRESH: SessionRow = {
  key: KEY,
  sessionId: 's1',
  status: null,
  hasActiveRun: false,
  activeRunIds: [],
  startedAt: null,
  endedAt: null,
  runtimeMs: null,
  totalTokens: 0,
  abortedLastRun: false,
  compactionCount: 0,
  updatedAt: 1,
};
const BUSY: SessionRow = {
  ...FRESH,
  lifecycleRevision: 'r1',
  status: 'running',
  hasActiveRun: true,
  activeRunIds: ['k1'],
  startedAt: 5,
};

const USER: TranscriptMessage = {
  role: 'user',
  content: 'hi [[m1]]',
  timestamp: 1,
  idempotencyKey: 'k1',
  __openclaw: { id: 'e1', seq: 1 },
};
const REPLY: TranscriptMessage = {
  role: 'assistant',
  content: '',
  timestamp: 1,
  runId: 'k1',
  stopReason: 'error',
  errorMessage: 'no',
  __openclaw: { id: 'e2', seq: 2, truncated: true },
};
const SUMMARY: TranscriptMessage = {
  role: 'system',
  content: 'sum',
  timestamp: 1,
  __openclaw: { id: 'e3', seq: 3, kind: 'compaction', coversSeq: 2 },
};

const run = { runId: 'k1', sessionKey: KEY, seq: 1 };
const said = { role: 'assistant', content: [{ type: 'text', text: 'hello' }], timestamp: 1 } as const;
const agent = (stream: AgentPayload['stream'], data: AgentPayload['data']): AgentPayload => ({
  ...run,
  stream,
  ts: 1,
  data,
});

/** Every payload an event may carry, typed as src/protocol has it. */
const EVENT_PAYLOADS: readonly (
  | readonly ['connect.challenge', ChallengePayload]
  | readonly ['tick', TickPayload]
  | readonly ['shutdown', ShutdownPayload]
  | readonly ['chat', ChatPayload]
  | readonly ['agent', AgentPayload]
  | readonly ['session.message', SessionMessagePayload]
  | readonly ['sessions.changed', SessionsChangedPayload]
  | readonly ['socket.drain', SocketDrainPayload]
)[] = [
  ['connect.challenge', { nonce: 'n', ts: 1 }],
  ['tick', { ts: 1 }],
  ['shutdown', { reason: 'gateway stopping' }],
  ['shutdown', { reason: 'gateway restarting', restartExpectedMs: 1500 }],
  ['chat', { ...run, state: 'delta', deltaText: 'he' }],
  ['chat', { ...run, state: 'final', message: said }],
  ['chat', { ...run, state: 'final' }],
  ['chat', { ...run, state: 'aborted', stopReason: 'aborted', message: said }],
  ['chat', { ...run, state: 'error', errorMessage: 'no' }],
  ['agent', agent('lifecycle', { phase: 'start', startedAt: 1 })],
  ['agent', agent('assistant', { text: 'hello', delta: 'lo' })],
  ['agent', agent('tool', { name: 'search', result: 'x' })],
  ['session.message', { sessionKey: KEY, sessionId: 's1', message: USER, messageId: 'e1', messageSeq: 1 }],
  [
    'session.message',
    {
      sessionKey: KEY,
      sessionId: 's1',
      lifecycleRevision: 'r1',
      message: SUMMARY,
      messageId: 'e3',
      messageSeq: 3,
    },
  ],
  [
    'sessions.changed',
    { sessionKey: KEY, ts: 1, phase: 'start', runId: 'k1', sessionId: 's1', session: BUSY },
  ],
  ['sessions.changed', { sessionKey: KEY, ts: 1, reason: 'reset', sessionId: 's2', session: FRESH }],
  ['sessions.changed', { sessionKey: KEY, ts: 1, reason: 'delete' }],
  ['socket.drain', { sessionKey: KEY, sessionId: 's1', reason: 'deleted', ts: 1 }],
  ['socket.drain', { sessionKey: KEY, sessionId: 's1', lifecycleRevision: 'r1', reason: 'reset', ts: 1 }],
];

interface Exchange {
  readonly connect: readonly [ConnectParams, HelloOk];
  readonly 'chat.send': readonly [ChatSendParams, ChatSendResult];
  readonly 'chat.history': readonly [ChatHistoryParams, ChatHistoryResult];
  readonly 'chat.abort': readonly [ChatAbortParams, ChatAbortResult];
  readonly 'sessions.list': readonly [object, SessionsListResult];
  readonly 'sessions.subscribe': readonly [object, object];
  readonly 'sessions.messages.subscribe': readonly [SessionKeyParams, object];
  readonly 'sessions.reset': readonly [SessionKeyParams, SessionsResetResult];
  readonly 'sessions.delete': readonly [SessionsDeleteParams, SessionsDeleteResult];
  readonly 'sessions.compact': readonly [SessionKeyParams, SessionsCompactResult];
  readonly 'sessions.audit.list': readonly [object, AuditListResult];
  readonly 'sessions.archives.list': readonly [object, ArchivesListResult];
  readonly 'sessions.archives.read': readonly [{ archive: string }, ArchivesReadResult];
  readonly health: readonly [object, HealthResult];
  readonly status: readonly [object, object];
  readonly 'system-presence': readonly [object, readonly unknown[]];
  readonly 'config.get': readonly [object, object];
}

/** A request and its result for every method, typed as src/protocol has them. */
const EXCHANGES: Exchange = {
  connect: [
    {
      minProtocol: 3,
      maxProtocol: 4,
      client: { id: 'gateway-client', version: '1', platform: 'linux', mode: 'backend' },
      role: 'operator',
      scopes: ['operator.read'],
      caps: ['tool-events'],
      auth: { token: 't' },
    },
    {
      type: 'hello-ok',
      protocol: 4,
      server: { version: 'reference-1', connId: 'c1' },
      features: { methods: METHODS, events: EVENTS },
      snapshot: { presence: [], health: {}, stateVersion: { presence: 0, health: 0 }, uptimeMs: 1 },
      auth: { role: 'operator', scopes: ['operator.read'] },
      policy: { maxPayload: 1, maxBufferedBytes: 1, tickIntervalMs: 1 },
    },
  ],
  'chat.send': [
    { sessionKey: KEY, message: 'hi', idempotencyKey: 'k1', sessionId: 's1' },
    { runId: 'k1', status: 'in_flight' },
  ],
  'chat.history': [
    { sessionKey: KEY, limit: 10, maxChars: 8000 },
    { sessionKey: KEY, sessionId: 's1', messages: [USER, REPLY, SUMMARY], hasMore: false },
  ],
  'chat.abort': [
    { sessionKey: KEY, runId: 'k1' },
    { ok: true, aborted: true, runIds: ['k1'] },
  ],
  'sessions.list': [{}, { ts: 1, count: 2, totalCount: 3, hasMore: true, sessions: [FRESH, BUSY] }],
  'sessions.subscribe': [{}, { subscribed: true }],
  'sessions.messages.subscribe': [{ key: KEY }, { subscribed: true, key: KEY }],
  'sessions.reset': [{ key: KEY }, { ok: true, key: KEY, entry: FRESH }],
  'sessions.delete': [
    { key: 'agent:main:side', expectedSessionId: 's1' },
    { ok: true, key: 'agent:main:side', deleted: true, archived: ['a1'] },
  ],
  'sessions.compact': [{ key: KEY }, { ok: true, key: KEY, compacted: false, reason: 'too short' }],
  'sessions.audit.list': [
    {},
    {
      records: [
        {
          type: 'delete',
          trigger: 'rpc',
          oldSessionId: 's1',
          newSessionId: null,
          sessionKey: KEY,
          timestamp: 1,
          postResetMessagePresent: false,
          archive: 'a1',
        },
        {
          type: 'reset',
          trigger: 'rule',
          oldSessionId: 's1',
          newSessionId: 's1',
          oldRevision: 'r1',
          newRevision: 'r2',
          sessionKey: KEY,
          timestamp: 1,
          postResetMessagePresent: true,
          archive: 'a2',
        },
      ],
    },
  ],
  'sessions.archives.list': [
    {},
    { archives: [{ archive: 'a1', sessionKey: KEY, sessionId: 's1', reason: 'compaction', timestamp: 1 }] },
  ],
  'sessions.archives.read': [{ archive: 'a1' }, { archive: 'a1', messages: [USER], hasMore: true }],
  health: [{}, { ok: true, ts: 1, durationMs: 0 }],
  status: [{}, {}],
  'system-presence': [{}, []],
  'config.get': [{}, {}],
};

describe('frames of reference@1', () => {
  test.each(EVENT_PAYLOADS)('satisfy the schema of event %s', (event, payload) => {
    expect(
      validateFrame({ type: 'event', event, payload, seq: 1, stateVersion: { presence: 0, health: 0 } }),
    ).toEqual([]);
  });

  test.each(METHODS)('satisfy the schema of method %s', (method) => {
    const [params, payload] = EXCHANGES[method];
    expect(validateFrame({ type: 'req', id: '1', method, params })).toEqual([]);
    expect(validateFrame({ type: 'res', id: '1', ok: true, payload }, method)).toEqual([]);
  });

  test('satisfy the schema of a refusal', () => {
    const error = {
      code: 'UNAVAILABLE',
      message: 'busy',
      details: { reason: 'session-busy' },
      retryable: true,
      retryAfterMs: 100,
    };
    expect(validateFrame({ type: 'res', id: '1', ok: false, error }, 'chat.send')).toEqual([]);
  });

  test('cover every event name', () => {
    expect(new Set(EVENT_PAYLOADS.map(([event]) => event))).toEqual(new Set(EVENTS));
  });

  test('differ from the official schema only as the committed list says, and in every way it says', () => {
    const met = new Set<Difference>();
    for (const [event, payload] of EVENT_PAYLOADS)
      validateFrame({ type: 'event', event, payload }, undefined, met);
    expect([...met].map((difference) => difference.schema).sort()).toEqual(
      differences.map((difference) => difference.schema).sort(),
    );
    for (const difference of differences) expect(difference.reason.length).toBeGreaterThan(20);
  });
});

describe('validateFrame', () => {
  test.each<[string, Frame, string | undefined, string]>([
    ['an unknown event', { type: 'event', event: 'mood' }, undefined, 'no schema for event mood'],
    [
      'an unknown method',
      { type: 'req', id: '1', method: 'mood' },
      undefined,
      'no schema for params of mood',
    ],
    [
      'a chat event in no state',
      { type: 'event', event: 'chat', payload: {} },
      undefined,
      'no schema for event chat',
    ],
    [
      'a missing member',
      { type: 'event', event: 'tick', payload: {} },
      undefined,
      "must have required property 'ts'",
    ],
    [
      'a closed parameter list',
      { type: 'req', id: '1', method: 'sessions.reset', params: { key: 'a', b: 1 } },
      undefined,
      'must NOT have additional properties: b',
    ],
    [
      'an envelope member too many',
      { type: 'event', event: 'tick', payload: { ts: 1 }, trace: 1 } as unknown as Frame,
      undefined,
      'must NOT have additional properties: trace',
    ],
    [
      'a result without its members',
      { type: 'res', id: '1', ok: true, payload: {} },
      'chat.abort',
      "must have required property 'ok'",
    ],
    [
      'a notice without its generation',
      { type: 'event', event: 'socket.drain', payload: { sessionKey: 'a', reason: 'reset', ts: 1 } },
      undefined,
      "must have required property 'sessionId'",
    ],
  ])('objects to %s', (_what, frame, method, message) => {
    expect(validateFrame(frame, method).map((problem) => problem.message)).toContain(message);
  });
});

describe('validateHistory', () => {
  test('names the records that hold bad frames and counts the gateway’s own', () => {
    const { records } = recordAll();
    const checked = validateHistory(records);
    expect(checked.frames).toBe(2);
    const bare = records.find((record) => record.kind === 'frame' && record.frameId === 4);
    expect(new Set(checked.problems.map((problem) => problem.record))).toEqual(new Set([bare?.i]));
  });
});
