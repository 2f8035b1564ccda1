/**
 * A protocol client as a state machine, the same in both worlds: does what the plan asks, retries with the same
 * idempotency key, refetches after a gap or a reconnect, and keeps at it until every send is settled, finally refused,
 * or given up after its deadline or too many tries. Must not know: the gateway, the judge, the world.
 */
import { ms, type Micros } from '../kernel/time.ts';
import type { Operation, SendOperation } from '../plan/operation.ts';
import { isObject, type EventFrame } from '../protocol/frame.ts';
import type { ChatSendParams } from '../protocol/methods.ts';
import { everyMethod } from './every-method.ts';
import type { ClientHost } from './host.ts';
import { ClientLink, type Reply } from './link.ts';
import { busySessions, readHistoryAnswer, type HistoryReading } from './reading.ts';
import { ROLES, type RoleTraits } from './role.ts';
import { idempotencyKeyOf, keyOf, messageText } from './send-text.ts';
import type { PlanClient } from '../plan/plan.ts';

/** A send from the moment the plan asked for it until it is settled or given up. */
interface PendingSend {
  readonly operation: SendOperation;
  readonly params: ChatSendParams;
  readonly deadline: Micros;
  state: 'waiting' | 'requested' | 'accepted' | 'over';
  attempts: number;
  /** How often in a row the transcript showed no end of it, and the row no run that could bring one. */
  unsure: number;
}

/** Another request of the plan, until it is answered. */
interface PlannedRequest {
  readonly operation: Operation;
  readonly method: string;
  readonly params: unknown;
  state: 'waiting' | 'requested';
  attempts: number;
}

const POLL = ms(2_000);
/** An accepted send without an end and without an active run is given up after so many looks: none will come. */
const LOOKS = 3;
const FIRST_RETRY = ms(200);
const LONGEST_RETRY = ms(30_000);
/** A request cut off this often is given up. */
const MOST_ATTEMPTS = 50;

export class Client {
  readonly id: string;
  readonly #host: ClientHost;
  readonly #plan: PlanClient;
  readonly #traits: RoleTraits;
  readonly #link: ClientLink;
  readonly #sends = new Map<string, PendingSend>();
  readonly #asks = new Map<string, PlannedRequest>();
  /** Per session key: the ids it has pointed at, newest last. */
  readonly #known = new Map<string, string[]>();
  #polling = false;
  #settingUp = false;

