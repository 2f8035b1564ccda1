/**
 * One direction of a WebSocket connection as TCP gives it: ordered, reliable, with latency, bandwidth, a socket
 * allowance in flight, a send buffer behind it and a gate before its reader. Nothing is reordered or duplicated. Owns
 * bytes in motion; must not know frames' meaning or who is at the ends.
 */
import { Fifo } from '../kernel/fifo.ts';
import type { Lane } from '../kernel/loop.ts';
import type { RandomStream } from '../kernel/random.ts';
import { MICROS_PER_SECOND, type Micros } from '../kernel/time.ts';
import type { LinkCondition } from '../execution/link-condition.ts';
import { PipeGate, type Direction, type Transfer } from '../execution/pipe-gate.ts';
import { drawMicros, type WorldContext } from '../execution/world-context.ts';

export class SimulatedPipe {
  readonly #world: WorldContext;
  readonly #lane: Lane;
  readonly #stream: RandomStream;
  readonly #link: LinkCondition;
  readonly #socketBytes: number;
  /** Queued by the sender, not yet taken by the network. */
  readonly #queue = new Fifo<Transfer>();
  #buffered = 0;
  /** Bytes of all that the network has taken. */
  #taken = 0;
  #lastArrival: Micros = 0;
  #linkFreeAt: Micros = 0;
  #dead = false;
  /** What was under way when the link went silent waits here with the rest. */
  readonly #gate: PipeGate;

  constructor(world: WorldContext, name: string, link: LinkCondition, direction: Direction) {
    this.#world = world;
    this.#lane = world.loop.lane(name, direction === 'down');
    this.#stream = world.random.stream(`network/${name}`);
    this.#link = link;
    this.#socketBytes = world.plan.socketBytes;
    this.#gate = new PipeGate({ world, lane: this.#lane, link, direction, throttles: false });
  }

  /** The reader takes bytes: its handshake is through. */
  set ready(ready: boolean) {
    this.#gate.ready = ready;
  }

  /** Bytes the sender has queued and the network has not taken. */
  get bufferedBytes(): number {
    return this.#buffered;
  }

  /** Whatever has more behind it ends its `pass` with `pump`: there is room again. */
  send(transfer: Transfer): void {
    if (this.#dead) return;
    this.#buffered += transfer.bytes;
    // nearly always the network takes it at once
    if (this.#queue.size === 0 && !this.#link.held && this.#hasRoomFor(transfer))
      return this.#transmit(transfer);
    this.#queue.push(transfer);
    this.pump();
  }

  #hasRoomFor({ bytes }: Transfer): boolean {
    const inFlight = this.#taken - this.#gate.passed;
    return inFlight === 0 || inFlight + bytes <= this.#socketBytes;
  }

  /** The sender's process died: what its kernel had taken still arrives, then `over` is called. */
  finish(over: () => void): void {
    if (this.#dead) return;
    this.#queue.clear();
    this.#buffered = 0;
    this.#transmit({ bytes: 0, pass: over });
  }

  /** Nothing arrives any more. */
  kill(): void {
    this.#dead = true;
    this.#queue.clear();
    this.#gate.kill();
    this.#buffered = 0;
  }

  /** Moves what may move; called when a condition changes. */
  pump(): void {
    if (this.#link.held) {
      if (this.#queue.size > 0) this.#link.onEffect('held');
      return;
    }
    while (!this.#dead) {
      const transfer = this.#queue.first;
      if (transfer === undefined || !this.#hasRoomFor(transfer)) return;
      this.#queue.shift();
      this.#transmit(transfer);
    }
  }

  #transmit(transfer: Transfer): void {
    const { now } = this.#world;
    this.#taken += transfer.bytes;
    const rate = this.#link.bytesPerSecond;
    if (rate === null) {
      this.#buffered -= transfer.bytes;
      this.#linkFreeAt = now;
    } else {
      this.#linkFreeAt =
        Math.max(now, this.#linkFreeAt) + Math.ceil((transfer.bytes * MICROS_PER_SECOND) / rate);
      this.#unbuffer(transfer.bytes);
    }
    if (this.#link.extra > 0) this.#link.onEffect('link.latency');
    const latency = drawMicros(this.#stream, this.#link.latencyMs) + this.#link.extra;
    this.#lastArrival = Math.max(this.#lastArrival, this.#linkFreeAt + latency);
    // one lane and never earlier than the one before: transfers arrive in this order
    this.#world.loop.at(this.#lastArrival, this.#lane, () => {
      this.#gate.push(transfer);
    });
  }

  /** The network has taken the bytes when the link is free again. */
  #unbuffer(bytes: number): void {
    this.#world.loop.at(this.#linkFreeAt, this.#lane, () => {
      this.#buffered -= Math.min(bytes, this.#buffered);
    });
  }

  /** The reader takes what has arrived, in order, as fast as it reads. */
  read(): void {
    this.#gate.refresh();
  }
}
