/**
 * The gate at the far end of a pipe, one direction of a connection: what has arrived waits here while the link is held
 * or nobody reads, passes as fast as it is read, and may be torn. The same in every world, which keeps only where its
 * bytes come from and go. Whatever stops or slows it has its inverse: `refresh` goes on as the link is now.
 */
import { Fifo } from '../kernel/fifo.ts';
import type { Lane, Scheduled } from '../kernel/loop.ts';
import { MICROS_PER_SECOND, type Micros } from '../kernel/time.ts';
import type { LinkCondition } from './link-condition.ts';
import type { WorldContext } from './world-context.ts';

export interface Transfer {
  readonly bytes: number;
  /** It is through. */
  pass(): void;
  /** Loses it in its middle, and the connection with it, if there is one still; undefined: no frame, never torn. */
  readonly tear?: (() => boolean) | undefined;
}

/** `down`: from the gateway to the client, whose reading habits then count. */
export type Direction = 'up' | 'down';

export interface GateOptions {
  readonly world: WorldContext;
  readonly lane: Lane;
  readonly link: LinkCondition;
  readonly direction: Direction;
  /** What passes is slowed by the bandwidth of the link too: it was not before. */
  readonly throttles: boolean;
}

export class PipeGate {
  /** Whoever is behind it takes bytes; `refresh` when that changes. */
  ready = true;
  /** Bytes of all that passed. */
  passed = 0;
  readonly #world: WorldContext;
  readonly #lane: Lane;
  readonly #link: LinkCondition;
  readonly #isDown: boolean;
  readonly #throttles: boolean;
  /** In the order they came; of the first one, `#taken` bytes are through. */
  readonly #waiting = new Fifo<Transfer>();
  #taken = 0;
  /** The rest of the first one is being taken, since then and at this many bytes a second. */
  #taking: Scheduled | undefined;
  #since: Micros = 0;
  #pace = 0;
  #dead = false;

  constructor(options: GateOptions) {
    this.#world = options.world;
    this.#lane = options.lane;
    this.#link = options.link;
    this.#isDown = options.direction === 'down';
    this.#throttles = options.throttles;
  }

  /** Something arrived and has not passed. */
  get waits(): boolean {
    return this.#waiting.size > 0;
  }

  push(transfer: Transfer): void {
    if (this.#dead) return;
    // nearly always it passes at once
    if (this.#waiting.size === 0 && this.#isOpen() && this.#rate() === null) return this.#let(transfer);
    this.#waiting.push(transfer);
    this.refresh();
  }

  /** Lets pass what may, as the link is now. */
  refresh(): void {
    if (this.#taking !== undefined) {
      if (this.#rate() === this.#pace && this.#isOpen()) return;
      this.#interrupt(this.#taking);
    }
    while (!this.#dead) {
      const first = this.#waiting.first;
      if (first === undefined || !this.#isOpen()) return;
      const rate = this.#rate();
      const left = first.bytes - this.#taken;
      if (rate !== null && left > 0) return this.#take(left, rate);
      this.#waiting.shift();
      this.#taken = 0;
      this.#let(first);
    }
  }

  /** Nothing passes any more. */
  kill(): void {
    this.#dead = true;
    this.#waiting.clear();
    if (this.#taking !== undefined) this.#interrupt(this.#taking);
  }

  #let(transfer: Transfer): void {
    if (this.#link.tears && transfer.tear?.() === true) return;
    this.passed += transfer.bytes;
    transfer.pass();
  }

  /** Says what made something wait, if it did. */
  #isOpen(): boolean {
    const link = this.#link;
    const waits = this.#waiting.size > 0;
    if (link.held) {
      if (waits) link.onEffect('held');
      return false;
    }
    if (!this.#isDown || link.reading) return this.ready;
    if (waits) link.onEffect('unread');
    return false;
  }

  /** Bytes a second; null: at once. */
  #rate(): number | null {
    const link = this.#link;
    const reads = this.#isDown ? link.readBytesPerSecond : null;
    const carries = this.#throttles ? link.bytesPerSecond : null;
    if (reads === null || carries === null) return reads ?? carries;
    return Math.min(reads, carries);
  }

  #take(bytes: number, rate: number): void {
    const { loop } = this.#world;
    if (this.#isDown && this.#link.readBytesPerSecond !== null) this.#link.onEffect('unread');
    this.#pace = rate;
    this.#since = loop.now;
    this.#taking = loop.after(Math.ceil((bytes * MICROS_PER_SECOND) / rate), this.#lane, () => {
      this.#taking = undefined;
      this.#taken += bytes;
      this.refresh();
    });
  }

  /** What is through is through: it goes on with the rest. */
  #interrupt(taking: Scheduled): void {
    const { loop } = this.#world;
    loop.cancel(taking);
    this.#taking = undefined;
    this.#taken += Math.floor(((loop.now - this.#since) * this.#pace) / MICROS_PER_SECOND);
  }
}
