/**
 * One client's connection: numbers its events, keeps its buffer within the limit by closing a reader that does not
 * keep up, and lets answers that may be large wait for room instead.
 */
import { ms } from '../../../kernel/time.ts';
import { CLOSE } from '../../../protocol/close-codes.ts';
import type { ErrorShape } from '../../../protocol/frame.ts';
import { Message } from '../../../protocol/message.ts';
import type { Host, ServerSocket } from '../../port.ts';
import { WorkLane } from './lane.ts';
import { sleep } from './promised.ts';

/** How long a closed peer may take to read the close frame. */
const CLOSE_GRACE = ms(1_000);
const FIRST_LOOK = ms(5);
const LONGEST_LOOK = ms(200);
/** A large answer takes at most this. */
const LARGEST_ANSWER_BYTES = 6 * 1024 * 1024;
/** What surrounds the items of an answer. */
const ENVELOPE_BYTES = 600;

export class Connection {
  /** What the hello granted; undefined before. */
  scopes: readonly string[] | undefined;
  /** It takes messages: nobody has ended it. */
  open = true;
  /** Told when sessions change. */
  followsSessions = false;
  /** Session keys whose messages it is pushed. */
  readonly followed = new Set<string>();
  readonly #host: Host;
  readonly #socket: ServerSocket;
  readonly #answers = new WorkLane();
  #seq = 0;
  #gone = false;

  constructor(host: Host, socket: ServerSocket) {
    this.#host = host;
    this.#socket = socket;
  }

  /** Bytes that the items of one answer may take: with it, a quarter of the buffer is still free for events. */
  get answerBytes(): number {
    const { maxPayloadBytes, maxBufferedBytes } = this.#host.settings.limits;
    return Math.min(LARGEST_ANSWER_BYTES, maxPayloadBytes, maxBufferedBytes / 2) - ENVELOPE_BYTES;
  }

  greeted(scopes: readonly string[]): void {
    this.scopes = scopes;
    this.#socket.setMaxPayload(this.#host.settings.limits.maxPayloadBytes);
  }

  challenge(payload: object): void {
    this.#send(Message.of({ type: 'event', event: 'connect.challenge', payload }));
  }

  event(event: string, payload: object): void {
    if (this.open) this.#send(Message.of({ type: 'event', event, payload, seq: ++this.#seq }));
  }

  respond(id: string, payload: object): void {
    this.#send(Message.of({ type: 'res', id, ok: true, payload }));
  }

  refuse(id: string, error: ErrorShape): void {
    this.#send(Message.of({ type: 'res', id, ok: false, error }));
  }

  /** Answers with something large once the peer has read most of what it was sent, one after the other. */
  respondWithRoom(id: string, answer: () => object): Promise<void> {
    return this.#answers.run(async () => {
      const enough = this.#host.settings.limits.maxBufferedBytes / 4;
      for (let look = FIRST_LOOK; this.open && this.#socket.bufferedBytes > enough;) {
        await sleep(this.#host.timers, look);
        look = Math.min(LONGEST_LOOK, look * 2);
      }
      if (this.open) this.respond(id, answer());
    });
  }

  /** Says goodbye; a peer that does not read it in time is dropped. */
  async close(code: number, reason: string): Promise<void> {
    if (!this.open) return;
    this.open = false;
    this.#socket.close(code, reason);
    await sleep(this.#host.timers, CLOSE_GRACE);
    if (!this.#gone) this.#socket.terminate();
  }

  /** The socket is gone. */
  lost(): void {
    this.open = false;
    this.#gone = true;
  }

  #send(message: Message): void {
    if (!this.open) return;
    if (this.#socket.bufferedBytes + message.bytes > this.#host.settings.limits.maxBufferedBytes) {
      this.#host.log('warn', `closing a slow consumer: ${this.#socket.bufferedBytes} bytes buffered`);
      void this.close(CLOSE.policyViolation, 'slow consumer');
      return;
    }
    this.#socket.send(message);
  }
}
