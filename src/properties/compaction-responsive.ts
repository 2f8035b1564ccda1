/**
 * compaction/responsive. Watches sends that reach the gateway while a summary of their session is at the provider.
 * Their answer is timed in the client's fair time, their start in time in which no run of the session was at the
 * provider; neither clock stops for the summary, however long it stalls. A restart ends the watch: what it does with
 * the queue is judged by run/terminates and ack/durable, and so is the survival of what arrived meanwhile.
 */
import type { Micros } from '../kernel/time.ts';
import type { CutAbout, EventAbout, Of, ProviderAbout, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { PendingRequest } from './model/connections.ts';
import type { Send } from './model/sends.ts';

export const compactionResponsive: Property = {
  id: 'compaction/responsive',
  family: 'account',
  statement:
    'While a summary call is outstanding, sends are acknowledged or refused as busy within the bound, and an accepted send reaches its provider call or a terminal within the compaction bound however long the summary stalls.',
  why: 'incident #73204; OpenClaw issues 129368, 89639, 91492',
  exercise: 'a send answered that had arrived during a compaction',
  watches: [
    { type: 'request', says: ['send'] },
    { type: 'response', says: ['send', 'other', 'nothing'] },
    { type: 'event', says: ['terminal'] },
    { type: 'provider', says: ['call'] },
    { type: 'connection', says: ['closed'] },
    'process',
  ],
  start: (model) => new CompactionResponsive(model),
};

class CompactionResponsive extends FindingChecker {
  /** The send that each request for an answer is. */
  readonly #asking = new Map<PendingRequest, Send>();
  /** Accepted sends that wait for their start, with the clock's reading when they were accepted. */
  readonly #waiting = new Map<Send, Micros>();

  request({ record }: Of<'request'>, { pending, send }: RequestAbout): void {
    if (send === undefined || pending.arrivedRecord !== record.i) return;
    if (this.model.runs.summarising(send.key)) this.#asking.set(pending, send);
  }

  response({ record: { i }, refusal }: Of<'response'>, { pending, send }: RequestAbout): void {
    if (send === undefined || pending.answeredRecord !== i || !this.#asking.has(pending)) return;
    this.exercised++;
    this.#answered(pending, i);
    if (refusal === undefined && send.calledAt < 0 && !send.settled)
      this.#waiting.set(send, send.queueingAtAccept);
  }

  /** It ended without a start. A reader that does not keep up shows that later than it was so. */
  event({ record: { client, i }, meaning }: Of<'event'>, { run }: EventAbout): void {
    if (meaning.type !== 'terminal' || run === undefined) return;
    const { connections, fair } = this.model;
    if (connections.role(client) === 'slow' || fair.everTroubled(client)) this.#waiting.delete(run);
    else this.#started(run, i);
  }

  provider({ record }: Of<'provider'>, { call }: ProviderAbout): void {
    // the call itself holds the clock from this very instant
    if (record.event === 'call') this.#started(call?.send, record.i);
  }

  connection({ record }: Of<'connection'>, { cut }: CutAbout): void {
    for (const pending of cut) this.#answered(pending, record.i);
  }

  process({ record }: Of<'process'>, { cut }: CutAbout): void {
    if (!this.model.fair.listening) this.#waiting.clear();
    for (const pending of cut) this.#answered(pending, record.i);
  }

  override finish(): void {
    const { position } = this.model;
    for (const pending of this.#asking.keys()) this.#answered(pending, position);
    for (const send of this.#waiting.keys()) if (!send.settled) this.#started(send, position);
  }

  #answered(pending: PendingRequest, record: number): void {
    const send = this.#asking.get(pending);
    if (send === undefined) return;
    this.#asking.delete(pending);
    const { connections, fair, now, profile } = this.model;
    // seen from outside, what a slow reader is sent was sent when it read that far
    if (connections.role(pending.connection.client) === 'slow') return;
    const waited = fair.client(pending.connection.client).read(now) - pending.fairAtArrival;
    if (waited <= profile.bounds.ackDuringCompaction) return;
    const sentence = `a send that arrived during a compaction of ${send.key} waited longer than the bound for its answer`;
    const cause = 'a send during a compaction was not answered within the bound';
    this.add(cause, sentence, pending.arrivedRecord, record);
  }

  /** It waits no longer, if it did. */
  #started(send: Send | undefined, record: number): void {
    const since = send === undefined ? undefined : this.#waiting.get(send);
    if (send === undefined || since === undefined) return;
    this.#waiting.delete(send);
    const { fair, now, profile } = this.model;
    if (fair.queueing(send.key).read(now) - since <= profile.bounds.compaction) return;
    const sentence = `run ${send.runId} of ${send.key} was accepted during a compaction and held up longer than the bound`;
    this.add('a send accepted during a compaction was held up', sentence, send.acceptedBy, record);
  }
}
