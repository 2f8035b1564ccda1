/**
 * channel/accounted. The deadline runs from the first attempt, in the client's fair time: a listener whose own link
 * was cut, or whose gateway was down by plan, proves nothing. An acceptance or any refusal in time accounts for the
 * message; whether an accepted one lasts is the matter of ack/durable. This deadline is the answer bound of channel
 * messages: send/accounted leaves it to this property.
 */
import type { Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { Send } from './model/sends.ts';

export const channelAccounted: Property = {
  id: 'channel/accounted',
  family: 'account',
  statement: 'An inbound channel message is durably accepted or refused before its listener gives up.',
  why: 'incident #73204',
  exercise: 'an answered channel message',
  watches: [
    { type: 'request', says: ['send'] },
    { type: 'response', says: ['send', 'other', 'nothing'] },
  ],
  start: (model) => new ChannelAccounted(model),
};

class ChannelAccounted extends FindingChecker {
  readonly #waiting = new Set<Send>();

  request(_observation: Of<'request'>, { send }: RequestAbout): void {
    if (send !== undefined && !send.answered && this.#isChannels(send)) this.#waiting.add(send);
  }

  response({ record }: Of<'response'>, { send }: RequestAbout): void {
    if (send === undefined || !send.answered || !this.#waiting.delete(send)) return;
    this.exercised++;
    if (!this.#isLate(send)) return;
    const sentence = `channel message ${send.runId} was answered after its listener's deadline`;
    this.add('a channel message was answered too late', sentence, send.record, record.i);
  }

  override finish(): void {
    for (const send of this.#waiting) {
      if (send.answered || !this.#isLate(send)) continue;
      const sentence = `channel message ${send.runId} was neither accepted nor refused before its listener's deadline`;
      this.add('a channel message was dropped without an answer', sentence, send.record, this.model.position);
    }
  }

  #isChannels({ client }: Send): boolean {
    return this.model.connections.role(client) === 'channel';
  }

  #isLate(send: Send): boolean {
    const { fair, now, profile } = this.model;
    return fair.client(send.client).read(now) - send.fairAtFirst > profile.bounds.channelDeadline;
  }
}
