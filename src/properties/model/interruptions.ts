/**
 * Interruptions: what may have ended a run from outside, so that the model need not have been asked, or was asked in
 * vain. Each has the words in which a report says so, told of several. Keeps nothing of its own.
 */
import type { Aborts } from './aborts.ts';
import type { Position } from './connections.ts';
import type { FairTime } from './fair-time.ts';
import type { Generations } from './generations.ts';
import type { Send } from './sends.ts';

interface Machines {
  readonly aborts: Aborts;
  readonly fair: FairTime;
  readonly generations: Generations;
}

export class Interruptions {
  readonly #aborts: Aborts;
  readonly #fair: FairTime;
  readonly #generations: Generations;

  constructor({ aborts, fair, generations }: Machines) {
    this.#aborts = aborts;
    this.#fair = fair;
    this.#generations = generations;
  }

  /** What may have ended this run after `since` (default: when its send reached the gateway); undefined: nothing. */
  of(send: Send, since: Position = send.from): string | undefined {
    const { log } = this.#generations;
    if (log.bornAt > since || !this.#fair.listening) return 'the process ended';
    if (this.#fair.storageTroubledAt > since) return 'the disk failed';
    if (this.#aborts.mayHaveEnded(send, since)) return 'somebody asked to abort them';
    const { key } = send;
    const asked = this.#generations.asksToEndAfter(key, since);
    if (asked || this.#generations.mayHaveRotated(key, since)) return 'their session was reset or deleted';
    return log.dailyRule ? 'a daily rule may have reset their session' : undefined;
  }
}
