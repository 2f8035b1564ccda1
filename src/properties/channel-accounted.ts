/**
 * channel/accounted. The deadline runs from the first attempt, in the client's fair time: a listener whose own link
 * was cut, or whose gateway was down by plan, proves nothing. An acceptance or any refusal in time accounts for the
 * message; whether an accepted one lasts is the matter of ack/durable. This deadline is the answer bound of channel
 * messages: send/accounted leaves it to this property.
 */
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';
import type { Send } from './terms/sends.ts';

export const channelAccounted: Property = {
  id: 'channel/accounted',
  family: 'account',
  statement: 'An inbound channel message is durably accepted or refused before its listener gives up.',
  why: 'incident #73204',
  minimum: 1,
  exercise: 'an answered channel message',
  watches: ['request', 'response'],
  start(terms) {
    const findings = new Findings();
    const { channelDeadline } = terms.profile.bounds;
    const waiting = new Set<Send>();

    const isLate = (send: Send): boolean =>
      terms.fair.client(send.client).read(terms.now) - send.fairAtFirst > channelDeadline;

    return checking(
      findings,
      (observation) => {
        const { send } = terms;
        if (send === undefined || terms.connections.role(send.client) !== 'channel') return;
        if (observation.type === 'request') {
          if (!send.answered) waiting.add(send);
        } else if (waiting.has(send) && send.answered) {
          waiting.delete(send);
          findings.exercised++;
          if (!isLate(send)) return;
          const sentence = `channel message ${send.runId} was answered after its listener's deadline`;
          findings.add(
            'a channel message was answered too late',
            sentence,
            send.record,
            observation.record.i,
          );
        }
      },
      () => {
        for (const send of waiting) {
          if (send.answered || !isLate(send)) continue;
          const sentence = `channel message ${send.runId} was neither accepted nor refused before its listener's deadline`;
          findings.add(
            'a channel message was dropped without an answer',
            sentence,
            send.record,
            terms.position,
          );
        }
      },
    );
  },
};
