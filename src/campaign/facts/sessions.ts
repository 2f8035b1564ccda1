/** Facts about who follows what, who expects which session, and who may do nothing at all. */
import { REASON } from '../../protocol/error-codes.ts';
import { METHOD_SCOPE } from '../../protocol/scopes.ts';
import type { ConnectionState } from '../../properties/model/connections.ts';
import type { Fact } from './fact.ts';

export const SESSION_FACTS: readonly Fact[] = [
  {
    id: 'followed-without-sessions',
    sentence: 'who follows the messages of a session alone was told how a run of another client ended',
    watches: [{ type: 'event', says: ['terminal'], leg: 'client' }],
    start: () => (seen, about) => {
      if (seen.type !== 'event' || seen.meaning.type !== 'terminal' || about.type !== 'event') return false;
      const { connection, run } = about;
      if (connection.asksSessions || run === undefined || run.isSentBy(connection.client)) return false;
      return connection.messagesSince.has(seen.meaning.key);
    },
  },
  {
    id: 'subscribed-again',
    sentence: 'who had subscribed subscribed once more, and was told something of that session afterwards',
    watches: [
      { type: 'response', says: ['subscribed'] },
      { type: 'event', says: ['message', 'row'] },
    ],
    start: () => {
      /** Whose second subscription was answered: the key, or `sessions`. */
      const again = new WeakMap<ConnectionState, Set<string>>();
      return (seen, about) => {
        if (seen.type === 'response' && about.type === 'response') {
          const { ask, answeredRecord, connection } = about.pending;
          if (ask.type !== 'subscribe-messages' && ask.type !== 'subscribe-sessions') return false;
          if (answeredRecord !== seen.record.i) return false;
          const since =
            ask.type === 'subscribe-messages'
              ? connection.messagesSince.get(ask.key)
              : connection.sessionsSince;
          if (since === undefined || since >= seen.record.i) return false;
          const what = ask.type === 'subscribe-messages' ? ask.key : 'sessions';
          again.set(connection, (again.get(connection) ?? new Set()).add(what));
        }
        if (seen.type !== 'event' || about.type !== 'event') return false;
        const { meaning } = seen;
        if (meaning.type !== 'message' && meaning.type !== 'row') return false;
        return again.get(about.connection)?.has(meaning.type === 'row' ? 'sessions' : meaning.key) === true;
      };
    },
  },
  {
    id: 'expected-delete-granted',
    sentence: 'a session was deleted by a request that named it as it was',
    watches: [{ type: 'response', says: ['delete'] }],
    start: (context) => (seen) => {
      const ask = context.asked?.ask;
      return (
        seen.type === 'response' &&
        ask?.type === 'delete' &&
        ask.named !== undefined &&
        seen.answer !== undefined
      );
    },
  },
  {
    id: 'expected-delete-refused',
    sentence: 'a delete that named another session than the current one was refused',
    watches: [{ type: 'response', says: ['nothing'] }],
    start: () => (seen) =>
      seen.type === 'response' &&
      seen.ask?.type === 'delete' &&
      seen.ask.named !== undefined &&
      seen.refusal?.reason === REASON.staleSession,
  },
  {
    id: 'everything-refused',
    sentence: 'who was granted nothing was refused every method',
    watches: [{ type: 'response', says: ['nothing'] }],
    start: () => {
      const refused = new WeakMap<ConnectionState, Set<string>>();
      return (seen, about) => {
        if (seen.type !== 'response' || about.type !== 'response' || seen.refusal === undefined) return false;
        const { connection, method } = about.pending;
        if (connection.scopes?.length !== 0 || !METHOD_SCOPE.has(method)) return false;
        const methods = (refused.get(connection) ?? new Set()).add(method);
        refused.set(connection, methods);
        return methods.size === METHOD_SCOPE.size;
      };
    },
  },
];
