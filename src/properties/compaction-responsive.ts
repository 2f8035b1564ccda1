/**
 * compaction/responsive. Watches sends that reach the gateway while a summary of their session is at the provider.
 * Their answer is timed in the client's fair time, their start in time in which no run of the session was at the
 * provider; neither clock stops for the summary, however long it stalls. A restart ends the watch: what it does with
 * the queue is judged by run/terminates and ack/durable, and so is the survival of what arrived meanwhile. A request to
 * compact may be told that a compaction is under way from the call for its summary until the bound after that has ended,
 * whichever way: what is made of a summary takes a few writes, and a failed one may be asked for again. Version 2 added this.
 * Version 3 added that a request is not told, without a reason, that nothing was compacted, when a summary of its session was
 * pushed while it waited.
 */
import type { Micros } from '../kernel/time.ts';
import type { CutAbout, EventAbout, Of, ProviderAbout, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import { NEVER, type PendingRequest } from './model/connections.ts';
import type { Send } from './model/sends.ts';

export const compactionResponsive: Property = {
  id: 'compaction/responsive',
  version: 3,
  later: {
    2: ['a compaction is said to be under way long after its summary ended'],
    3: ['a compaction is answered as none'],
  },
  family: 'account',
  statement:
    'While a summary call is outstanding, sends are acknowledged or refused as busy within the bound, and an accepted send reaches its provider call or a terminal within the compaction bound however long the summary stalls; a compaction is said to be under way only while one is, and to have changed nothing only where it did not.',
  why: 'incident #73204; OpenClaw issues 129368, 89639, 91492',
  exercise: 'a send answered that had arrived during a compaction',
  watches: [
    { type: 'request', says: ['send', 'compact'] },
    { type: 'response', says: ['send', 'compact', 'other', 'nothing'] },
    { type: 'event', says: ['terminal'] },
    { type: 'event', says: ['message'], leg: 'news' },
    { type: 'provider', says: ['call', 'end', 'error', 'cancel'] },
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
  /** The record at which the last summary of each session ended in this life of the process, and its fair time then. */
  readonly #summaries = new Map<string, { readonly at: Micros; readonly record: number }>();
  /** Requests to compact that came when no compaction can have been under way, with that record. */
  readonly #idle = new WeakMap<PendingRequest, number>();
  /** The push of the last summary of each session. */
  readonly #pushed = new Map<string, number>();

  request({ record }: Of<'request'>, { pending, send }: RequestAbout): void {
    if (pending.ask.type === 'compact' && pending.arrivedRecord === record.i)
      this.#asksToCompact(pending.ask.key, pending);
    if (send === undefined || pending.arrivedRecord !== record.i) return;
    if (this.model.runs.summarising(send.key)) this.#asking.set(pending, send);
  }

  response({ record: { i }, answer, refusal }: Of<'response'>, { pending, send }: RequestAbout): void {
    if (answer?.type === 'compact' && pending.answeredRecord === i) {
      this.#saysUnderWay(answer.key, answer.isUnderWay === true, pending, i);
      if (!answer.compacted && answer.reason === undefined) this.#deniesIt(answer.key, pending, i);
    }
    if (send === undefined || pending.answeredRecord !== i || !this.#asking.has(pending)) return;
    this.exercised++;
    this.#answered(pending, i);
    if (refusal === undefined && !send.isCalled && !send.settled)
      this.#waiting.set(send, send.queueingAtAccept);
  }

  /** It ended without a start. A reader that does not keep up shows that later than it was so. */
  event({ record: { client, i }, meaning }: Of<'event'>, { isNews, run }: EventAbout): void {
    if (meaning.type === 'message') {
      if (isNews && meaning.entry.compaction) this.#pushed.set(meaning.key, i);
      return;
    }
    if (meaning.type !== 'terminal' || run === undefined) return;
    const { connections, fair } = this.model;
    if (connections.role(client) === 'slow' || fair.everTroubled(client)) this.#waiting.delete(run);
    else this.#started(run, i);
  }

  provider({ record }: Of<'provider'>, { call }: ProviderAbout): void {
    // the call itself holds the clock from this very instant
    if (record.event === 'call') return this.#started(call?.send, record.i);
    const { fair, now, runs } = this.model;
    if (call?.purpose !== 'summary' || call.key === undefined || runs.calls.has(call.call)) return;
    this.#summaries.set(call.key, { at: fair.process.read(now), record: record.i });
  }

  connection({ record }: Of<'connection'>, { cut }: CutAbout): void {
    for (const pending of cut) this.#answered(pending, record.i);
  }

  process({ record }: Of<'process'>, { cut }: CutAbout): void {
    if (!this.model.fair.listening) {
      this.#waiting.clear();
      this.#summaries.clear();
    }
    for (const pending of cut) this.#answered(pending, record.i);
  }

  override finish(): void {
    const { position } = this.model;
    for (const pending of this.#asking.keys()) this.#answered(pending, position);
    for (const send of this.#waiting.keys()) if (!send.settled) this.#started(send, position);
  }

  #asksToCompact(key: string, pending: PendingRequest): void {
    const summary = this.#summaries.get(key);
    const { fair, now, profile, runs } = this.model;
    if (summary === undefined || runs.summarising(key)) return;
    if (fair.process.read(now) - summary.at > profile.bounds.compaction)
      this.#idle.set(pending, summary.record);
  }

  #saysUnderWay(key: string, isUnderWay: boolean, pending: PendingRequest, record: number): void {
    const ended = this.#idle.get(pending);
    if (ended === undefined) return;
    // one may have begun since, whose summary is asked for now
    if (this.#mayHaveBegun(key, ended)) return;
    this.exercised++;
    if (!isUnderWay) return;
    const sentence = `a request to compact ${key} was answered that a compaction is under way; its last summary had ended longer than the bound before`;
    this.add('a compaction is said to be under way long after its summary ended', sentence, ended, record);
  }

  #deniesIt(key: string, { connection, from }: PendingRequest, record: number): void {
    const pushed = this.#pushed.get(key) ?? NEVER;
    if (pushed <= from) return;
    const sentence = `connection ${connection.conn} (${connection.client}) was told, without a reason, that nothing of ${key} was compacted; a summary was pushed while it waited for this answer`;
    this.add('a compaction is answered as none', sentence, from, pushed, record);
  }

  #mayHaveBegun(key: string, ended: number): boolean {
    const { runs } = this.model;
    for (const call of runs.calls.values())
      if (call.purpose === 'summary' && (call.key === key || call.key === undefined)) return true;
    return this.#summaries.get(key)?.record !== ended;
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
