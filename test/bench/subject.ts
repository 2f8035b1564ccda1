/** What is measured: something that does a portion of work again and again and says how much it was. */
import type { Clock } from './clock.ts';

export interface Subject {
  readonly name: string;
  /** What it counts, in the plural: `events`, `records`. */
  readonly unit: string;
  /** Does one portion: always the same amount, given back in units. Milliseconds to hundreds of them. */
  readonly portion: () => number | Promise<number>;
  /** Milliseconds it runs before anything counts, when it takes longer than others to be compiled. */
  readonly warmUpMs?: number;
}

/** A subject that can be given its turn, here or in a process of its own. */
export interface Turns {
  readonly name: string;
  readonly unit: string;
  /** Runs at least so long, or as long as the subject asks for; gives the units of one portion. */
  warmUp(leastMs: number): Promise<number>;
  /** Milliseconds of one portion, the mean over at least so many. */
  turn(turnMs: number, clock: Clock): Promise<number>;
}

/** How fast one subject was. */
export interface Pace {
  readonly name: string;
  readonly unit: string;
  /** Units a second: the median of all rounds. */
  readonly perSecond: number;
  /** The same of every round, in order. */
  readonly rounds: readonly number[];
}
