/**
 * The loop: virtual time moves only here. Synchronous; callbacks, no promises.
 * Ties between lanes are broken by a keyed draw (seed, lane, time), so simultaneous events are explored in
 * different orders under different seeds while one lane (one direction of a connection, one actor's timers)
 * stays FIFO. `ties: 'fifo'` switches the draw off.
 */
import { EventQueue } from './event-queue.ts';
import { hashString, mix } from './hash.ts';
import { invariant } from './invariant.ts';
import type { Micros } from './time.ts';

/** A scheduled callback; `cancel` it through the loop. */
export interface Scheduled {
  callback: (() => void) | undefined;
  readonly lane: Lane;
}

/** Events of one lane that fall on the same microsecond keep their order. */
export interface Lane {
  readonly name: string;
  readonly salt: number;
  /** What happens in it is the target's doing. */
  readonly ofTarget: boolean;
}

/** How many callbacks may run: at one instant of virtual time, and in all. */
export interface EventBounds {
  readonly eventsPerInstant: number;
  readonly eventsPerPlan: number;
}

/** Time does not move on, or goes on for ever: a bound was passed, and no callback runs any more. */
export interface Livelock {
  readonly bound: keyof EventBounds;
  readonly most: number;
  readonly atMicros: Micros;
  /** Of the first callback that did not run. */
  readonly lane: string;
  /** Most of what ran last was in lanes of the target: it keeps the others going, not they it. */
  readonly ofTarget: boolean;
}

export interface LoopOptions {
  readonly seed: string;
  /** Default: none. */
  readonly bounds?: EventBounds;
  /** `random` (default) breaks ties between lanes by a keyed draw; `fifo` keeps insertion order. */
  readonly ties?: 'random' | 'fifo';
}

/** How much of a bound is used up before it counts who uses up the rest. */
const UNWATCHED = 0.9;

export class Loop {
  readonly #queue = new EventQueue<Scheduled>();
  readonly #salt: number;
  readonly #fifo: boolean;
  readonly #bounds: EventBounds;
  #now: Micros = 0;
  #dispatched = 0;
  /** How many had run when time came here. */
  #before = 0;
  /** From so many on, at one instant and in all, it counts whose they are. */
  readonly #unwatchedHere: number;
  readonly #unwatched: number;
  /** How many of them were the target's, less those that were not. */
  #ofTarget = 0;
  #livelock: Livelock | undefined;

  constructor(options: LoopOptions) {
    this.#salt = hashString(`${options.seed}/ties`);
    this.#fifo = options.ties === 'fifo';
    this.#bounds = options.bounds ?? UNBOUNDED;
    this.#unwatchedHere = Math.floor(this.#bounds.eventsPerInstant * UNWATCHED);
    this.#unwatched = Math.floor(this.#bounds.eventsPerPlan * UNWATCHED);
  }

  /** Current virtual time in microseconds. */
  get now(): Micros {
    return this.#now;
  }

  /** How many callbacks have run. */
  get dispatched(): number {
    return this.#dispatched;
  }

  /** Which bound was passed, and where; undefined: none was. */
  get livelock(): Livelock | undefined {
    return this.#livelock;
  }

  lane(name: string, ofTarget = false): Lane {
    return { name, salt: mix(this.#salt, hashString(name)), ofTarget };
  }

  /** Runs `callback` after `delay` microseconds (never negative) in the given lane. */
  after(delay: Micros, lane: Lane, callback: () => void): Scheduled {
    return this.at(this.#now + delay, lane, callback);
  }

  /** Runs `callback` at the given time, which must not lie in the past. */
  at(at: Micros, lane: Lane, callback: () => void): Scheduled {
    if (!(at >= this.#now)) this.#refuse(at, lane);
    const scheduled: Scheduled = { callback, lane };
    this.#queue.push(at, this.#fifo ? 0 : mix(lane.salt, at) >>> 0, scheduled);
    return scheduled;
  }

  // apart, so that the words are put together only when they are needed
  #refuse(at: Micros, lane: Lane): never {
    invariant(false, `nothing is scheduled in the past (${at} < ${this.#now}, lane ${lane.name})`);
  }

  cancel(scheduled: Scheduled): void {
    scheduled.callback = undefined;
  }

  /** When the next callback is due; undefined: nothing is scheduled. A cancelled one still counts. */
  get nextAt(): Micros | undefined {
    return this.#queue.nextAt;
  }

  /** Runs the next callback; false when nothing is left at or before `until`, and always in a livelock. */
  step(until: Micros = Infinity): boolean {
    for (;;) {
      const at = this.#queue.nextAt;
      if (at === undefined || at > until) return false;
      const scheduled = this.#queue.pop() as Scheduled;
      const callback = scheduled.callback;
      if (callback === undefined) continue;
      scheduled.callback = undefined;
      if (at > this.#now) this.#moveTo(at);
      const isWatched =
        this.#dispatched - this.#before >= this.#unwatchedHere || this.#dispatched >= this.#unwatched;
      if (isWatched && this.#isAtBound(scheduled.lane)) return false;
      this.#dispatched++;
      callback();
      return true;
    }
  }

  /** Runs everything up to and including `until`, then stands at `until`; in a livelock time stands still. */
  runUntil(until: Micros): void {
    while (this.step(until));
    if (until > this.#now && until !== Infinity) this.#moveTo(until);
  }

  #moveTo(at: Micros): void {
    if (this.#livelock !== undefined) return;
    this.#now = at;
    this.#before = this.#dispatched;
  }

  /** Apart from the count, which every callback goes through: few come near a bound. */
  #isAtBound({ name, ofTarget }: Lane): boolean {
    const { eventsPerInstant, eventsPerPlan } = this.#bounds;
    if (this.#dispatched === Math.min(this.#before + this.#unwatchedHere, this.#unwatched))
      this.#ofTarget = 0;
    if (this.#dispatched < Math.min(this.#before + eventsPerInstant, eventsPerPlan)) {
      this.#ofTarget += ofTarget ? 1 : -1;
      return false;
    }
    const bound = this.#dispatched >= eventsPerPlan ? 'eventsPerPlan' : 'eventsPerInstant';
    this.#livelock ??= {
      bound,
      most: this.#bounds[bound],
      atMicros: this.#now,
      lane: name,
      ofTarget: this.#ofTarget > 0,
    };
    return true;
  }
}

const UNBOUNDED: EventBounds = { eventsPerInstant: Infinity, eventsPerPlan: Infinity };
