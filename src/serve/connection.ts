/**
 * One accepted WebSocket with the promises of the port, and what may be done to it from outside: hold everything that
 * moves, let it go, reset it. Owns the limit on inbound messages and the code the gateway is told at the end. Must not
 * know: frames, the listener.
 */
import type { Socket } from 'node:net';
import { WebSocket, type RawData } from 'ws';
import { CLOSE } from '../protocol/close-codes.ts';
import { Message } from '../protocol/message.ts';
import type { ServerSocket, SocketHandler } from '../gateway/port.ts';
import { endAbruptly } from '../live/abrupt-end.ts';
import type { Life } from './life.ts';

/** RFC 6455, section 5.5: a control frame carries 125 bytes, two of them the code. */
const LONGEST_REASON_BYTES = 123;
/** What ws says when a message is above the server's own limit. */
const TOO_LONG = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';

interface Close {
  readonly code: number;
  readonly reason: string;
}

const TOO_BIG: Close = { code: CLOSE.messageTooBig, reason: '' };

export class ServedConnection {
  /** From 1, in the order of arrival, over all lives. */
  readonly number: number;
  /** Called once it is gone. */
  onGone: () => void = () => {};
  readonly #ws: WebSocket;
  readonly #tcp: Socket;
  readonly #life: Life;
  #maxInbound: number;
  #handler: SocketHandler | undefined;
  /** A close that began on this side. */
  #closing: Close | undefined;
  #terminated = false;
  /** What waits while nothing moves, in order; undefined: everything moves. */
  #held: (() => void)[] | undefined;
  #heldBytes = 0;

  constructor(number: number, ws: WebSocket, tcp: Socket, life: Life, maxInbound: number) {
    this.number = number;
    this.#ws = ws;
    this.#tcp = tcp;
    this.#life = life;
    this.#maxInbound = maxInbound;
    ws.on('message', (data) => this.#arrive(data));
    ws.on('error', (error: NodeJS.ErrnoException) => {
      // the close event follows
      if (error.code === TOO_LONG) this.#closing = TOO_BIG;
    });
    ws.on('close', (code, reason) => this.#gone(code, reason.toString()));
  }

  /** Hands the connection to the gateway. */
  accept(accept: (socket: ServerSocket) => SocketHandler): void {
    this.#life.deliver(() => {
      this.#handler = accept(this.#socket());
    });
  }

  /** From now on nothing moves in either direction, until `release`. */
  hold(): void {
    if (this.#held !== undefined) return;
    this.#held = [];
    this.#ws.pause();
  }

  /** What waited goes out at once, and what came in meanwhile is read. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#heldBytes = 0;
    for (const act of held) act();
    this.#ws.resume();
  }

  /** Cuts the line: a TCP reset, no close frame. */
  reset(): void {
    endAbruptly(this.#tcp);
  }

  #socket(): ServerSocket {
    const bufferedBytes = (): number => this.#ws.bufferedAmount + this.#heldBytes;
    return {
      send: (message) => this.#send(message),
      get bufferedBytes() {
        return bufferedBytes();
      },
      setMaxPayload: (bytes) => {
        this.#maxInbound = bytes;
      },
      close: (code, reason) => this.#close(code, reason),
      terminate: () => {
        if (!this.#life.alive) return;
        this.#terminated = true;
        this.#ws.terminate();
      },
    };
  }

  #send(message: Message): void {
    if (!this.#isOpen()) return;
    const text = message.text();
    if (this.#held === undefined) return this.#ws.send(text);
    this.#held.push(() => this.#ws.send(text));
    this.#heldBytes += message.bytes;
  }

  #close(code: number, reason: string): void {
    if (!this.#isOpen()) return;
    const sent = fitted(reason);
    this.#closing = { code, reason: sent };
    if (this.#held === undefined) this.#ws.close(code, sent);
    else this.#held.push(() => this.#ws.close(code, sent));
  }

  #isOpen(): boolean {
    return this.#life.alive && this.#closing === undefined && this.#ws.readyState === WebSocket.OPEN;
  }

  #arrive(data: RawData): void {
    // behind a close of ours nothing is read any more
    if (this.#closing !== undefined || this.#terminated || !this.#life.alive) return;
    const bytes = Buffer.isBuffer(data)
      ? data
      : Buffer.concat(Array.isArray(data) ? data : [new Uint8Array(data)]);
    if (bytes.length > this.#maxInbound) {
      this.#closing = TOO_BIG;
      this.#ws.close(TOO_BIG.code);
      return;
    }
    const message = Message.ofText(bytes.toString('utf8'));
    this.#life.deliver(() => this.#handler?.onMessage(message));
  }

  #gone(code: number, reason: string): void {
    this.#held = undefined;
    this.onGone();
    const told = this.#told({ code, reason });
    this.#life.deliver(() => this.#handler?.onClose(told.code, told.reason));
  }

  /** A close that the gateway began, and that was answered, ended as the gateway said; an answer may say otherwise. */
  #told(seen: Close): Close {
    if (this.#terminated || this.#closing === undefined) return seen;
    // behind a message that is too big ws reads no answer
    return seen.code !== CLOSE.abnormal || this.#closing === TOO_BIG ? this.#closing : seen;
  }
}

/** Cut to what a close frame carries, at the border of a character. */
function fitted(reason: string): string {
  if (Buffer.byteLength(reason) <= LONGEST_REASON_BYTES) return reason;
  let cut = Buffer.from(reason).subarray(0, LONGEST_REASON_BYTES);
  while (cut.length > 0 && Buffer.byteLength(cut.toString()) > cut.length) cut = cut.subarray(0, -1);
  return cut.toString();
}
