/**
 * A stranger: somebody who is no client of the plan connects once and gets the handshake wrong. Whatever comes of it,
 * it tries nothing else: let in, or left waiting for too long, it leaves. Must not know: what a gateway should answer.
 */
import { seconds } from '../kernel/time.ts';
import { CLOSE } from '../protocol/close-codes.ts';
import { connectParams, SPOKEN, type ProtocolRange } from '../protocol/connect-params.ts';
import type { Frame } from '../protocol/frame.ts';
import { Message } from '../protocol/message.ts';
import { ALL_SCOPES } from '../protocol/scopes.ts';
import type { ClientEvents, ClientHost, ClientTransport } from './host.ts';

/** What is wrong with a handshake; what is left out is right. */
export interface HandshakeMistake {
  /** What comes before `connect`. `nothing`: and nothing comes after. */
  readonly first?: 'request' | 'event' | 'text' | 'nothing';
  readonly token?: 'none' | WrongToken;
  readonly protocols?: ProtocolRange;
}

/** Empty, the right one without its end, the right one and more, or of the same length and of nothing else. */
export type WrongToken = 'empty' | 'cut' | 'longer' | 'other';

export interface StrangerEvents {
  /** What is wrong has left, or what is missing was waited for. */
  onMistake(): void;
  /** The connection is over, or never came to be. */
  onGone(): void;
}

/** Longer than any gateway takes for a handshake. */
const PATIENCE = seconds(30);
const REQUEST: Frame = { type: 'req', id: 'early', method: 'sessions.list', params: {} };
const EARLY: Readonly<Record<'request' | 'event' | 'text', Message>> = {
  request: Message.of(REQUEST),
  event: Message.event('tick', {}),
  text: Message.ofText('hello'),
};

export class Stranger implements ClientEvents {
  readonly #host: ClientHost;
  readonly #mistake: HandshakeMistake;
  readonly #events: StrangerEvents;
  readonly #transport: ClientTransport;
  readonly #timer: object;
  #spoke = false;
  #over = false;

  /** Connects at once. */
  constructor(host: ClientHost, mistake: HandshakeMistake, events: StrangerEvents) {
    this.#host = host;
    this.#mistake = mistake;
    this.#events = events;
    this.#transport = host.connect(this);
    this.#timer = host.after(PATIENCE, () => this.leave());
  }

  leave(): void {
    if (!this.#over) this.#transport.close(CLOSE.normal, 'leaving');
  }

  onOpen(): void {}

  onMessage(message: Message): void {
    const decoded = message.decode();
    if (!decoded.ok) return;
    const frame = decoded.value;
    if (frame.type === 'res' && frame.ok) return this.leave();
    if (frame.type !== 'event' || frame.event !== 'connect.challenge' || this.#spoke) return;
    this.#spoke = true;
    this.#events.onMistake();
    const { first } = this.#mistake;
    if (first === 'nothing') return;
    if (first !== undefined) this.#transport.send(EARLY[first]);
    const params = this.#connectParams();
    this.#transport.send(Message.of({ type: 'req', id: 'connect', method: 'connect', params }));
  }

  onClose(): void {
    if (this.#over) return;
    this.#over = true;
    this.#host.cancel(this.#timer);
    this.#events.onGone();
  }

  #connectParams(): object {
    const { token, protocols = SPOKEN } = this.#mistake;
    const { auth, ...params } = connectParams(ALL_SCOPES, this.#host.token(), protocols);
    if (token === 'none') return params;
    return token === undefined
      ? { ...params, auth }
      : { ...params, auth: { token: spoilt(auth.token, token) } };
  }
}

function spoilt(right: string, how: WrongToken): string {
  switch (how) {
    case 'empty':
      return '';
    case 'cut':
      return right.slice(0, -1);
    case 'longer':
      return `${right}x`;
    case 'other':
      return (right.startsWith('x') ? 'y' : 'x').repeat(right.length);
  }
}
