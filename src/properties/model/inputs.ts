/**
 * Inputs: accepted messages that a gateway keeps beside the transcript, since no run took them up (OpenClaw 2026.9.6,
 * `pendingInputs` of a history). Read after quiet, such a message is kept. One that is said to be cancelled or
 * interrupted is over, where something can have ended it since it was sent: the end of the process, a reset or delete,
 * an abort. One that is queued is owed its run.
 * Memory: a position per session or run that somebody asked to abort.
 */
import type { RequestMeaning, ObservedInput } from '../../dialect/observation.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Position } from './connections.ts';
import type { Generations } from './generations.ts';
import type { Send, Sends } from './sends.ts';

export class Inputs {
  readonly #sends: Sends;
  readonly #generations: Generations;
  /** When an abort of a run, or of all runs of a session, last reached the gateway. */
  readonly #aborted = new Map<Send | string, Position>();

  constructor(sends: Sends, generations: Generations) {
    this.#sends = sends;
    this.#generations = generations;
  }

  /** A request to abort reached the gateway. */
  aborting({ key, runId }: Extract<RequestMeaning, { type: 'abort' }>, at: Position): void {
    const target = runId === undefined ? key : this.#sends.ofRun(runId, key);
    if (target !== undefined) this.#aborted.set(target, at);
  }

  /** A delivered history of `key` shows them; `lasting`: it was asked for after everything was quiet. */
  read(key: string, inputs: readonly ObservedInput[], lasting: boolean, at: Position, now: Micros): void {
    for (const { runId, marker, state } of inputs) {
      const send = this.#sendOf(key, runId, marker);
      if (send === undefined) continue;
      this.#sends.accept(send, at);
      if (lasting) send.seen = true;
      if (state !== 'queued' && this.#mayHaveBeenEnded(send)) this.#sends.settle(send, 'kept', at, now);
    }
  }

  #sendOf(key: string, runId: string | undefined, marker: string | undefined): Send | undefined {
    if (runId !== undefined) return this.#sends.ofRun(runId, key);
    const marked = marker === undefined ? [] : this.#sends.ofMarker(marker);
    return marked.length === 1 && marked[0]?.key === key ? marked[0] : undefined;
  }

  #mayHaveBeenEnded(send: Send): boolean {
    const since = send.from;
    const aborted = Math.max(this.#aborted.get(send) ?? -1, this.#aborted.get(send.key) ?? -1);
    const { bornAt } = this.#generations.log;
    return bornAt > since || aborted > since || this.#generations.asksToEndAfter(send.key, since);
  }
}
