/**
 * A flow: one direction of a proxied connection. Passes pieces of the stream on under the conditions of the client's
 * line: held, unread, slow, late, torn. What it does not pass on it does not read, so that real buffers fill at the
 * sender's side. Must not know what the pieces mean.
 */
import type { Socket } from 'node:net';
import { Fifo } from '../kernel/fifo.ts';
import type { Scheduled } from '../kernel/loop.ts';
import { MICROS_PER_SECOND } from '../kernel/time.ts';
import type { Line } from '../execution/line.ts';
import type { WorldContext } from '../execution/world-context.ts';

export interface Parcel {
  readonly raw: Buffer;
  /** A whole frame, which a fault may tear. */
  readonly isFrame: boolean;
  /** Called right before its bytes leave. */
  pass(): void;
}

export interface FlowOptions {
  readonly world: WorldContext;
  readonly line: Line;
  readonly source: Socket;
  readonly sink: Socket;
  /** `down`: from the gateway to the client, whose reading habits then count. */
  readonly direction: 'up' | 'down';
  /** The line tears: half of a frame has left. */
  readonly onTorn: () => void;
  /** The sink takes bytes again: expected to pump. */
  readonly onRoom: () => void;
}

export class Flow {
  readonly #options: FlowOptions;
  readonly #queue = new Fifo<Parcel>();
  /** A parcel that is being taken slowly: the next one waits. */
  #taking: { readonly parcel: Parcel; readonly scheduled: Scheduled } | undefined;
  /** The sink takes nothing at the moment. */
  #full = false;
  #lastArrival = 0;
  #flying = 0;
  #ends = false;
  #drains = false;
  #dead = false;

  constructor(options: FlowOptions) {
    this.#options = options;
    options.sink.on('drain', () => {
      this.#full = false;
      options.onRoom();
    });
  }

  push(parcel: Parcel): void {
    if (this.#dead) return;
    this.#queue.push(parcel);
    this.pump();
  }

  /** Nothing more comes: the sink ends once everything has passed. */
  end(): void {
    this.#ends = true;
    this.pump();
  }

  /** The sender is gone: what it left is read to its end, and waits here from now on. */
  drain(): void {
    this.#drains = true;
    this.#options.source.resume();
  }

  kill(): void {
    this.#dead = true;
    this.#queue.clear();
  }

  /** Moves what may move; called when a condition changes. */
  pump(): void {
    const { source, world } = this.#options;
    if (this.#taking !== undefined && this.#rate() === null) {
      // whoever reads well again has read it by now
      world.loop.cancel(this.#taking.scheduled);
      this.#took();
    }
    while (!this.#dead) {
      const parcel = this.#queue.first;
      if (parcel === undefined) {
        // a silent line passes no farewell on either
        if (this.#ends && this.#flying === 0 && this.#taking === undefined && !this.#options.line.held)
          this.#finish();
        else if (!this.#isStopped()) source.resume();
        return;
      }
      if (this.#taking !== undefined || this.#full || this.#isStopped()) {
        this.#pause();
        return;
      }
      this.#queue.shift();
      this.#move(parcel);
    }
  }

  /** The line lets nothing pass; says so when that made something wait. */
  #isStopped(): boolean {
    const { line, direction } = this.#options;
    const waiting = this.#queue.first !== undefined;
    if (line.held) {
      if (waiting) line.onEffect('held');
      return true;
    }
    if (direction === 'up' || line.reading) return false;
    if (waiting) line.onEffect('unread');
    // with nothing at hand it reads on until there is: that something waits is the effect
    return waiting;
  }

  #move(parcel: Parcel): void {
    const { line, world } = this.#options;
    const rate = this.#rate();
    if (rate !== null) {
      if (this.#options.direction === 'down' && line.readBytesPerSecond !== null) line.onEffect('unread');
      this.#pause();
      const takes = Math.ceil((parcel.raw.length * MICROS_PER_SECOND) / rate);
      const scheduled = world.loop.after(takes, world.loop.lane('flow'), () => {
        this.#took();
        this.pump();
      });
      this.#taking = { parcel, scheduled };
      return;
    }
    if (line.extra === 0 && this.#flying === 0) return this.#send(parcel);
    if (line.extra > 0) line.onEffect('link.latency');
    this.#flying++;
    this.#lastArrival = Math.max(this.#lastArrival, world.now + line.extra);
    world.loop.at(this.#lastArrival, world.loop.lane('flow'), () => {
      this.#flying--;
      this.#send(parcel);
      this.pump();
    });
  }

  #took(): void {
    const taken = this.#taking;
    this.#taking = undefined;
    if (taken !== undefined) this.#send(taken.parcel);
  }

  /** Bytes a second; null: as they come. */
  #rate(): number | null {
    const { line, direction } = this.#options;
    const reads = direction === 'down' ? line.readBytesPerSecond : null;
    if (reads === null || line.bytesPerSecond === null) return reads ?? line.bytesPerSecond;
    return Math.min(reads, line.bytesPerSecond);
  }

  #send(parcel: Parcel): void {
    const { sink, line, onTorn } = this.#options;
    if (this.#dead || sink.destroyed) return;
    if (line.tears && parcel.isFrame) {
      this.kill();
      sink.write(parcel.raw.subarray(0, Math.ceil(parcel.raw.length / 2)), onTorn);
      return;
    }
    parcel.pass();
    if (!sink.write(parcel.raw)) this.#full = true;
  }

  #pause(): void {
    if (!this.#drains) this.#options.source.pause();
  }

  #finish(): void {
    this.#dead = true;
    this.#options.sink.end();
  }
}
