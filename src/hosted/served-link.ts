/**
 * A WebSocket that the hosted process accepted: its bytes on one side, messages of the port on the other. Handshake,
 * pings and closing are spoken here. Must not know what messages mean.
 */
import type { ServerSocket, SocketHandler } from '../gateway/port.ts';
import { CLOSE } from '../protocol/close-codes.ts';
import { Message } from '../protocol/message.ts';
import { clientClose, clientFrame, upgradeRequest } from '../wire/client-frame.ts';
import { OPCODE } from '../wire/frame-splitter.ts';
import { MessageJoiner } from '../wire/message-joiner.ts';
import type { Boundary, LinkEnd } from './boundary.ts';

/** What hears of the socket: the world's own, or whoever looks whether the gateway is ready. */
export type Hearer = Pick<ServerSocket, 'send' | 'close' | 'terminate' | 'bufferedBytes'>;

/** What a kernel takes of a process before the network has taken anything. */
const KERNEL_BYTES = 128 * 1024;
const LARGEST_FRAME = 512 * 1024 * 1024;
const KEY = Buffer.from('gauntlet hosted!').toString('base64');

export class ServedLink implements LinkEnd, SocketHandler {
  readonly #boundary: Boundary;
  readonly #link: number;
  readonly #port: number;
  readonly #hearer: Hearer;
  readonly #joiner = new MessageJoiner(LARGEST_FRAME);
  /** What was written before the handshake was through. */
  #early: Buffer[] | undefined = [];
  #closeSent = false;
  #closeHeard = false;
  #over = false;

  constructor(boundary: Boundary, link: number, port: number, hearer: Hearer) {
    this.#boundary = boundary;
    this.#link = link;
    this.#hearer = hearer;
    this.#port = port;
  }

  /** Connects. What comes of it is heard from then on. */
  begin(): void {
    this.#boundary.enter({ type: 'open', link: this.#link, port: this.#port });
    this.#write(upgradeRequest(`127.0.0.1:${this.#port}`, '/', KEY));
  }

  data(bytes: Buffer): number {
    for (const heard of this.#joiner.push(bytes)) {
      if (this.#over || this.#boundary.host.own?.isAlive() === false) return 0;
      if (heard.type === 'open') this.#opened();
      else if (heard.type === 'message') this.#hearer.send(Message.ofText(heard.text));
      else if (heard.type === 'ping') this.#write(clientFrame(OPCODE.pong, heard.payload));
      else if (heard.type === 'broken') this.#cut();
      else this.#closed(heard.code, heard.reason);
    }
    const heldBytes = (): number => (this.#over ? 0 : Math.max(0, this.#hearer.bufferedBytes - KERNEL_BYTES));
    const held = heldBytes();
    if (held > 0) this.#boundary.await(this.#link, heldBytes);
    return held;
  }

  end(): void {
    if (!this.#over && !this.#closeHeard) this.#hearer.terminate();
    this.#leave();
  }

  reset(): void {
    if (!this.#over && !this.#closeHeard) this.#hearer.terminate();
    this.#over = true;
    this.#boundary.forget(this.#link);
  }

  onMessage(message: Message): void {
    if (this.#over || this.#closeSent) return;
    const frame = clientFrame(OPCODE.text, Buffer.from(message.text()));
    if (this.#early === undefined) this.#write(frame);
    else this.#early.push(frame);
  }

  onClose(code: number, reason: string): void {
    if (this.#over) return;
    if (code === CLOSE.abnormal) {
      this.#over = true;
      this.#boundary.enter({ type: 'reset', link: this.#link });
      this.#boundary.forget(this.#link);
      return;
    }
    if (!this.#closeSent) {
      this.#closeSent = true;
      this.#write(clientClose(code, reason));
    }
  }

  #opened(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const frame of early) this.#write(frame);
  }

  #closed(code: number, reason: string): void {
    this.#closeHeard = true;
    // when our own close frame was first, this is its answer
    if (!this.#closeSent) this.#hearer.close(code, reason);
  }

  #cut(): void {
    this.#hearer.terminate();
    this.#over = true;
    this.#boundary.enter({ type: 'reset', link: this.#link });
    this.#boundary.forget(this.#link);
  }

  /** The process has ended its direction: ours ends, too. */
  #leave(): void {
    this.#over = true;
    this.#boundary.enter({ type: 'end', link: this.#link });
    this.#boundary.forget(this.#link);
  }

  #write(bytes: Buffer): void {
    this.#boundary.enter({ type: 'data', link: this.#link, bytes: bytes.toString('base64') });
  }
}
