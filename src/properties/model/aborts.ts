/**
 * Aborts: which runs somebody asked to abort, and when. An abort that is answered with "nothing" ended nothing; one that
 * names the runs it ended ended those; any other may have ended whatever it was asked for.
 * Memory: a position per session or run that was aborted, and the aborts under way.
 */
import type { RequestMeaning, ResponseObservation } from '../../dialect/observation.ts';
import type { PendingRequest, Position } from './connections.ts';
import type { Send, Sends } from './sends.ts';

type AbortMeaning = Extract<RequestMeaning, { type: 'abort' }>;

export interface AcknowledgedAbort {
  readonly record: Position;
  readonly incarnation: number;
  /** How often the run's key had been tried by then: tried again, it may begin anew. */
  readonly attempts: number;
}

export class Aborts {
  readonly #sends: Sends;
  /** When an abort of a run, or of all runs of a session, that may have ended something reached the gateway last. */
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
  delivered({ ask }: PendingRequest, { answer, record }: ResponseObservation): void {
    if (answer?.type !== 'abort' || !answer.aborted || ask.type !== 'abort') return;
    for (const runId of answer.runIds) {
      const send = this.#sends.ofRun(runId, ask.key);
      if (send === undefined) continue;
      const { attempts } = send;
      this.acknowledged.set(send, { attempts, record: record.i, incarnation: record.incarnation });
    }
  }

  answered(pending: PendingRequest, { answer }: ResponseObservation): void {
    const target = this.#open.get(pending);
    if (target === undefined) return;
    this.#open.delete(pending);
    if (answer?.type !== 'abort') return this.#aborted(target, pending);
    if (!answer.aborted) return;
    if (answer.runIds.length === 0) this.#aborted(target, pending);
    const key = typeof target === 'string' ? target : target.key;
    for (const runId of answer.runIds) {
      const send = this.#sends.ofRun(runId, key);
      if (send !== undefined) this.#aborted(send, pending);
    }
  }

  /** Nobody will answer it any more. */
  cut(pending: PendingRequest): void {
    const target = this.#open.get(pending);
    this.#open.delete(pending);
    if (target !== undefined) this.#aborted(target, pending);
  }

  /** An abort that may have ended this run reached the gateway after `since`. */
  mayHaveEnded(send: Send, since: Position): boolean {
    const { key } = send;
    if ((this.#latest.get(send) ?? -1) > since || (this.#latest.get(key) ?? -1) > since) return true;
    for (const [pending, target] of this.#open)
      if ((target === send || target === key) && pending.from > since) return true;
    return false;
  }

  #aborted(target: Send | string, { from }: PendingRequest): void {
    this.#latest.set(target, Math.max(from, this.#latest.get(target) ?? -1));
  }
}
