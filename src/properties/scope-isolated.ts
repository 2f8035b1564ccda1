/**
 * scope/isolated. The scope table is the protocol's; what it does not list goes to everyone. A connection without a
 * hello may get the challenge, errors to its own requests and the hello itself.
 */
import { allows, EVENT_SCOPE, METHOD_SCOPE } from '../protocol/scopes.ts';
import type { AnyFrame, EventAbout, Of, OfFrame } from './about.ts';
import { FindingChecker, type Property } from './property.ts';

export const scopeIsolated: Property = {
  id: 'scope/isolated',
  family: 'boundary',
  statement:
    'No event or response data reaches a connection whose granted scopes do not allow it; before hello a connection gets only the challenge, errors to its own requests, and a close.',
  why: 'incident #63374; incident #7442 (filtered events burned numbers)',
  exercise: 'a delivery to a connection without full scopes',
  watches: [
    { type: 'event', leg: 'client' },
    { type: 'response', leg: 'client' },
  ],
  start: (model) => new ScopeIsolated(model),
};

class ScopeIsolated extends FindingChecker {
  event({ record, event, meaning }: Of<'event'>, { connection }: EventAbout): void {
    if (connection.mayAll) return;
    const { scopes } = connection;
    if (scopes !== undefined) this.exercised++;
    if (scopes === undefined) {
      if (meaning.type === 'challenge' || meaning.type === 'shutdown') return;
      this.add('an event before hello', `connection ${record.conn} got ${event} before its hello`, record.i);
    } else if (!allows(scopes, EVENT_SCOPE.get(event))) {
      const sentence = `connection ${record.conn} got ${event} without ${EVENT_SCOPE.get(event) ?? ''}`;
      this.add(`the event ${event} without its scope`, sentence, record.i);
    }
  }

  frame(observation: OfFrame, { connection }: AnyFrame): void {
    if (observation.type !== 'response' || connection.mayAll) return;
    const { record, method, answer } = observation;
    const { scopes } = connection;
    if (scopes !== undefined) this.exercised++;
    if (answer === undefined || method === undefined || method === 'connect') return;
    if (scopes === undefined) {
      const sentence = `connection ${record.conn} got an answer to ${method} before its hello`;
      this.add('an answer before hello', sentence, record.i);
    } else if (!allows(scopes, METHOD_SCOPE.get(method))) {
      const sentence = `connection ${record.conn} got an answer to ${method} without ${METHOD_SCOPE.get(method) ?? ''}`;
      this.add(`an answer to ${method} without its scope`, sentence, record.i);
    }
  }
}
