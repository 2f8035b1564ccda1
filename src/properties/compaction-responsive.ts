/**
 * compaction/responsive. Watches sends that reach the gateway while a summary of their session is at the provider.
 * Their answer is timed in the client's fair time, their start in time in which no run of the session was at the
 * provider; neither clock stops for the summary, however long it stalls. A restart ends the watch: what it does with
 * the queue is judged by run/terminates and ack/durable, and so is the survival of what arrived meanwhile.
 */
import type { Observation } from '../dialect/observation.ts';
import type { FrameRecord } from '../history/record.ts';
import type { Micros } from '../kernel/time.ts';
import { FindingChecker } from './findings.ts';
import type { Property } from './property.ts';
import type { Asked } from './terms/connections.ts';
import type { Send } from './terms/sends.ts';

export const compactionResponsive: Property = {
  id: 'compaction/responsive',
  family: 'account',
  statement:
    'While a summary call is outstanding, sends are acknowledged or refused as busy within the bound, and an accepted send reaches its provider call or a terminal within the compaction bound however long the summary stalls.',
  why: 'incident #73204; OpenClaw issues 129368, 89639, 91492',
  minimum: 1,
  exercise: 'a send answered that had arrived during a compaction',
  watches: [
    { type: 'request', says: ['send'] },
    { type: 'response', says: ['send', 'other', 'nothing'] },
    { type: 'event', says: ['terminal'] },
    { type: 'provider', says: ['call'] },
    { type: 'connection', says: ['closed'] },
    'process',
  ],
  start: (terms) => new CompactionResponsive(terms),
};

class CompactionResponsive extends FindingChecker {
  readonly #asking = new Set<Asked>();
  /** Accepted sends that wait for their start, with the clock's reading when they were accepted. */
  readonly #waiting = new Map<Send, Micros>();

  observe(observation: Observation): void {
    const { asked, cut, fair, run, runs, send } = this.terms;
    const { record } = observation;
    switch (observation.type) {
      case 'request':
        if (asked !== undefined) this.#request(asked, record.i);
        return;
      case 'response':
        if (asked !== undefined && send !== undefined)
          this.#response(asked, send, observation.refusal === undefined, record.i);
        return;
      case 'event':
        if (observation.told.type === 'terminal' && run !== undefined) this.#ended(run, observation.record);
        return;
      case 'provider':
        // the call itself holds the clock from this very instant
        if (observation.record.event === 'call') this.#started(runs.current?.send, record.i);
        return;
      case 'process':
        if (!fair.listening) this.#waiting.clear();
        break;
      default:
        break;
    }
    for (const one of cut) if (this.#asking.has(one)) this.#answered(one, record.i);
  }

  override finish(): void {
    const { position } = this.terms;
    for (const asked of this.#asking) this.#answered(asked, position);
    for (const send of this.#waiting.keys()) if (!send.settled) this.#started(send, position);
  }

  #request(asked: Asked, position: number): void {
    if (asked.ask.type !== 'send' || asked.arrivedRecord !== position) return;
    if (this.terms.runs.summarising(asked.ask.key)) this.#asking.add(asked);
  }

  #response(asked: Asked, send: Send, accepted: boolean, record: number): void {
    if (asked.answeredRecord !== record || !this.#asking.has(asked)) return;
    this.exercised++;
    this.#answered(asked, record);
    if (accepted && send.calledAt < 0 && !send.settled) this.#waiting.set(send, send.queueingAtAccept);
  }

  #answered(asked: Asked, record: number): void {
    this.#asking.delete(asked);
    const { connections, fair, now, profile } = this.terms;
    // seen from outside, what a slow reader is sent was sent when it read that far
    if (connections.role(asked.connection.client) === 'slow') return;
    const waited = fair.client(asked.connection.client).read(now) - asked.fairAtArrival;
    if (waited <= profile.bounds.ackDuringCompaction) return;
    const sentence = `a send that arrived during a compaction of ${keyOf(asked)} waited longer than the bound for its answer`;
    this.add(
      'a send during a compaction was not answered within the bound',
      sentence,
      asked.arrivedRecord,
      record,
    );
  }

  /** It ended without a start. A reader that does not keep up shows that later than it was so. */
  #ended(run: Send, { client, i }: FrameRecord): void {
    const { connections, fair } = this.terms;
    if (connections.role(client) === 'slow' || fair.everTroubled(client)) this.#waiting.delete(run);
    else this.#started(run, i);
  }

  /** It waits no longer, if it did. */
  #started(send: Send | undefined, record: number): void {
    const since = send === undefined ? undefined : this.#waiting.get(send);
    if (send === undefined || since === undefined) return;
    this.#waiting.delete(send);
    const { fair, now, profile } = this.terms;
    if (fair.queueing(send.key).read(now) - since <= profile.bounds.compaction) return;
    const sentence = `run ${send.runId} of ${send.key} was accepted during a compaction and held up longer than the bound`;
    this.add('a send accepted during a compaction was held up', sentence, send.acceptedBy, record);
  }
}

function keyOf(asked: Asked): string {
  return asked.ask.type === 'send' ? asked.ask.key : '';
}
