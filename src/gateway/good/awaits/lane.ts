/** A lane: work that is done one piece after the other, in the order it was asked for. An async mutex. */
import { deferred } from './promised.ts';

export class WorkLane {
  #last: Promise<void> | undefined;

  /** Settles once everything asked for so far is done. */
  get idle(): Promise<void> | undefined {
    return this.#last;
  }

  /** Does the work when its turn comes. What it throws concerns its caller only. */
  async run<T>(work: () => Promise<T> | T): Promise<T> {
    const before = this.#last;
    const mine = deferred<void>();
    this.#last = mine.promise;
    if (before !== undefined) await before;
    try {
      return await work();
    } finally {
      if (this.#last === mine.promise) this.#last = undefined;
      mine.resolve();
    }
  }
}
