/**
 * Aborts: which runs somebody asked to abort, and until when the gateway may have done so: a request may be recorded
 * before it arrives, an answer after it was given. An abort that is answered with "nothing" ended nothing; one that
 * names the runs it ended ended those; any other may have ended whatever it was asked for, and one that was cut off may
 * do so as long as its process lives.
 * Memory: a position per session or run that was aborted, and the aborts under way.
 */
import type { RequestMeaning, ResponseObservation } from '../../dialect/observation.ts';
import { NEVER, type PendingRequest, type Position } from './connections.ts';
import type { Send, Sends } from './sends.ts';

type AbortMeaning = Extract<RequestMeaning, { type: 'abort' }>;

export interface AcknowledgedAbort {
  readonly record: Position;
  readonly incarnation: number;
  /** When it reached the gateway: what is tried again after that may begin anew. */
  readonly from: Position;
}

export class Aborts {
  readonly #sends: Sends;
  /** Until when an abort of a run, or of all runs of a session, may have ended something. */
  readonly #latest = new Map<Send | string, Position>();
  /** Runs that a delivered answer says are aborted. */
  readonly acknowledged = new Map<Send, AcknowledgedAbort>();
  readonly #open = new Map<PendingRequest, Send | string>();

  constructor(sends: Sends) {
    this.#sends = sends;
  }

  /** It reached the gateway. */
  arrived(pending: PendingRequest, { key, runId }: AbortMeaning): void {
    const target = runId === undefined ? key : this.#sends.ofRun(runId, key);
    if (target !== undefined) this.#open.set(pending, target);
  }

  /** The answer was delivered. */
  delivered({ ask, from }: PendingRequest, { answer, record }: ResponseObservation): void {
    if (answer?.type !== 'abort' || !answer.aborted || ask.type !== 'abort') return;
    for (const runId of answer.runIds) {
      const send = this.#sends.ofRun(runId, ask.key);
      if (send === undefined) continue;
      this.acknowledged.set(send, { from, record: record.i, incarnation: record.incarnation });
    }
  }

  answered(pending: PendingRequest, { answer }: ResponseObservation): void {
    const target = this.#open.get(pending);
    if (target === undefined) return;
    this.#open.delete(pending);
    if (answer?.type !== 'abort') return this.#aborted(target, pending.until);
    if (!answer.aborted) return;
    if (answer.runIds.length === 0) this.#aborted(target, pending.until);
    const key = typeof target === 'string' ? target : target.key;
    for (const runId of answer.runIds) {
      const send = this.#sends.ofRun(runId, key);
      if (send !== undefined) this.#aborted(send, pending.until);
    }
  }

  /** What the dead process had not aborted by now it never will. */
  processGone(at: Position): void {
    for (const target of this.#open.values()) this.#aborted(target, at);
    this.#open.clear();
  }

  /** An abort may have ended this run after `since`. */
  mayHaveEnded(send: Send, since: Position): boolean {
    const { key } = send;
    if ((this.#latest.get(send) ?? NEVER) > since || (this.#latest.get(key) ?? NEVER) > since) return true;
    for (const target of this.#open.values()) if (target === send || target === key) return true;
    return false;
  }

  #aborted(target: Send | string, until: Position): void {
    this.#latest.set(target, Math.max(until, this.#latest.get(target) ?? NEVER));
  }
}
