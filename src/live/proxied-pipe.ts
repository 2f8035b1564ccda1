/**
 * A pipe: one direction of a proxied connection. Passes pieces of the stream on under the conditions of the client's
 * link: held, unread, slow, late, torn. What it does not pass on it does not read, so that real buffers fill at the
 * sender's side. Must not know what the pieces mean.
 */
import type { Socket } from 'node:net';
import type { Lane } from '../kernel/loop.ts';
import type { LinkCondition } from '../execution/link-condition.ts';
import { PipeGate, type Direction, type Transfer } from '../execution/pipe-gate.ts';
import type { WorldContext } from '../execution/world-context.ts';

export interface Chunk {
  readonly raw: Buffer;
  /** A whole frame, which a fault may tear. */
  readonly isFrame: boolean;
  /** Called right before its bytes leave. */
  readonly pass?: () => void;
}

export interface ProxiedPipeOptions {
  readonly world: WorldContext;
  readonly link: LinkCondition;
  readonly source: Socket;
  readonly sink: Socket;
  readonly direction: Direction;
  /** The link tears: half of a frame has left. */
  readonly onTorn: () => void;
  /** The sink takes bytes again: expected to pump. */
  readonly onRoom: () => void;
}

export class ProxiedPipe {
  readonly #options: ProxiedPipeOptions;
  readonly #gate: PipeGate;
  readonly #lane: Lane;
  #lastArrival = 0;
  #flying = 0;
  #ends = false;
  #drains = false;
  #dead = false;

  constructor(options: ProxiedPipeOptions) {
    const { world, link, direction } = options;
    this.#options = options;
    this.#lane = world.loop.lane('pipe', direction === 'down');
    this.#gate = new PipeGate({ world, lane: this.#lane, link, direction, throttles: true });
    options.sink.on('drain', () => {
      this.#gate.ready = true;
      options.onRoom();
    });
  }

  push(chunk: Chunk): void {
    if (this.#dead) return;
    const { link, world } = this.#options;
    const { raw, isFrame } = chunk;
    const transfer: Transfer = {
      bytes: raw.length,
      tear: isFrame ? () => this.#tear(raw) : undefined,
      pass: () => this.#send(chunk),
    };
    if (link.extra === 0 && this.#flying === 0) return this.#arrive(transfer);
    if (link.extra > 0) link.onEffect('link.latency');
    this.#flying++;
    this.#lastArrival = Math.max(this.#lastArrival, world.now + link.extra);
    world.loop.at(this.#lastArrival, this.#lane, () => {
      this.#flying--;
      this.#arrive(transfer);
    });
  }

  #arrive(transfer: Transfer): void {
    this.#gate.push(transfer);
    this.#steer();
  }

  /** Nothing more comes: the sink ends once everything has passed. */
  end(): void {
    this.#ends = true;
    this.#steer();
  }

  /** The sender is gone: what it left is read to its end, and waits here from now on. */
  drain(): void {
    this.#drains = true;
    this.#options.source.resume();
  }

  kill(): void {
    this.#dead = true;
    this.#gate.kill();
  }

  /** Moves what may move; called when a condition changes. */
  pump(): void {
    this.#gate.refresh();
    this.#steer();
  }

  /** Reads on, or not: what cannot pass now is left to the sender's side. */
  #steer(): void {
    const { source, sink, link } = this.#options;
    if (this.#dead) return;
    if (this.#gate.waits || !this.#gate.ready) {
      if (!this.#drains) source.pause();
      return;
    }
    // a silent link passes no farewell on either
    if (link.held) return;
    if (!this.#ends || this.#flying > 0) return void source.resume();
    this.#dead = true;
    sink.end();
  }

  #send({ raw, pass }: Chunk): void {
    const { sink } = this.#options;
    if (this.#dead || sink.destroyed) return;
    pass?.();
    if (!sink.write(raw)) this.#gate.ready = false;
    this.#steer();
  }

  #tear(raw: Buffer): boolean {
    const { sink, onTorn } = this.#options;
    this.kill();
    if (!sink.destroyed) sink.write(raw.subarray(0, Math.ceil(raw.length / 2)), onTorn);
    return true;
  }
}
