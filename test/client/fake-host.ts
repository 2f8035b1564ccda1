/**
 * A host for one client whose gateway is a script: what is answered by itself, and what a test says or drops by hand.
 * Messages cross at once, so that times in a test are the client's own.
 */
import type { ClientEvents, ClientHost, OperationProgress } from '../../src/client/host.ts';
import { Loop, type Scheduled } from '../../src/kernel/loop.ts';
import { ms } from '../../src/kernel/time.ts';
import { isObject, type ErrorShape, type RequestFrame } from '../../src/protocol/frame.ts';
import { Message } from '../../src/protocol/message.ts';

/** What the script answers; undefined: nothing. */
export type Answer = { readonly ok: unknown } | { readonly refused: ErrorShape } | undefined;
export type Script = (params: { readonly [member: string]: unknown }, request: RequestFrame) => Answer;

export interface Attempt {
  readonly atMs: number;
  /** Set when the client closed it, as `CODE REASON`. */
  closed: string | undefined;
}

export interface FakeHost extends ClientHost {
  readonly loop: Loop;
  /** Answers by method; connect, subscriptions and an empty history are there from the start. */
  readonly script: Map<string, Script>;
  /** Every request, as `at method`, and its parameters. */
  readonly requests: { readonly atMs: number; readonly method: string; readonly params: unknown }[];
  readonly attempts: Attempt[];
  /** Operations' progress, as `operation step`. */
  readonly made: string[];
  readonly checkpoints: string[];
  /** Connects come to nothing. */
  refusing: boolean;
  /** Random draws of the client are this number. */
  chance: number;
  until(atMs: number): void;
  /** The gateway sends an event. */
  say(event: string, payload: unknown, seq?: number): void;
  /** The connection is gone. */
  drop(code: number): void;
  /** When requests of a method were made, in milliseconds. */
  timesOf(method: string): number[];
  /** The parameters of every request of a method. */
  paramsOf(method: string): unknown[];
}

export const HELLO = { policy: { maxPayload: 4_096, tickIntervalMs: 1_000 } };

export function fakeHost(): FakeHost {
  const loop = new Loop({ seed: 'client' });
  const lane = loop.lane('client');
  let current: { events: ClientEvents; attempt: Attempt } | undefined;
  const script = new Map<string, Script>([
    ['connect', () => ({ ok: HELLO })],
    ['sessions.subscribe', () => ({ ok: {} })],
    ['sessions.messages.subscribe', () => ({ ok: {} })],
    ['chat.history', (params) => ({ ok: { ...params, sessionId: 's1', messages: [] } })],
    ['sessions.list', () => ({ ok: { sessions: [] } })],
  ]);
  const deliver = (frame: Parameters<typeof Message.of>[0]): void =>
    current?.events.onMessage(Message.of(frame));

  const host: FakeHost = {
    loop,
    script,
    requests: [],
    attempts: [],
    made: [],
    checkpoints: [],
    refusing: false,
    chance: 0,
    token: () => 'secret',
    now: () => loop.now,
    after: (delay, callback) => loop.after(delay, lane, callback),
    cancel: (timer) => loop.cancel(timer as Scheduled),
    random: () => host.chance,
    progress: (operation: string, step: OperationProgress) => host.made.push(`${operation} ${step}`),
    checkpoint: (session) => host.checkpoints.push(session),
    connect(events) {
      const attempt: Attempt = { atMs: loop.now / 1_000, closed: undefined };
      host.attempts.push(attempt);
      const mine = { events, attempt };
      current = mine;
      loop.after(0, lane, () => {
        if (current !== mine) return;
        if (host.refusing) return host.drop(1006);
        events.onOpen();
        host.say('connect.challenge', { nonce: 'n', ts: 0 });
      });
      return {
        send: (message) => receive(host, message, deliver),
        close: (code, reason) => {
          attempt.closed = `${code} ${reason}`;
          host.drop(code);
        },
      };
    },
    until: (atMs) => loop.runUntil(ms(atMs)),
    say: (event, payload, seq) =>
      deliver({ type: 'event', event, payload, ...(seq === undefined ? {} : { seq }) }),
    drop(code) {
      const gone = current;
      current = undefined;
      gone?.events.onClose(code, '');
    },
    timesOf: (method) => host.requests.filter((one) => one.method === method).map((one) => one.atMs),
    paramsOf: (method) => host.requests.filter((one) => one.method === method).map((one) => one.params),
  };
  return host;
}

function receive(
  host: FakeHost,
  message: Message,
  deliver: (frame: Parameters<typeof Message.of>[0]) => void,
): void {
  const decoded = message.decode();
  if (!decoded.ok || decoded.value.type !== 'req') throw new Error('a client sends requests alone');
  const request = decoded.value;
  const { id, method } = request;
  const params = isObject(request.params) ? request.params : {};
  host.requests.push({ atMs: host.loop.now / 1_000, method, params });
  const answer = host.script.get(method)?.(params, request);
  if (answer === undefined) return;
  host.loop.after(0, host.loop.lane('gateway'), () =>
    deliver(
      'ok' in answer
        ? { type: 'res', id, ok: true, payload: answer.ok }
        : { type: 'res', id, ok: false, error: answer.refused },
    ),
  );
}
