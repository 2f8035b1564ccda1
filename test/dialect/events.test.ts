import { describe, expect, test } from 'vitest';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { ENTRY, KEY, MESSAGE, OBSERVED_ROW, ROW } from './samples.ts';
import { observeAll, told } from './seen.ts';

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
    [
      'agent',
      { ...run, stream: 'assistant', data: {} },
      { type: 'run-text', stream: 'agent', replaces: false, ...of },
    ],
    ['agent', { ...run, stream: 'tool', data: {} }, { type: 'run-tool', ...of }],
    ['agent', { ...run, stream: 'tool', sessionKey: undefined }, { type: 'run-tool', ...of, key: undefined }],
    ['agent', { ...run, stream: 'usage' }, { type: 'other' }],
    ['agent', { ...run, seq: '3', stream: 'tool' }, { type: 'other' }],
    [
      'chat',
      { ...run, state: 'delta', deltaText: 'x' },
      { type: 'run-text', stream: 'chat', delta: 'x', replaces: false, ...of },
    ],
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
    [
      'sessions.changed',
      { sessionKey: 'main', reason: 'delete', sessionId: 's1' },
      {
        type: 'notice',
        notice: 'sessions.changed',
        key: KEY,
        reason: 'delete',
        ended: 's1',
        next: undefined,
      },
    ],
    [
      'sessions.changed',
      { sessionKey: 'main', reason: 'deleted' },
      { type: 'odd-notice', notice: 'sessions.changed', key: KEY, ended: undefined, says: '"deleted"' },
    ],
    ['sessions.changed', { reason: 'reset' }, { type: 'other' }],
    [
      'socket.drain',
      { sessionKey: 'main', sessionId: 's1', reason: 'deleted', ts: 1 },
      { type: 'notice', notice: 'socket.drain', key: KEY, reason: 'delete', ended: 's1', next: undefined },
    ],
    [
      'socket.drain',
      { sessionKey: 'main', sessionId: 's1', reason: 'because' },
      { type: 'odd-notice', notice: 'socket.drain', key: KEY, ended: 's1', says: '"because"' },
    ],
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
    ['a reply key', { role: 'assistant', content: 'a', idempotencyKey: 'k1:assistant' }, { runId: 'k1' }],
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
    [
      'the mark of a reset in place',
      { role: 'system', content: 'Reset', __openclaw: { id: 'e3', kind: 'reset' } },
      { isReset: true, role: 'system' },
    ],
    [
      'what has an interrupted run go on',
      { role: 'user', content: 'Continue.', provenance: { sourceTool: 'main_session_restart_recovery' } },
      { resumes: true },
    ],
    [
      'what another tool wrote',
      { role: 'user', content: 'Continue.', provenance: { sourceTool: 'sessions_send' } },
      { resumes: false },
    ],
    ['a tool result', { role: 'toolResult', content: 'x' }, { role: 'tool' }],
    ['an unknown role', { role: 'narrator' }, { role: 'other', text: '', marker: undefined }],
  ])('reads %s', (_what, message, expected) => {
    expect(entry(message)).toMatchObject(expected);
  });
});
