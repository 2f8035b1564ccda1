/**
 * One connection from the gateway's side: handshake state, scopes, subscriptions, its event counter, and the only
 * places where frames leave. Must not know: sessions, the disk.
 */
import { CLOSE } from '../../protocol/close-codes.ts';
import type { ErrorShape } from '../../protocol/frame.ts';
import { Message } from '../../protocol/message.ts';
import { seconds } from '../../kernel/time.ts';
import type { Host, ServerSocket, TimerHandle } from '../port.ts';
import type { Policies } from './policies.ts';

/** A peer that does not answer the close gets no longer than this. */
const CLOSE_GRACE = seconds(1);

export class Connection {
  readonly id: number;
  readonly socket: ServerSocket;
  /** Undefined until `connect` was accepted. */
  scopes: readonly string[] | undefined;
  /** The last connection seq used: one counter per connection, taken only for events it is sent (#7442). */
  seq = 0;
  readonly follows = new Set<string>();
  closing = false;
  handshakeTimer: TimerHandle | undefined;
  readonly #host: Host;
  readonly #policies: Policies;

  constructor(id: number, socket: ServerSocket, host: Host, policies: Policies) {
    this.id = id;
    this.socket = socket;
    this.#host = host;
    this.#policies = policies;
  }

  get greeted(): boolean {
    return this.scopes !== undefined && !this.closing;
  }

  /** Sends an unnumbered event (the challenge). */
  sendUnnumbered(event: string, payload: object): void {
    if (!this.closing) this.socket.send(Message.event(event, payload));
  }

  /** Sends a numbered event whose payload already fits. */
  sendEvent(event: string, payload: object): void {
    if (this.#admits(event)) this.socket.send(Message.event(event, payload, ++this.seq));
  }

  respond(id: string, payload: unknown): void {
    if (this.#admits()) this.socket.send(Message.of({ type: 'res', id, ok: true, payload }));
  }

  refuse(id: string, error: ErrorShape): void {
    if (this.#admits()) this.socket.send(Message.of({ type: 'res', id, ok: false, error }));
  }

  /** Is there room for this event, or for a response? A connection without is closed. */
  #admits(event?: string): boolean {
    if (this.closing) return false;
    const { maxBufferedBytes } = this.#host.settings.limits;
    if (this.#policies.backpressure.admits(event, this.socket.bufferedBytes, maxBufferedBytes)) return true;
    this.close(CLOSE.policyViolation, 'slow consumer');
    return false;
  }

  /** Starts the closing handshake, says so in the log, and cuts the line if the peer does not answer. */
  close(code: number, reason: string): void {
    if (this.closing) return;
    this.closing = true;
    this.#host.log('warn', `closing connection ${this.id}: ${code} ${reason}`);
    this.socket.close(code, reason);
    this.#host.timers.set(CLOSE_GRACE, () => this.socket.terminate());
  }
}
