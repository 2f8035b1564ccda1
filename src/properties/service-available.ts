/**
 * service/available. A final refusal convicts unless something allows it: no hello yet, no write scope, a frame
 * above the limit, a slash command, a reset or delete that arrived behind it, a named generation where the session has rotated (or a daily rule may have rotated
 * it, which need not show before the refusal) or which nothing has ever shown or which the release does not know as a
 * parameter, other text under a used key.
 * A retryable refusal convicts when it comes later than the heal bound, counted from the heal, or in fair time from
 * the first attempt. That anything is accepted at all is what the minimum asks for.
 */
import { UNEXPECTED_PROPERTY } from '../dialect/answers.ts';
import type { Refusal } from '../dialect/observation.ts';
import { allows, SCOPE } from '../protocol/scopes.ts';
import type { Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { PendingRequest } from './model/connections.ts';
import type { Send } from './model/sends.ts';

export const serviceAvailable: Property = {
  id: 'service/available',
  family: 'account',
  statement:
    'A valid, in-scope, in-limit send outside declared start-up or drain is accepted, and one refused as retryable is accepted within the bound after heal.',
  why: 'incident #73204; OpenClaw issues 10243, 101250, 129354',
  exercise: 'an accepted send',
  watches: [{ type: 'response', says: ['send', 'other', 'nothing'], leg: 'client' }],
  start: (model) => new ServiceAvailable(model),
};

class ServiceAvailable extends FindingChecker {
  response({ record, refusal }: Of<'response'>, { pending, send }: RequestAbout): void {
    if (send === undefined) return;
    if (refusal !== undefined) this.#refused(send, pending, refusal, record.i);
    else if (send.acknowledgedRecord === record.i) this.exercised++;
  }

  #refused(send: Send, pending: PendingRequest, refusal: Refusal, record: number): void {
    if (!refusal.retryable) {
      if (this.#isDeserved(send, pending) || isTooNew(pending, refusal)) return;
      const reason = refusal.reason ?? refusal.code;
      const sentence = `send ${send.runId} to ${send.key} was refused: ${reason}`;
      this.add(`a valid send was refused for good (${reason})`, sentence, pending.record, record);
      return;
    }
    const { fair, now, phases, profile } = this.model;
    const { heal } = profile.bounds;
    const waited = fair.client(send.client).read(now) - send.fairAtFirst;
    if (now - phases.healedAt <= heal && waited <= heal) return;
    const sentence = `send ${send.runId} to ${send.key} was refused as retryable for longer than the heal bound`;
    this.add('a send was refused as retryable for too long', sentence, send.record, record);
  }

  #isDeserved(send: Send, pending: PendingRequest): boolean {
    return (
      pending.connection.scopes === undefined ||
      !allows(pending.connection.scopes, SCOPE.write) ||
      pending.bytes > pending.connection.maxPayloadBytes ||
      send.control !== undefined ||
      (pending.ask.type === 'send' && pending.ask.control !== undefined) ||
      send.otherText ||
      this.#isCancelled(send, pending) ||
      this.#mayBeStale(send, pending)
    );
  }

  /** Somebody asked for an end of the generation behind it: it goes with that. */
  #isCancelled({ key }: Send, { from }: PendingRequest): boolean {
    return this.model.generations.asksToEndAfter(key, from);
  }

  /** The session it names may be stale. A repetition may name one where the first attempt named none. */
  #mayBeStale(send: Send, { ask }: PendingRequest): boolean {
    if (ask.type !== 'send' || ask.named === undefined) return false;
    if (send.attempts > 1 || this.model.dailyRule) return true;
    const { generations } = this.model;
    return generations.span(send.key, ask.named) === undefined || generations.mayHaveRotated(send.key, 0);
  }
}

/** It names a session, and the release says that it does not know such a thing yet. */
function isTooNew({ ask }: PendingRequest, { reason }: Refusal): boolean {
  return ask.type === 'send' && ask.named !== undefined && reason === UNEXPECTED_PROPERTY;
}
