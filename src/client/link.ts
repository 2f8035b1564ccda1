/**
 * The client's link: connect, handshake, requests and their answers, the watchdog, reconnecting with back-off. Owns
 * one connection after the other; must not know what requests are for.
 */
import { ms, type Micros } from '../kernel/time.ts';
import { CLOSE } from '../protocol/close-codes.ts';
import { connectParams } from '../protocol/connect-params.ts';
import { isObject, type ErrorShape, type EventFrame, type ResponseFrame } from '../protocol/frame.ts';
import { frameBytes, Message } from '../protocol/message.ts';
import type { ClientEvents, ClientHost, ClientTransport } from './host.ts';
import type { RoleTraits } from './role.ts';
import { requestId } from './send-text.ts';

export type Reply =
  | { readonly type: 'ok'; readonly payload: unknown }
  | { readonly type: 'refused'; readonly error: ErrorShape }
  /** The connection closed before the answer: nobody knows whether the request was carried out. */
  | { readonly type: 'unknown' }
  /** The gateway closed with 1009 because of this very frame: a final refusal. */
  | { readonly type: 'too-big' };

export interface LinkEvents {
  onReady(): void;
  onEvent?(frame: EventFrame): void;
  onGap?(): void;
  onLost?(code: number): void;
}

interface Waiting {
  readonly method: string;
  readonly params: unknown;
  /** The parameters as they went out. */
  readonly sent: unknown;
  readonly bytes: number;
  readonly answer: (reply: Reply) => void;
}

const FIRST_BACKOFF = ms(100);
const LONGEST_BACKOFF = ms(5_000);
/** How the releases measured say that a parameter is not in their schema. */
const UNEXPECTED = /unexpected property '(\w+)'/;
/** Before the hello announced a tick interval. */
const DEFAULT_TICK = ms(30_000);

export class ClientLink {
  readonly #host: ClientHost;
  readonly #name: string;
  readonly #traits: RoleTraits;
  readonly #events: LinkEvents;
  #transport: ClientTransport | undefined;
  #ready = false;
  #attempt = 0;
  #connection = 0;
  #requests = 0;
  readonly #waiting = new Map<string, Waiting>();
  /** Members of parameters that this gateway does not know, by method: its parameter schemas are closed. */
  readonly #unknown = new Map<string, Set<string>>();
  #maxPayload = Infinity;
  #tick: Micros = DEFAULT_TICK;
  #lastHeard: Micros = 0;
  #lastSeq: number | undefined;
  #watchdog: object | undefined;
  #away = false;

