/**
 * One direction of a WebSocket connection as TCP gives it: ordered, reliable, with latency, bandwidth, a socket
 * allowance in flight and a send buffer behind it. Nothing is reordered or duplicated. Owns bytes in motion; must not
 * know frames' meaning or who is at the ends.
 */
import { Fifo } from '../kernel/fifo.ts';
import type { Lane } from '../kernel/loop.ts';
import type { RandomStream } from '../kernel/random.ts';
import { MICROS_PER_SECOND, type Micros } from '../kernel/time.ts';
import type { LineCondition } from '../execution/line.ts';
import { drawMicros, type WorldContext } from '../execution/world-context.ts';

export interface Parcel {
  readonly bytes: number;
  arrive(): void;
}

export class Link {
  readonly #world: WorldContext;
  readonly #lane: Lane;
  readonly #stream: RandomStream;
  readonly #line: LineCondition;
  readonly #socketBytes: number;
  /** Queued by the sender, not yet taken by the network. */
  readonly #queue = new Fifo<Parcel>();
  #buffered = 0;
  #inFlight = 0;
  #lastArrival: Micros = 0;
  #lineFreeAt: Micros = 0;
  #dead = false;
  /** Set by a reader that does not take bytes: arrived parcels wait here. */
  reading = true;
  /** Bytes a second the reader takes; null: at once. */
  readBytesPerSecond: number | null = null;
  readonly #arrived = new Fifo<Parcel>();
  /** A slow reader is in the middle of the first arrived parcel. */
  #taking = false;

  constructor(world: WorldContext, name: string, line: LineCondition) {
    this.#world = world;
    this.#lane = world.loop.lane(name);
    this.#stream = world.random.stream(`network/${name}`);
    this.#line = line;
    this.#socketBytes = world.plan.socketBytes;
  }

  /** Bytes the sender has queued and the network has not taken. */
  get bufferedBytes(): number {
    return this.#buffered;
  }

  send(parcel: Parcel): void {
    if (this.#dead) return;
    this.#buffered += parcel.bytes;
    // nearly always the network takes it at once
    if (this.#queue.size === 0 && !this.#line.held && this.#hasRoomFor(parcel)) return this.#transmit(parcel);
    this.#queue.push(parcel);
    this.pump();
  }

  #hasRoomFor({ bytes }: Parcel): boolean {
    return this.#inFlight === 0 || this.#inFlight + bytes <= this.#socketBytes;
  }

  /** The sender's process died: what its kernel had taken still arrives, then `over` is called. */
  finish(over: () => void): void {
    if (this.#dead) return;
    this.#queue.clear();
    this.#buffered = 0;
    this.#transmit({ bytes: 0, arrive: over });
  }

  /** Nothing arrives any more. */
  kill(): void {
    this.#dead = true;
    this.#queue.clear();
    this.#arrived.clear();
    this.#buffered = 0;
  }

  /** Moves what may move; called when a condition changes. */
  pump(): void {
    if (this.#line.held) {
      if (this.#queue.size > 0) this.#line.onEffect('held');
      return;
    }
    while (!this.#dead) {
      const parcel = this.#queue.first;
      if (parcel === undefined || !this.#hasRoomFor(parcel)) return;
      this.#queue.shift();
      this.#transmit(parcel);
    }
  }

  #transmit(parcel: Parcel): void {
    const { now } = this.#world;
    this.#inFlight += parcel.bytes;
    const rate = this.#line.bytesPerSecond;
    if (rate === null) {
      this.#buffered -= parcel.bytes;
      this.#lineFreeAt = now;
    } else {
      this.#lineFreeAt =
        Math.max(now, this.#lineFreeAt) + Math.ceil((parcel.bytes * MICROS_PER_SECOND) / rate);
      this.#unbuffer(parcel.bytes);
    }
    if (this.#line.extra > 0) this.#line.onEffect('link.latency');
    const latency = drawMicros(this.#stream, this.#line.latencyMs) + this.#line.extra;
    this.#lastArrival = Math.max(this.#lastArrival, this.#lineFreeAt + latency);
    // one lane and never earlier than the one before: parcels arrive in this order
    this.#world.loop.at(this.#lastArrival, this.#lane, () => {
      if (!this.#dead) this.#arrive(parcel);
    });
  }

  /** The network has taken the bytes when the line is free again. */
  #unbuffer(bytes: number): void {
    this.#world.loop.at(this.#lineFreeAt, this.#lane, () => {
      this.#buffered -= Math.min(bytes, this.#buffered);
    });
  }

  #arrive(parcel: Parcel): void {
    if (this.#line.held) {
      // what was under way when the line went silent waits with the rest
      this.#arrived.push(parcel);
      this.#line.onEffect('held');
      return;
    }
    if (!this.reading || this.readBytesPerSecond !== null || this.#arrived.size > 0) {
      this.#arrived.push(parcel);
      if (!this.reading) this.#line.onEffect('unread');
      this.read();
      return;
    }
    this.#take(parcel);
  }

  /** The reader takes what has arrived, in order, as fast as it reads. */
  read(): void {
    while (!this.#taking && !this.#dead && this.reading && !this.#line.held) {
      const parcel = this.#arrived.first;
      if (parcel === undefined) return;
      if (this.readBytesPerSecond === null) {
        this.#arrived.shift();
        this.#take(parcel);
        continue;
      }
      this.#taking = true;
      this.#line.onEffect('unread');
      const duration = Math.ceil((parcel.bytes * MICROS_PER_SECOND) / this.readBytesPerSecond);
      this.#world.loop.after(duration, this.#lane, () => {
        this.#taking = false;
        // paused or held meanwhile: it begins again when it reads on
        if (this.#dead || !this.reading || this.#line.held) return;
        this.#arrived.shift();
        this.#take(parcel);
        this.read();
      });
    }
  }

  #take(parcel: Parcel): void {
    if (this.#dead) return;
    this.#inFlight -= parcel.bytes;
    parcel.arrive();
    this.pump();
  }
}
