/**
 * A session's lane: one operation at a time, in order. An operation holds the lane for its own disk writes and never
 * for a model call: that is the lesson of incident #73204, where a 60 s summary held the session and messages behind
 * it were dropped.
 */

export type LaneOperation = (release: () => void) => void;

export class SessionLane {
  readonly #waiting: LaneOperation[] = [];
  #busy = false;

  get idle(): boolean {
    return !this.#busy;
  }

  /** Runs `operation` when its turn comes; it must call `release` exactly once. */
  run(operation: LaneOperation): void {
    if (this.#busy) {
      this.#waiting.push(operation);
      return;
    }
    this.#start(operation);
  }

  #start(operation: LaneOperation): void {
    this.#busy = true;
    let released = false;
    operation(() => {
      if (released) return;
      released = true;
      this.#busy = false;
      const next = this.#waiting.shift();
      if (next !== undefined) this.#start(next);
    });
  }
}