  constructor(host: ClientHost, name: string, traits: RoleTraits, events: LinkEvents) {
    this.#host = host;
    this.#name = name;
    this.#traits = traits;
    this.#events = events;
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** What is waited for, in words. */
  pending(): string[] {
    if (!this.#ready) return [`${this.#name}: not connected`];
    return [...this.#waiting].map(([id, { method }]) => `${this.#name}: no answer to ${method} (${id})`);
  }

  /** Requests that wait for an answer. */
  get outstanding(): number {
    return this.#waiting.size;
  }

  /** Opens a connection unless there is one, or one under way. */
  connect(): void {
    if (this.#transport !== undefined) return;
    this.#away = false;
    const connection = ++this.#connection;
    this.#lastSeq = undefined;
    this.#lastHeard = this.#host.now();
    this.#transport = this.#host.connect(new ConnectionEnd(this, connection));
    this.#watch(connection);
  }

  /** The connection does what it is for: the next back-off begins small again. */
  steady(): void {
    this.#attempt = 0;
  }

  /** Leaves with 1001 and comes back after `delay`. */
  leave(delay: Micros): void {
    this.#away = true;
    this.#transport?.close(CLOSE.goingAway, 'leaving');
    const connection = this.#connection;
    this.#host.after(delay, () => {
      if (connection === this.#connection) this.connect();
    });
  }

  /** Sends a request; `answer` is called exactly once. */
  request(method: string, params: unknown, answer: (reply: Reply) => void): void {
    if (this.#transport === undefined) return answer({ type: 'unknown' });
    const id = requestId(this.#name, ++this.#requests);
    const sent = this.#known(method, params);
    const frame = { type: 'req', id, method, params: sent } as const;
    this.#waiting.set(id, { method, params, sent, bytes: frameBytes(frame), answer });
    this.#transport.send(Message.of(frame));
  }

  /** The parameters without what this gateway has refused to know. */
  #known(method: string, params: unknown): unknown {
    const unknown = this.#unknown.get(method);
    if (unknown === undefined || !isObject(params)) return params;
    return Object.fromEntries(Object.entries(params).filter(([member]) => !unknown.has(member)));
  }

  /** An older release refuses a newer member: it is asked again without. */
  #learns({ method, sent }: Waiting, { code, message }: ErrorShape): boolean {
    const member = code === 'INVALID_REQUEST' ? UNEXPECTED.exec(message)?.[1] : undefined;
    if (member === undefined || !isObject(sent) || sent[member] === undefined) return false;
    const unknown = this.#unknown.get(method) ?? new Set();
    this.#unknown.set(method, unknown.add(member));
    return true;
  }

  /** A message came on that connection; an earlier one's is of no interest. */
  received(connection: number, message: Message): void {
    if (connection !== this.#connection) return;
    this.#lastHeard = this.#host.now();
    const decoded = message.decode();
    if (!decoded.ok) return;
    const frame = decoded.value;
    if (frame.type === 'res') this.#answered(frame);
    else if (frame.type === 'event') {
      if (frame.event === 'connect.challenge') this.#sendConnect();
      else this.#event(frame);
    }
  }

  #event(frame: EventFrame): void {
    const { seq } = frame;
    if (seq !== undefined) {
      const gap = this.#lastSeq !== undefined && seq > this.#lastSeq + 1;
      this.#lastSeq = seq;
      if (gap) this.#events.onGap?.();
    }
    if (this.#ready) this.#events.onEvent?.(frame);
  }

  #sendConnect(): void {
    const { scopes, protocols } = this.#traits;
    this.request('connect', connectParams(scopes, this.#host.token(), protocols), (reply) => {
      if (reply.type !== 'ok' || !isObject(reply.payload)) return;
      const policy = reply.payload['policy'];
      if (isObject(policy)) {
        if (typeof policy['maxPayload'] === 'number') this.#maxPayload = policy['maxPayload'];
        if (typeof policy['tickIntervalMs'] === 'number') this.#tick = ms(policy['tickIntervalMs']);
      }
      this.#ready = true;
      this.#watch(this.#connection);
      this.#events.onReady();
    });
  }

  #answered(frame: ResponseFrame): void {
    const waiting = this.#waiting.get(frame.id);
    if (waiting === undefined) return;
    this.#waiting.delete(frame.id);
    if (frame.ok) return waiting.answer({ type: 'ok', payload: frame.payload });
    const error = frame.error ?? { code: 'UNKNOWN', message: '' };
    if (this.#learns(waiting, error)) this.request(waiting.method, waiting.params, waiting.answer);
    else waiting.answer({ type: 'refused', error });
  }

  /** That connection is gone. */
  lost(connection: number, code: number): void {
    if (connection !== this.#connection) return;
    this.#ready = false;
    this.#transport = undefined;
    if (this.#watchdog !== undefined) this.#host.cancel(this.#watchdog);
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { bytes, answer } of waiting)
      answer(
        code === CLOSE.messageTooBig && bytes > this.#maxPayload ? { type: 'too-big' } : { type: 'unknown' },
      );
    this.#events.onLost?.(code);
    if (this.#away) return;
    const backoff = Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * (1 << Math.min(this.#attempt++, 10)));
    this.#host.after(Math.round(backoff * (0.5 + this.#host.random() / 2)), () => {
      if (!this.#away && this.#transport === undefined) this.connect();
    });
  }

  /** Two ticks of silence (by default): the peer is gone, whatever TCP says. */
  #watch(connection: number): void {
    if (this.#watchdog !== undefined) this.#host.cancel(this.#watchdog);
    this.#watchdog = this.#host.after(this.#tick, () => {
      if (connection !== this.#connection || this.#transport === undefined) return;
      if (this.#host.now() - this.#lastHeard >= this.#tick * this.#traits.silentTicks) {
        this.#transport.close(CLOSE.watchdog, 'tick timeout');
        return;
      }
      this.#watch(connection);
    });
  }
}

/** The client's end of one connection. */
class ConnectionEnd implements ClientEvents {
  readonly #link: ClientLink;
  readonly #connection: number;

  constructor(link: ClientLink, connection: number) {
    this.#link = link;
    this.#connection = connection;
  }

  onOpen(): void {}

  onMessage(message: Message): void {
    this.#link.received(this.#connection, message);
  }

  onClose(code: number): void {
    this.#link.lost(this.#connection, code);
  }
}
