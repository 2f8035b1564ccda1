/**
 * Decides which mutant is on, in the process that runs the tests. Instrumented code asks it at every place that a mutant
 * changes, so it also knows what a test reaches. A mutant that is asked for without end runs in a loop that never ends:
 * it is stopped by an error.
 */

/** How often a mutant may be asked for in one test. The tests of the rooms reach no place a tenth as often. */
const ENOUGH = 1_000_000;

export class MutantSwitch {
  /** Nobody is on below zero. */
  #on = -1;
  #left = ENOUGH;
  #reached = new Set<number>();

  /** Called by instrumented code. */
  is(number: number): boolean {
    if (number !== this.#on) {
      if (this.#on < 0) this.#reached.add(number);
      return false;
    }
    if (--this.#left < 0) throw new Error('the mutant runs in a loop without end');
    return true;
  }

  turnOn(number: number): void {
    this.#on = number;
    this.#left = ENOUGH;
  }

  turnOff(): void {
    this.#on = -1;
  }

  /** What was asked for since the last time, while nobody was on. */
  takeReached(): ReadonlySet<number> {
    const reached = this.#reached;
    this.#reached = new Set();
    return reached;
  }
}
