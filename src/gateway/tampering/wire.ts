/**
 * A connection of a tampering gateway, as the tampering sees it: what it was granted, its event numbers, and ways to
 * say something in the gateway's name or in the client's. Must not know: what frames mean.
 */
import type { Frame } from '../../protocol/frame.ts';
import { Message } from '../../protocol/message.ts';
import type { ServerSocket, SocketHandler } from '../port.ts';

/** One connection of a gateway that is tampered with: what may be sent on it, and the number that it is at. */
export class Wire {
  /** Counts from 1, in the order of accepting. */
  readonly id: number;
  /** The scopes that the gateway's hello granted; undefined before it. */
  scopes: readonly string[] | undefined;
  /**
   * The connection seq of the last event that the client was sent. Events are numbered anew, so that what is dropped
   * or invented leaves no gap; a mistake in numbering is made by changing this.
   */
  seq = 0;
  /** The gateway's side; undefined while it is still accepting the connection. */
  handler: SocketHandler | undefined;
  readonly #socket: ServerSocket;

  constructor(id: number, socket: ServerSocket) {
    this.id = id;
    this.#socket = socket;
  }

  /** Bytes queued for the client and not yet taken by the network. */
  get bufferedBytes(): number {
    return this.#socket.bufferedBytes;
  }

  /** Sends the client a frame in the gateway's name, past `outgoing`; a numbered event gets its number here. */
  send(frame: Frame): void {
    this.#socket.send(Message.of(this.#numbered(frame)));
  }

  /** The same for an event that the gateway never sent. */
  event(event: string, payload: object): void {
    this.send({ type: 'event', event, payload, seq: 0 });
  }

  /** The same for a message as the gateway made it. */
  pass(message: Message, frame: Frame): void {
    const numbered = this.#numbered(frame);
    this.#socket.send(numbered === frame ? message : Message.of(numbered));
  }

  /** Hands the gateway a frame in the client's name, past `incoming`. */
  receive(frame: Frame): void {
    this.handler?.onMessage(Message.of(frame));
  }

  /** Starts the closing handshake in the gateway's name. */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  #numbered(frame: Frame): Frame {
    if (frame.type !== 'event' || frame.seq === undefined) return frame;
    const seq = ++this.seq;
    return frame.seq === seq ? frame : { ...frame, seq };
  }
}
