/** Phases: how far the execution has come, as the world says it, and what was still pending at its end. */
import type { PhaseRecord } from '../../history/record.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Position } from './connections.ts';

export class Phases {
  #healedAt: Micros = Infinity;
  #quietFrom: Position = Infinity;
  #pending: readonly string[] = [];

  observe({ phase, atMicros, i, pending = [] }: PhaseRecord): void {
    if (phase === 'heal') this.#healedAt = atMicros;
    else if (phase === 'quiet') this.#quietFrom = i;
    else if (phase === 'end') this.#pending = pending;
  }

  /** When faults were healed; Infinity before. */
  get healedAt(): Micros {
    return this.#healedAt;
  }

  /** Position of the quiet phase; Infinity: never reached. */
  get quietFrom(): Position {
    return this.#quietFrom;
  }

  /** What the world still waited for when it gave up. */
  get pending(): readonly string[] {
    return this.#pending;
  }

  /** Everything was quiet, and everything was read once more. */
  get atRest(): boolean {
    return this.#quietFrom !== Infinity && this.#pending.length === 0;
  }
}
