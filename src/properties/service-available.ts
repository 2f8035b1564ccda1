/**
 * service/available. A final refusal convicts unless something allows it: no hello yet, no write scope, a frame
 * above the limit, a slash command, a named generation where the session has rotated (or a daily rule may have rotated
 * it, which need not show before the refusal) or which nothing has ever shown, other text under a used key.
 * A retryable refusal convicts when it comes later than the heal bound, counted from the heal, or in fair time from
 * the first attempt. That anything is accepted at all is what the minimum asks for.
 */
import type { Refusal } from '../dialect/observation.ts';
import { allows, SCOPE } from '../protocol/scopes.ts';
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';
import type { Asked } from './terms/connections.ts';
import type { Send } from './terms/sends.ts';

export const serviceAvailable: Property = {
  id: 'service/available',
  family: 'account',
  statement:
    'A valid, in-scope, in-limit send outside declared start-up or drain is accepted, and one refused as retryable is accepted within the bound after heal.',
  why: 'incident #73204; OpenClaw issues 10243, 101250, 129354',
  minimum: 1,
  exercise: 'an accepted send',
  watches: ['response'],
  start(terms) {
    const findings = new Findings();
    const { heal } = terms.profile.bounds;

    /** The session it names may be stale. A repetition may name one where the first attempt named none. */
    const mayBeStale = (send: Send, { ask }: Asked): boolean =>
      ask.type === 'send' &&
      ask.named !== undefined &&
      (send.attempts > 1 ||
        terms.dailyRule ||
        terms.generations.life(send.key, ask.named) === undefined ||
        terms.generations.mayHaveRotated(send.key, 0));

    const isDeserved = (send: Send, asked: Asked): boolean =>
      asked.connection.scopes === undefined ||
      !allows(asked.connection.scopes, SCOPE.write) ||
      asked.bytes > asked.connection.maxPayloadBytes ||
      send.control !== undefined ||
      send.otherText ||
      mayBeStale(send, asked);

    const refused = (send: Send, asked: Asked, refusal: Refusal, record: number): void => {
      if (!refusal.retryable) {
        if (isDeserved(send, asked)) return;
        const reason = refusal.reason ?? refusal.code;
        findings.add(
          `a valid send was refused for good (${reason})`,
          `send ${send.runId} to ${send.key} was refused: ${reason}`,
          asked.record,
          record,
        );
        return;
      }
      const waited = terms.fair.client(send.client).read(terms.now) - send.fairAtFirst;
      if (terms.now - terms.healedAt <= heal && waited <= heal) return;
      const sentence = `send ${send.runId} to ${send.key} was refused as retryable for longer than the heal bound`;
      findings.add('a send was refused as retryable for too long', sentence, send.record, record);
    };

    return checking(findings, (observation) => {
      if (observation.type !== 'response' || observation.record.leg !== 'client') return;
      const { asked, send } = terms;
      if (asked === undefined || send === undefined) return;
      const { refusal, record } = observation;
      if (refusal !== undefined) refused(send, asked, refusal, record.i);
      else if (send.acknowledgedRecord === record.i) findings.exercised++;
    });
  },
};
