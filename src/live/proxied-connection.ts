/**
 * One connection through the fault proxy: the client's socket, the gateway's socket, a pipe in each direction. Sees
 * every frame where it begins and ends, has the legs record what crossed the gateway's boundary, and ends both sides
 * when one is over. Must not know plans, clients or targets.
 */
import type { Socket } from 'node:net';
import { CLOSE } from '../protocol/close-codes.ts';
import { Message } from '../protocol/message.ts';
import type { FaultReports } from '../execution/damaged-parts.ts';
import { triggerName } from '../execution/triggers.ts';
import type { WorldContext } from '../execution/world-context.ts';
import type { Trigger } from '../plan/fault.ts';
import { endAbruptly } from './abrupt-end.ts';
import { ProxiedPipe } from './proxied-pipe.ts';
import { FrameSplitter, OPCODE, type WebSocketFrame, type Piece } from '../wire/frame-splitter.ts';
import type { ConnectionLegs } from './connection-legs.ts';
import type { RealTime } from './real-time.ts';

/** No gateway's limit is near this; a larger frame is not collected, and so is judged by its connection's end alone. */
const LARGEST_FRAME_BYTES = 64 * 1024 * 1024;
const NO_STATUS = 1005;
const SWITCHING_PROTOCOLS = 101;

/** What all connections of a proxy share. */
export interface ProxyContext {
  readonly world: WorldContext;
  readonly time: RealTime;
  readonly faults: FaultReports;
  /** The text of a frame without the secrets it shows. */
  readonly withoutSecrets: (text: string) => string;
  /** The process that listens lives, and was not told to stop. */
  readonly steady: () => boolean;
  /** Told of the bytes of each message that the gateway sent. */
  readonly onHeard: (bytes: number) => void;
}

export class ProxiedConnection {
  readonly legs: ConnectionLegs;
  /** Called once both sockets are closed. */
  onGone: () => void = () => undefined;
  readonly #context: ProxyContext;
  readonly #clientSocket: Socket;
  readonly #gatewaySocket: Socket;
  readonly #up: ProxiedPipe;
  readonly #down: ProxiedPipe;
  #text: Buffer[] = [];
  #gone = false;

  constructor(legs: ConnectionLegs, clientSocket: Socket, gatewaySocket: Socket, context: ProxyContext) {
    this.legs = legs;
    this.#context = context;
    this.#clientSocket = clientSocket;
    this.#gatewaySocket = gatewaySocket;
    const shared = {
      world: context.world,
      link: legs.link,
      onTorn: () => context.time.enter(() => this.#torn()),
      onRoom: () => context.time.enter(() => this.refresh()),
    };
    this.#up = new ProxiedPipe({ ...shared, source: clientSocket, sink: gatewaySocket, direction: 'up' });
    this.#down = new ProxiedPipe({ ...shared, source: gatewaySocket, sink: clientSocket, direction: 'down' });
    this.#listen(clientSocket, this.#up, (piece) => this.#fromClient(piece));
    this.#listen(gatewaySocket, this.#down, (piece) => this.#fromGateway(piece));
    gatewaySocket.on('close', () => context.time.enter(() => this.#gatewayGone()));
    clientSocket.on('close', () => context.time.enter(() => this.#clientGone()));
  }

  /** Moves what a change of the link lets move. */
  refresh(): void {
    this.#up.pump();
    this.#down.pump();
  }

  /** The gateway's process is gone: resolves when all it had said has been read. */
  drained(): Promise<void> {
    this.legs.endedBy ??= 'process';
    this.#down.drain();
    if (this.#gatewaySocket.destroyed) return Promise.resolve();
    return new Promise((resolve) => this.#gatewaySocket.once('close', () => resolve()));
  }

  /** Both directions die at once, with whatever was under way. */
  cut(by: 'network' | 'process'): void {
    this.legs.endedBy ??= by;
    this.legs.closed('gateway', CLOSE.abnormal, '', by);
    this.#up.kill();
    this.#down.kill();
    endAbruptly(this.#clientSocket);
    endAbruptly(this.#gatewaySocket);
  }

  #listen(socket: Socket, pipe: ProxiedPipe, take: (piece: Piece) => void): void {
    const splitter = new FrameSplitter(LARGEST_FRAME_BYTES);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) =>
      this.#context.time.enter(() => {
        for (const piece of splitter.push(chunk)) take(piece);
      }),
    );
    socket.on('end', () => {
      this.#context.time.enter(() => pipe.end());
      // the gateway's process may be gone, or only its half: nothing more can be said to it
      if (socket === this.#gatewaySocket) socket.end();
    });
    // what an error ends, 'close' tells
    socket.on('error', () => undefined);
  }

  #fromClient(piece: Piece): void {
    if (piece.type === 'broken') return this.cut('network');
    if (piece.type === 'head') return this.#up.push({ raw: piece.raw, isFrame: false });
    const { opcode, final, raw } = piece;
    const isMessage = final && opcode <= OPCODE.binary;
    this.#up.push({
      raw,
      isFrame: true,
      pass: () => {
        if (opcode === OPCODE.close) this.#clientSaysGoodbye();
        else if (isMessage) this.#received();
      },
    });
  }

  #received(): void {
    const message = this.legs.taken('gateway');
    if (message === undefined) return;
    this.#trigger('before', 'frame.received', message);
    this.#trigger('after', 'frame.received', message);
  }

  #clientSaysGoodbye(): void {
    const { code, reason } = this.legs.goodbye ?? { code: NO_STATUS, reason: '' };
    this.legs.closed('gateway', code, reason, 'client');
  }

