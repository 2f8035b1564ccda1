/**
 * send/accounted. The answer is due within the ack bound of the client's fair time after the request reached the
 * gateway, as long as the connection stays open; a request cut off by a close is unknown. Settling is due within the
 * settle bound of time in which no provider call worked for the session. A terminal is late by that clock; a run
 * whose end was only read is not timed, since the auditor reads when it likes. Oversized frames owe no answer.
 */
import { ms } from '../kernel/time.ts';
import type { CutAbout, EventAbout, Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { PendingRequest } from './model/connections.ts';
import type { Send } from './model/sends.ts';

export const sendAccounted: Property = {
  id: 'send/accounted',
  family: 'account',
  statement:
    'Every owed send is answered within the bound, and every accepted one is settled within the bound; a busy refusal says retryable and when.',
  why: 'incident #73204; OpenClaw issues 67173, 130810, 129793',
  exercise: 'an answered send whose answer has a bound',
  watches: [
    { type: 'event', says: ['terminal'] },
    { type: 'response', says: ['send', 'other', 'nothing'] },
    { type: 'connection', says: ['closed'] },
    'process',
  ],
  start: (model) => new SendAccounted(model),
};

class SendAccounted extends FindingChecker {
  event({ record, meaning }: Of<'event'>, { run }: EventAbout): void {
    if (meaning.type !== 'terminal' || run?.settledBy !== record.i || !run.acknowledged) return;
    // what only a slow reader was told shows when it reads that far
    if (this.model.connections.role(record.client) === 'slow' || this.#isSettledInTime(run)) return;
    const sentence = `run ${run.runId} ended late`;
    this.add('an accepted send was settled after the bound', sentence, run.acceptedBy, record.i);
  }

  connection({ record }: Of<'connection'>, { cut }: CutAbout): void {
    for (const pending of cut) this.#cut(pending, record.i);
  }

  process({ record }: Of<'process'>, { cut }: CutAbout): void {
    for (const pending of cut) this.#cut(pending, record.i);
  }

  override finish(): void {
    const { connections, position, sends } = this.model;
    for (const connection of connections.live()) {
      for (const pending of connection.pending.values())
        if (!pending.isAnswered) this.#unanswered(pending, position);
    }
    for (const send of sends.unsettled) {
      if (!send.acknowledged || this.#isSettledInTime(send)) continue;
      const excuse = this.#excuseOf(send);
      if (excuse !== undefined) {
        this.excuse('send', excuse, send);
        continue;
      }
      const sentence = `run ${send.runId} of ${send.key} was accepted and never seen to end`;
      const cause = 'an accepted send was not settled within the bound';
      this.add(cause, sentence, send.acknowledgedRecord, position);
    }
  }

  response({ record, refusal }: Of<'response'>, { pending, send }: RequestAbout): void {
    if (send === undefined) return;
    if (pending.answeredRecord === record.i) {
      if (this.#isTimed(pending)) this.exercised++;
      if (this.#isLate(pending)) {
        const sentence = `send ${send.runId} was answered late`;
        this.add('a send was answered after the bound', sentence, pending.arrivedRecord, record.i);
      }
    }
    if (record.leg !== 'client' || refusal?.code !== 'UNAVAILABLE') return;
    const { retryable, retryAfterMs = -1 } = refusal;
    if (retryable && retryAfterMs >= 0 && ms(retryAfterMs) <= this.model.profile.bounds.heal) return;
    // not busy: it goes with the generation whose end was asked for behind it
    if (!retryable && this.model.generations.asksToEndAfter(send.key, pending.from)) return;
    const sentence = `send ${send.runId} was refused as UNAVAILABLE without saying when, within the heal bound, to retry`;
    this.add('a busy refusal does not say retryable and when', sentence, record.i);
  }

  /** A summary that was only asked for excuses where nobody read whether it replaced anything. */
  #excuseOf(send: Send): string | undefined {
    if (send.endSummarised) return 'their ends may lie under a summary';
    return (send.summaryAsked || this.#mayBeArchived(send)) && !this.model.readInFull(send.key)
      ? 'their session could not be read in full'
      : undefined;
  }

  /** Its generation may have ended, and who would have been told was away: it says so in an archive alone. */
  #mayBeArchived({ from, key }: Send): boolean {
    return this.model.dailyRule || this.model.generations.mayHaveRotated(key, from);
  }

  /** It will stay unanswered; within the bound that is nobody's fault. */
  #cut(pending: PendingRequest, record: number): void {
    this.#unanswered(pending, record);
    if (pending.ask.type !== 'send' || !pending.hasArrived || this.#isLate(pending)) return;
    const isTroubled = this.model.fair.everTroubled(pending.connection.client);
    const excuse = isTroubled ? 'a fault cut their connection' : 'their connection closed before the answer';
    this.excuse('send', excuse, pending);
  }

  #unanswered(pending: PendingRequest, record: number): void {
    if (!this.#isLate(pending)) return;
    const sentence = `send ${pending.id} on connection ${pending.connection.conn} was not answered while its connection was open`;
    const cause = 'a send was not answered within the bound';
    this.add(cause, sentence, pending.record, pending.arrivedRecord, record);
  }

  #isLate(pending: PendingRequest): boolean {
    const { fair, now, profile } = this.model;
    const { connection, fairAtArrival } = pending;
    return (
      this.#isTimed(pending) && fair.client(connection.client).read(now) - fairAtArrival > profile.bounds.ack
    );
  }

  /** Its answer has a bound here. */
  #isTimed({ ask, bytes, connection, hasArrived }: PendingRequest): boolean {
    const { connections } = this.model;
    return (
      ask.type === 'send' &&
      // a channel listener says itself how long it waits: its deadline is the matter of channel/accounted
      connections.role(connection.client) !== 'channel' &&
      // seen from outside, what a slow reader is sent was sent when it read that far
      connections.role(connection.client) !== 'slow' &&
      hasArrived &&
      connection.scopes !== undefined &&
      bytes <= connection.maxPayloadBytes
    );
  }

  #isSettledInTime(send: Send): boolean {
    const { fair, now, profile, runs } = this.model;
    if (fair.settling(send.key).read(now) - send.settlingAtAccept <= profile.bounds.settle) return true;
    const isUnknown = runs.prompts.whyNoCalls !== undefined;
    if (isUnknown) this.excuse('send', 'the history does not show how long the model took', send);
    return isUnknown;
  }
}
