/**
 * scope/isolated. The scope table is the protocol's; what it does not list goes to everyone. A connection without a
 * hello may get the challenge, errors to its own requests and the hello itself.
 *
 * Since version 2: a hello grants no more than was asked for. An empty list asks for nothing, and so does none at all;
 * what a scope that was asked for implies may be named too.
 */
import type { FrameRecord } from '../history/record.ts';
import { allows, EVENT_SCOPE, METHOD_SCOPE } from '../protocol/scopes.ts';
import type { AnyFrame, EventAbout, Of, OfFrame } from './about.ts';
import { FindingChecker, type Property } from './property.ts';

export const scopeIsolated: Property = {
  id: 'scope/isolated',
  version: 2,
  later: { 2: ['a hello granted a scope that was not asked for'] },
  family: 'boundary',
  statement:
    'No event or response data reaches a connection whose granted scopes do not allow it, and none is granted that it did not ask for; before hello a connection gets only the challenge, errors to its own requests, and a close.',
  why: 'incident #63374; incident #7442 (filtered events burned numbers)',
  exercise: 'something that a connection has no scope for, asked for by it or told to another one',
  watches: [
    { type: 'event', leg: 'client' },
    { type: 'response', leg: 'client' },
    { type: 'connection', says: ['closed'], leg: 'client' },
  ],
  start: (model) => new ScopeIsolated(model),
};

class ScopeIsolated extends FindingChecker {
  /** Greeted connections that may not read, by their numbers. */
  readonly #unscoped = new Set<number>();

  event({ record, event, meaning }: Of<'event'>, { connection }: EventAbout): void {
    const { mayRead, scopes } = connection;
    if (mayRead && this.#unscoped.size === 0) return;
    if (scopes === undefined) {
      if (meaning.type === 'challenge' || meaning.type === 'shutdown') return;
      this.add('an event before hello', `connection ${record.conn} got ${event} before its hello`, record.i);
      return;
    }
    const scope = EVENT_SCOPE.get(event);
    if (scope === undefined) return;
    if (allows(scopes, scope)) {
      this.exercised += this.#unscoped.size;
      return;
    }
    const sentence = `connection ${record.conn} got ${event} without ${scope}`;
    this.add(`the event ${event} without its scope`, sentence, record.i);
  }

  connection({ record: { conn, event } }: Of<'connection'>): void {
    if (event === 'closed') this.#unscoped.delete(conn);
  }

  frame(observation: OfFrame, { connection }: AnyFrame): void {
    if (observation.type !== 'response') return;
    const { record, method, answer } = observation;
    const { mayAll, mayRead, scopes } = connection;
    if (answer?.type === 'hello') {
      if (!mayRead) this.#unscoped.add(record.conn);
      if (observation.ask?.type === 'connect') this.#granted(observation.ask.scopes, answer.scopes, record);
    }
    if (mayAll || method === undefined || method === 'connect') return;
    if (scopes === undefined) {
      if (answer === undefined) return;
      const sentence = `connection ${record.conn} got an answer to ${method} before its hello`;
      this.add('an answer before hello', sentence, record.i);
      return;
    }
    const scope = METHOD_SCOPE.get(method);
    if (allows(scopes, scope)) return;
    this.exercised++;
    if (answer === undefined) return;
    const sentence = `connection ${record.conn} got an answer to ${method} without ${scope ?? ''}`;
    this.add(`an answer to ${method} without its scope`, sentence, record.i);
  }

  #granted(asked: readonly string[], granted: readonly string[], { conn, client, i }: FrameRecord): void {
    const unasked = granted.filter((scope) => !allows(asked, scope));
    if (unasked.length === 0) return;
    const what = asked.length === 0 ? 'no scope' : asked.join(', ');
    this.add(
      'a hello granted a scope that was not asked for',
      `connection ${conn} (${client}) asked for ${what}, and its hello grants ${unasked.join(', ')} too`,
      i,
    );
  }
}