  constructor(plan: PlanClient, host: ClientHost) {
    this.id = plan.id;
    this.#plan = plan;
    this.#host = host;
    this.#traits = { ...ROLES[plan.role], protocols: plan.protocols };
    this.#link = new ClientLink(host, plan.id, this.#traits, {
      onReady: () => this.#ready(),
      onEvent: (frame) => this.#event(frame),
      onGap: () => {
        if (this.#traits.subscribes && this.#link.ready) this.#fetchAll();
      },
      onLost: () => {
        this.#settingUp = false;
      },
    });
  }

  connect(): void {
    this.#link.connect();
  }

  /** What this client still waits for, in words; empty when it is content. */
  pending(): string[] {
    const words = this.#link.pending();
    for (const { operation, state } of this.#sends.values())
      words.push(`${this.id}: send ${operation.id} ${state === 'accepted' ? 'not settled' : 'not accepted'}`);
    for (const { operation } of this.#asks.values())
      words.push(`${this.id}: ${operation.do} ${operation.id} not answered`);
    return words;
  }

  get content(): boolean {
    if (!this.#link.ready || this.#link.outstanding > 0) return false;
    return this.#sends.size === 0 && this.#asks.size === 0;
  }

  /** Does one operation of the plan. `original` is the send it repeats. */
  perform(operation: Operation, original: SendOperation | undefined): void {
    switch (operation.do) {
      case 'send':
        return this.#startSend(operation, original ?? operation);
      case 'leave':
        this.#host.progress(operation.id, 'sent');
        this.#link.leave(ms(operation.forMs));
        this.#host.progress(operation.id, 'answered');
        return;
      case 'delete': {
        const named = this.#named(operation);
        return this.#ask(operation, 'sessions.delete', {
          key: operation.session,
          ...(named === undefined ? {} : { expectedSessionId: named }),
        });
      }
      case 'subscribe':
        return operation.to === 'sessions'
          ? this.#ask(operation, 'sessions.subscribe', {})
          : this.#ask(operation, 'sessions.messages.subscribe', { key: operation.session });
      case 'try-all':
        return this.#ask(operation, 'health', {});
      case 'reset':
      case 'compact':
        return this.#ask(operation, `sessions.${operation.do}`, { key: operation.session });
      case 'abort':
        return this.#ask(operation, 'chat.abort', {
          sessionKey: operation.session,
          ...(operation.run === undefined ? {} : { runId: keyOf(operation.run) }),
        });
      case 'list':
        return this.#ask(operation, 'sessions.list', {});
      case 'history':
        return this.#ask(operation, 'chat.history', {
          sessionKey: operation.session,
          ...(operation.maxChars === undefined ? {} : { limit: 1000, maxChars: operation.maxChars }),
        });
    }
  }

  /** Reads everything it follows once more: its recovered view. */
  refetch(): void {
    if (this.#link.ready && this.#traits.scopes.length > 0) this.#fetchAll();
  }

  #startSend(operation: SendOperation, original: SendOperation): void {
    const named = this.#named(operation);
    const send: PendingSend = {
      operation,
      params: {
        sessionKey: operation.session,
        message: messageText(original),
        idempotencyKey: idempotencyKeyOf(operation),
        ...(named === undefined ? {} : { sessionId: named }),
      },
      deadline: this.#host.now() + ms(this.#traits.listenerDeadlineMs),
      state: 'waiting',
      attempts: 0,
      unsure: 0,
    };
    this.#sends.set(operation.id, send);
    if (this.#link.ready && !this.#settingUp) this.#request(send);
  }

  /** The id that it names of those that its session had. */
  #named({ names, session }: Extract<Operation, { do: 'send' | 'delete' }>): string | undefined {
    const known = this.#known.get(session) ?? [];
    return names === 'current' ? known.at(-1) : names === 'stale' ? (known.at(-2) ?? NEVER) : undefined;
  }

  #request(send: PendingSend): void {
    if (this.#host.now() > send.deadline) return this.#finish(send);
    send.state = 'requested';
    send.attempts++;
    if (send.attempts === 1) this.#host.progress(send.operation.id, 'sent');
    this.#link.request('chat.send', send.params, (reply) => this.#answered(send, reply));
  }

  #answered(send: PendingSend, reply: Reply): void {
    switch (reply.type) {
      case 'unknown':
        // the next connection asks again with the same key
        if (send.attempts >= MOST_ATTEMPTS) return this.#finish(send);
        send.state = 'waiting';
        return;
      case 'too-big':
        return this.#finish(send);
      case 'refused': {
        this.#host.progress(send.operation.id, 'answered');
        const { retryable, retryAfterMs } = reply.error;
        if (retryable !== true || send.attempts >= MOST_ATTEMPTS) return this.#finish(send);
        send.state = 'waiting';
        const growing = Math.min(LONGEST_RETRY, FIRST_RETRY * (1 << Math.min(send.attempts - 1, 10)));
        const delay = Math.max(ms(retryAfterMs ?? 0), growing);
        const { attempts } = send;
        this.#host.after(Math.round(delay * (1 + this.#host.random() / 4)), () => {
          // a reconnect may have asked, and been refused, again since
          if (send.attempts !== attempts) return;
          if (send.state === 'waiting' && this.#link.ready) this.#request(send);
        });
        return;
      }
      case 'ok': {
        this.#host.progress(send.operation.id, 'answered');
        this.#host.checkpoint(send.operation.session);
        const status = isObject(reply.payload) ? reply.payload['status'] : undefined;
        if (status === 'ok') return this.#settled(send);
        send.state = 'accepted';
        this.#poll();
      }
    }
  }

  #settled(send: PendingSend): void {
    this.#host.progress(send.operation.id, 'settled');
    this.#finish(send);
  }

  #finish(send: PendingSend): void {
    send.state = 'over';
    this.#sends.delete(send.operation.id);
  }

  #ask(operation: Operation, method: string, params: unknown): void {
    const ask: PlannedRequest = { operation, method, params, state: 'waiting', attempts: 0 };
    this.#asks.set(operation.id, ask);
    if (this.#link.ready && !this.#settingUp) this.#put(ask);
  }

  #put(ask: PlannedRequest): void {
    ask.state = 'requested';
    if (++ask.attempts === 1) this.#host.progress(ask.operation.id, 'sent');
    const extra = ask.operation.do === 'history' ? ask.operation.times - 1 : 0;
    if (ask.operation.do === 'try-all')
      for (const [method, params] of everyMethod(ask.operation.session, keyOf(ask.operation.id)))
        this.#link.request(method, params, () => {});
    for (let k = 0; k < extra; k++) this.#link.request(ask.method, ask.params, () => {});
    this.#link.request(ask.method, ask.params, (reply) => {
      const session = 'session' in ask.operation ? ask.operation.session : undefined;
      if (reply.type === 'ok') this.#learn(ask.method, reply.payload);
      if (reply.type === 'refused' && reply.error.retryable === true && ask.attempts < MOST_ATTEMPTS) {
        ask.state = 'waiting';
        this.#host.after(ms(reply.error.retryAfterMs ?? 500), () => {
          if (ask.state === 'waiting' && this.#link.ready) this.#put(ask);
        });
        return;
      }
      this.#asks.delete(ask.operation.id);
      // a reset that was cut off is not repeated: it has no key, and twice is not once
      this.#host.progress(ask.operation.id, 'answered');
      if (session !== undefined && CHANGES.has(ask.operation.do)) this.#host.checkpoint(session);
    });
  }

  #ready(): void {
    if (!this.#traits.subscribes) return this.#resume();
    const steps: [string, unknown][] = this.#plan.subscribes ? [['sessions.subscribe', {}]] : [];
    for (const key of this.#plan.follows) {
      steps.push(['sessions.messages.subscribe', { key }], ['chat.history', { sessionKey: key }]);
    }
    this.#settingUp = true;
    this.#inTurn(steps, () => {
      this.#settingUp = false;
      this.#resume();
    });
  }

  /** One request after the other: a client that asks for everything at once fills its own buffer (OpenClaw #10243). */
  #inTurn(steps: readonly [string, unknown][], done: () => void): void {
    const [first, ...rest] = steps;
    if (first === undefined) return done();
    const [method, params] = first;
    this.#link.request(method, params, (reply) => {
      if (reply.type === 'unknown') return;
      if (reply.type === 'ok') this.#learn(method, reply.payload);
      this.#inTurn(rest, done);
    });
  }

  /** Asks again for everything that is not through. */
  #resume(): void {
    this.#link.steady();
    for (const send of this.#sends.values()) if (send.state === 'waiting') this.#request(send);
    for (const ask of this.#asks.values()) if (ask.state === 'waiting') this.#put(ask);
    this.#poll();
  }

  #fetchAll(): void {
    this.#inTurn(
      this.#plan.follows.map((key) => ['chat.history', { sessionKey: key }]),
      () => {},
    );
  }

  /** Events may pass a client by (a reconnect, no subscription): history and rows say how a run ended. */
  #poll(): void {
    if (this.#polling || this.#accepted().length === 0) return;
    this.#polling = true;
    this.#host.after(POLL, () => {
      this.#polling = false;
      // a slow reader is not asked to read more than it can
      if (this.#link.ready && this.#link.outstanding === 0)
        for (const key of new Set(this.#accepted().map((send) => send.operation.session)))
          this.#readSession(key);
      this.#poll();
    });
  }

  #readSession(sessionKey: string): void {
    this.#link.request('chat.history', { sessionKey, maxChars: 200 }, (reply) => {
      const reading = reply.type === 'ok' ? readHistoryAnswer(reply.payload) : undefined;
      if (reading === undefined) return;
      this.#learnHistory(reading);
      const unsure = this.#accepted().filter(
        (send) =>
          send.operation.session === reading.key && reading.over(send.params.idempotencyKey) === undefined,
      );
      if (unsure.length === 0) return;
      this.#link.request('sessions.list', {}, (rows) => {
        const busy = rows.type === 'ok' ? busySessions(rows.payload) : undefined;
        if (busy === undefined) return;
        // what was accepted a moment ago may not show yet
        for (const send of unsure) {
          send.unsure = busy.has(reading.key) ? 0 : send.unsure + 1;
          if (send.state === 'accepted' && send.unsure >= LOOKS) this.#settled(send);
        }
      });
    });
  }

  #accepted(): PendingSend[] {
    return [...this.#sends.values()].filter((send) => send.state === 'accepted');
  }

  #event(frame: EventFrame): void {
    const payload = frame.payload;
    if (!isObject(payload)) return;
    if (frame.event === 'chat') {
      const { state, runId, sessionKey } = payload;
      if (state !== 'final' && state !== 'aborted' && state !== 'error') return;
      for (const send of this.#sends.values())
        if (
          send.params.idempotencyKey === runId &&
          send.state === 'accepted' &&
          (sessionKey === undefined || sessionKey === send.operation.session)
        )
          this.#settled(send);
    } else if (frame.event === 'sessions.changed' && this.#traits.subscribes) {
      this.#remember(payload['sessionKey'], payload['sessionId']);
    }
  }

  /** Takes from an answer what tells which session a key points at, and which sends are settled. */
  #learn(method: string, payload: unknown): void {
    if (!isObject(payload)) return;
    if (method === 'sessions.reset') {
      const entry = payload['entry'];
      if (isObject(entry)) this.#remember(payload['key'], entry['sessionId']);
    } else if (method === 'chat.history') {
      const reading = readHistoryAnswer(payload);
      if (reading !== undefined) this.#learnHistory(reading);
    }
  }

  #learnHistory(reading: HistoryReading): void {
    this.#remember(reading.key, reading.sessionId);
    for (const send of this.#accepted())
      if (send.operation.session === reading.key && reading.over(send.params.idempotencyKey) === true)
        this.#settled(send);
  }

  #remember(key: unknown, sessionId: unknown): void {
    if (typeof key !== 'string' || typeof sessionId !== 'string') return;
    const known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, [sessionId]);
    else if (known.at(-1) !== sessionId) known.push(sessionId);
  }
}

/** A session id that no gateway ever gave out. */
const NEVER = 'never-was';

const CHANGES: ReadonlySet<Operation['do']> = new Set(['reset', 'delete', 'compact']);
