/**
 * send/exactly-once. Entries are told apart by id: a copy in an archive has the same one. Where several sends carry
 * one marker (a user who pressed twice) entries are not counted. A second run shows as a second reply, or as a
 * provider call for a run that had told its final. Outside the dedupe window, and after a wall clock jump where the
 * dialect dates keys by it, a key may be new again. Other text under a key is judged where the dialect refuses it.
 */
import { hashString } from '../kernel/hash.ts';
import type { Of, ProviderAbout, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { Send } from './model/sends.ts';
import type { Oddity } from './model/transcripts.ts';

export const sendExactlyOnce: Property = {
  id: 'send/exactly-once',
  family: 'account',
  statement:
    'Within the dedupe window, one (session key, idempotency key) means at most one transcript entry and one run, across retries, reconnects, resets and restarts; the same key with other text is refused.',
  why: 'measured on OpenClaw 2026.5.28 (restart mid-run); OpenClaw issues 126680, 129793, 64038, 90351',
  exercise: 'the answer to a send that was tried again within the dedupe window',
  watches: [
    {
      type: 'response',
      says: ['nothing', 'send', 'other', 'history', 'history-page', 'archive'],
      leg: 'client',
    },
    { type: 'provider', says: ['call'] },
  ],
  start: (model) => new SendExactlyOnce(model),
};

class SendExactlyOnce extends FindingChecker {
  /** The text that was last accepted of each key with two of them, as a hash. */
  readonly #texts = new Map<Send, number>();

  response({ record, refusal }: Of<'response'>, { pending, send }: RequestAbout): void {
    if (send !== undefined && pending.ask.type === 'send') {
      if (send.attempts > 1 && this.#isRemembered(send)) this.exercised++;
      if (refusal === undefined && send.otherText && this.model.dialect.refusesOtherText)
        this.#accepted(send, hashString(pending.ask.text), record.i);
      return;
    }
    for (const oddity of this.model.transcripts.oddities) this.#odd(oddity, record.i);
  }

  provider({ record }: Of<'provider'>, { call }: ProviderAbout): void {
    const send = call?.send;
    if (record.event !== 'call' || send?.terminal !== 'final') return;
    if (this.model.dialect.mergesSends || !this.#isRemembered(send)) return;
    const sentence = `run ${send.runId} of ${send.key} had told its final and called the provider again${this.#since(send)}`;
    this.add('a run began again after its final', sentence, send.settledBy, record.i);
  }

  /**
   * Of two texts under way at once, either may have come first; not both, and not one after the other was accepted. That
   * something of the key was accepted says nothing of which of them, once both had arrived.
   */
  #accepted(send: Send, textHash: number, record: number): void {
    const other = this.#texts.get(send);
    this.#texts.set(send, textHash);
    const isSecond = textHash !== send.textHash && send.acceptedBy < send.otherTextAt;
    if (!isSecond && (other === undefined || other === textHash)) return;
    if (!this.#isRemembered(send)) return;
    const sentence = `the key of send ${send.runId} to ${send.key} was used again with other text, and was not refused${this.#since(send)}`;
    this.add('a used key with other text was accepted', sentence, send.record, record);
  }

  #odd({ type, send: twice }: Oddity, record: number): void {
    if (twice.attempts > 1 && !this.#isRemembered(twice)) return;
    if (type === 'second-entry') {
      const sentence = `send ${twice.runId} has two entries in ${twice.key}${this.#since(twice)}`;
      this.add('one key made two transcript entries', sentence, twice.acceptedBy, record);
    } else if (type === 'second-reply' && !this.model.dialect.mergesSends) {
      const sentence = `run ${twice.runId} has two replies in ${twice.key}${this.#since(twice)}`;
      this.add('one key made two replies', sentence, twice.acceptedBy, record);
    }
  }

  /** What may have made the gateway forget the key. */
  #since({ record }: Send): string {
    return this.model.fair.wallJumpedSince(record)
      ? '; the wall clock jumped since it was used first, by which no key grows older'
      : '';
  }

  #isRemembered(send: Send): boolean {
    if (!this.model.isInWindow(send)) return false;
    const excuse = this.model.clockExcuse('keys');
    if (excuse !== undefined) this.excuse('send', excuse, send);
    return excuse === undefined;
  }
}