  #fromGateway(piece: Piece): void {
    const { legs } = this;
    switch (piece.type) {
      case 'broken':
        this.#context.world.record({ kind: 'log', level: 'error', text: `the gateway ${piece.reason}` });
        legs.closed('gateway', CLOSE.protocolError, piece.reason, 'client');
        return this.cut('network');
      case 'head':
        if (piece.status === SWITCHING_PROTOCOLS) legs.opened('gateway');
        return this.#down.push({ raw: piece.raw, isFrame: false });
      case 'frame':
        return this.#frameFromGateway(piece);
    }
  }

  #frameFromGateway({ raw, opcode, final, payload }: WebSocketFrame): void {
    if (opcode === OPCODE.close) {
      const code = payload.length >= 2 ? payload.readUInt16BE(0) : NO_STATUS;
      this.legs.closed('gateway', code, payload.toString('utf8', 2), 'gateway');
    }
    if (opcode > OPCODE.binary) return this.#down.push({ raw, isFrame: true });
    this.#text.push(payload);
    if (!final) return this.#down.push({ raw, isFrame: true });
    const text = (this.#text.length === 1 ? payload : Buffer.concat(this.#text)).toString('utf8');
    this.#text = [];
    const message = Message.ofText(this.#context.withoutSecrets(text));
    this.#context.onHeard(message.bytes);
    this.#trigger('before', 'frame.sent', message);
    if (this.#gone || this.legs.state.gateway === 'closed') return;
    this.legs.sent('gateway', message);
    if (this.legs.link.breaks) return this.#broken();
    this.#down.push({ raw, isFrame: true });
    this.#trigger('after', 'frame.sent', message);
  }

  /** A frame crosses the boundary: in the direction of the client before, of the gateway after it was passed on. */
  #trigger(edge: Trigger['edge'], on: string, message: Message): void {
    const { faults, steady } = this.#context;
    if (faults.triggers.waiting > 0) faults.triggers.hit(edge, on, triggerName(message), steady);
  }

  #broken(): void {
    this.legs.link.onEffect('broken');
    this.cut('network');
  }

  #torn(): void {
    this.legs.link.onEffect('torn');
    this.cut('network');
  }

  #gatewayGone(): void {
    // if nobody else is known to have ended it: the process is going, or the gateway let go
    const by = this.#context.steady() ? 'gateway' : 'process';
    this.legs.closed('gateway', CLOSE.abnormal, '', this.legs.endedBy ?? by);
    this.#down.end();
    this.#forget();
  }

  #clientGone(): void {
    this.#up.end();
    // a client that is gone takes nothing more: what waits for it would wait for ever
    this.#down.kill();
    if (!this.#gatewaySocket.destroyed) this.#gatewaySocket.end();
    this.#forget();
  }

  #forget(): void {
    if (this.#gone || !this.#clientSocket.destroyed || !this.#gatewaySocket.destroyed) return;
    this.#gone = true;
    this.onGone();
  }
}
