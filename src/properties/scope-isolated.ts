/**
 * scope/isolated. The scope table is the protocol's; what it does not list goes to everyone. A connection without a
 * hello may get the challenge, errors to its own requests and the hello itself.
 */
import { allows, EVENT_SCOPE, METHOD_SCOPE, SCOPE } from '../protocol/scopes.ts';
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';

export const scopeIsolated: Property = {
  id: 'scope/isolated',
  family: 'boundary',
  statement:
    'No event or response data reaches a connection whose granted scopes do not allow it; before hello a connection gets only the challenge, errors to its own requests, and a close.',
  why: 'incident #63374; incident #7442 (filtered events burned numbers)',
  minimum: 1,
  exercise: 'a delivery to a connection without full scopes',
  watches: ['event', 'response'],
  start(terms) {
    const findings = new Findings();
    return checking(findings, (observation) => {
      if (observation.type !== 'event' && observation.type !== 'response') return;
      const { record } = observation;
      if (record.leg !== 'client') return;
      const scopes = terms.connections.get(record.conn)?.scopes;
      if (scopes !== undefined && scopes.includes(SCOPE.admin)) return;
      if (scopes !== undefined) findings.exercised++;
      if (observation.type === 'event') {
        const { event, told } = observation;
        if (scopes === undefined) {
          if (told.type === 'challenge' || told.type === 'shutdown') return;
          findings.add(
            'an event before hello',
            `connection ${record.conn} got ${event} before its hello`,
            record.i,
          );
        } else if (!allows(scopes, EVENT_SCOPE[event])) {
          findings.add(
            `the event ${event} without its scope`,
            `connection ${record.conn} got ${event} without ${EVENT_SCOPE[event] ?? ''}`,
            record.i,
          );
        }
        return;
      }
      const { method, answer } = observation;
      if (answer === undefined || method === undefined || method === 'connect') return;
      if (scopes === undefined)
        findings.add(
          'an answer before hello',
          `connection ${record.conn} got an answer to ${method} before its hello`,
          record.i,
        );
      else if (!allows(scopes, METHOD_SCOPE[method])) {
        findings.add(
          `an answer to ${method} without its scope`,
          `connection ${record.conn} got an answer to ${method} without ${METHOD_SCOPE[method] ?? ''}`,
          record.i,
        );
      }
    });
  },
};
