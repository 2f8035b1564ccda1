/**
 * Inputs: accepted messages that a gateway keeps beside the transcript, since no run took them up (OpenClaw 2026.9.6,
 * `pendingInputs` of a history). Read after quiet, such a message is kept. One that is said to be cancelled or
 * interrupted is over, where something can have ended it since it was sent: the end of the process, a reset or delete,
 * an abort. One that is queued is owed its run.
 * Keeps nothing of its own.
 */
import type { ObservedInput } from '../../dialect/observation.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Aborts } from './aborts.ts';
import type { Position } from './connections.ts';
import type { Generations } from './generations.ts';
import type { Send, Sends } from './sends.ts';

export class Inputs {
  readonly #sends: Sends;
  readonly #generations: Generations;
  readonly #aborts: Aborts;

  constructor(sends: Sends, generations: Generations, aborts: Aborts) {
    this.#sends = sends;
    this.#generations = generations;
    this.#aborts = aborts;
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
    if (this.#generations.log.bornAt > since || this.#aborts.mayHaveEnded(send, since)) return true;
    return this.#generations.asksToEndAfter(send.key, since);
  }
}
