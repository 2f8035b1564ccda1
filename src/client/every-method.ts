/** A call of every method that a scope guards, on one session: what somebody tries who may do nothing. */
import { METHOD_SCOPE, type ScopedMethod } from '../protocol/scopes.ts';

const OF_SESSION: ReadonlySet<string> = new Set<ScopedMethod>([
  'sessions.messages.subscribe',
  'sessions.reset',
  'sessions.delete',
  'sessions.compact',
]);

export function everyMethod(session: string, idempotencyKey: string): [method: string, params: object][] {
  return [...METHOD_SCOPE.keys()].map((method) => {
    if (method === 'chat.send') return [method, { sessionKey: session, message: 'May I?', idempotencyKey }];
    if (method === 'sessions.archives.read') return [method, { archive: 'any' }];
    if (method.startsWith('chat.')) return [method, { sessionKey: session }];
    return [method, OF_SESSION.has(method) ? { key: session } : {}];
  });
}
