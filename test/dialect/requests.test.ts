import { describe, expect, test } from 'vitest';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { KEY } from './samples.ts';
import { asked } from './seen.ts';

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
    [
      'connect',
      { scopes: ['operator.read', 7] },
      { type: 'connect', scopes: ['operator.read'], protocols: undefined, isAnonymous: true },
    ],
    [
      'connect',
      { minProtocol: 3, maxProtocol: 4, auth: { token: '' } },
      { type: 'connect', scopes: [], protocols: [3, 4], isAnonymous: false },
    ],
    [
      'connect',
      { minProtocol: 3, maxProtocol: '4', auth: { token: 4 }, device: {} },
      { type: 'connect', scopes: [], protocols: undefined, isAnonymous: false },
    ],
    [
      'connect',
      { maxProtocol: 4, auth: { token: 4 } },
      { type: 'connect', scopes: [], protocols: undefined, isAnonymous: true },
    ],
    ['chat.send', send, sent],
    ['chat.send', { ...send, sessionId: 's1' }, { ...sent, named: 's1' }],
    [
      'chat.send',
      { ...send, message: '/reset now' },
      { ...sent, text: '/reset now', marker: undefined, control: 'reset' },
    ],
    ['chat.send', { ...send, idempotencyKey: undefined }, { type: 'other' }],
    ['chat.send', { ...send, message: { text: 'hi' } }, { type: 'other' }],
    ['chat.history', { sessionKey: 'main' }, { type: 'history', key: KEY, offset: 0 }],
    ['chat.history', { sessionKey: 'main', offset: 5 }, { type: 'history', key: KEY, offset: 5 }],
    ['chat.history', { sessionKey: 'main', offset: 1 }, { type: 'history', key: KEY, offset: 1 }],
    ['chat.history', { sessionKey: 'main', offset: -1 }, { type: 'history', key: KEY, offset: 0 }],
    ['chat.history', { sessionKey: 'main', offset: '5' }, { type: 'history', key: KEY, offset: 0 }],
    ['chat.history', { sessionKey: '' }, { type: 'other' }],
    ['chat.abort', { sessionKey: 'main', runId: 'k1' }, { type: 'abort', key: KEY, runId: 'k1' }],
    ['chat.abort', { sessionKey: 'main' }, { type: 'abort', key: KEY, runId: undefined }],
    ['sessions.list', undefined, { type: 'list' }],
    ['sessions.list', { limit: 5 }, { type: 'list' }],
    ['sessions.list', { activeMinutes: 5 }, { type: 'list-some' }],
    ['sessions.subscribe', {}, { type: 'subscribe-sessions' }],
    ['sessions.messages.subscribe', { key: 'main' }, { type: 'subscribe-messages', key: KEY }],
    ['sessions.reset', { key: 'main' }, { type: 'reset', key: KEY }],
    ['sessions.delete', { key: 'main' }, { type: 'delete', key: KEY }],
    ['sessions.delete', { key: 'main', expectedSessionId: 's1' }, { type: 'delete', key: KEY, named: 's1' }],
    ['sessions.delete', { expectedSessionId: 's1' }, { type: 'other' }],
    ['sessions.compact', { key: 'main' }, { type: 'compact', key: KEY }],
    ['sessions.compact', [], { type: 'other' }],
    ['sessions.audit.list', {}, { type: 'audit-list' }],
    ['sessions.archives.list', {}, { type: 'archives-list' }],
    ['sessions.archives.read', { archive: 'a1' }, { type: 'archive-read', archive: 'a1', offset: 0 }],
    ['sessions.archives.read', {}, { type: 'other' }],
    ['models.list', {}, { type: 'other' }],
  ])('reads %s %j', (method, params, ask) => {
    expect(asked(REFERENCE, method, params)).toEqual(ask);
  });
});
