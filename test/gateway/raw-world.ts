/**
 * A gateway in a simulated world, and connections that a test speaks through by hand: frames out, frames in, nothing
 * retried and nothing hidden. For what the plan's clients would never do (bad handshakes, unknown methods) and for
 * what they do without showing it.
 */
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import type { Gateway } from '../../src/gateway/port.ts';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import { markersOfText } from '../../src/history/recorded-text.ts';
import { ms } from '../../src/kernel/time.ts';
import { isObject, type EventFrame, type ResponseFrame } from '../../src/protocol/frame.ts';
import { Message } from '../../src/protocol/message.ts';
import { ALL_SCOPES } from '../../src/protocol/scopes.ts';
import { SimulatedDisk } from '../../src/simulation/disk.ts';
import type { LinkCondition } from '../../src/execution/link-condition.ts';
import { Network } from '../../src/simulation/network.ts';
import { ScriptedProvider } from '../../src/execution/provider.ts';
import { Supervisor, TOKEN } from '../../src/simulation/supervisor.ts';
import { quietLink } from '../simulation/small-network.ts';
import {
  promptsOf,
  recordsOf,
  smallContext,
  type LoosePlan,
  type SmallContext,
} from '../execution/small-context.ts';

export const MAIN = 'agent:main:main';
/** Longer than any answer of a healthy gateway takes. */
const PATIENCE_MS = 5_000;

export type Payload = { readonly [member: string]: unknown };

export interface RawWorld extends SmallContext {
  readonly network: Network;
  readonly disk: SimulatedDisk;
  readonly provider: ScriptedProvider;
  readonly supervisor: Supervisor;
  /** A connection that has not shaken hands. */
  open(client?: string): RawClient;
  /** A connection that has. */
  connect(client?: string, scopes?: readonly string[]): RawClient;
  /** Runs for so many milliseconds. */
  wait(forMs: number): void;
  /** Kills the process, with a new one listening when this returns. */
  crash(): void;
  restart(): void;
  log(): string[];
  /** The names of the markers in each prompt, in order. */
  prompts(): string[][];
}

export interface RawClient {
  readonly link: LinkCondition;
  readonly events: EventFrame[];
  readonly responses: ResponseFrame[];
  /** Everything that came, as `event NAME` and `res ID`, and `closed CODE REASON` at the end. */
  readonly seen: string[];
  closed: string | undefined;
  raw(text: string): void;
  /** Sends a request and goes on. Gives its id. */
  tell(method: string, params?: unknown): string;
  /** Sends a request and runs the world until its answer is there. */
  ask(method: string, params?: unknown): ResponseFrame;
  /** The payload of an answer that must be ok. */
  get(method: string, params?: unknown): Payload;
  /** The error of an answer that must be a refusal. */
  refused(method: string, params?: unknown): NonNullable<ResponseFrame['error']>;
  payloads(event: string): Payload[];
}

/** A gateway of the catalogue. */
export function builtIn(name: string): Gateway {
  const entry = GATEWAYS.find((each) => each.name === name);
  if (entry === undefined) throw new Error(`no gateway ${name}`);
  return entry.gateway;
}

export function connectParams(more: Payload = {}): Payload {
  return {
    minProtocol: 3,
    maxProtocol: 4,
    client: { id: 'test', version: '1', platform: 'linux', mode: 'backend' },
    role: 'operator',
    scopes: ALL_SCOPES,
    caps: [],
    auth: { token: TOKEN },
    ...more,
  };
}

export function rawWorld(plan: LoosePlan = {}, gateway: Gateway = referenceGateway): RawWorld {
  const small = smallContext({ disk: { bootMs: [1, 1], latencyMs: [0.1, 0.1] }, ...plan });
  const { world, recorder } = small;
  const network = new Network(world, small.faults);
  const disk = new SimulatedDisk(world, small.faults);
  const provider = new ScriptedProvider(world, small.faults);
  const supervisor = new Supervisor(world, gateway, network, disk, provider, {
    faults: small.faults,
    processUp() {},
  });
  const run = (done: () => boolean): void => {
    const deadline = world.now + ms(PATIENCE_MS);
    while (!done() && world.now < deadline) if (!world.loop.step(deadline)) break;
  };
  const up = (): void => run(() => supervisor.steady);
  supervisor.start();
  up();
  const raw: RawWorld = Object.assign(small, {
    network,
    disk,
    provider,
    supervisor,
    open(client = 'web') {
      const opened = rawClient(network, quietLink(client), run);
      run(() => opened.events.length > 0 || opened.closed !== undefined);
      return opened;
    },
    connect(client = 'web', scopes = ALL_SCOPES) {
      const opened = raw.open(client);
      opened.get('connect', connectParams({ scopes }));
      return opened;
    },
    wait: (forMs: number) => world.loop.runUntil(world.now + ms(forMs)),
    crash() {
      supervisor.crash(ms(10));
      up();
    },
    restart() {
      supervisor.restart(ms(10));
      up();
    },
    log: () => recordsOf(recorder, 'log').map((record) => record.text),
    prompts: () => promptsOf(recorder).map((prompt) => prompt.flatMap(({ text }) => markersOfText(text))),
  });
  return raw;
}

function rawClient(network: Network, link: LinkCondition, run: (done: () => boolean) => void): RawClient {
  let requests = 0;
  const client: RawClient = {
    link,
    events: [],
    responses: [],
    seen: [],
    closed: undefined,
    raw: (text) => socket.send(Message.ofText(text)),
    tell(method, params) {
      const id = `${link.client}-${++requests}`;
      socket.send(Message.of({ type: 'req', id, method, ...(params === undefined ? {} : { params }) }));
      return id;
    },
    ask(method, params) {
      const id = client.tell(method, params);
      const answer = (): ResponseFrame | undefined => client.responses.find((one) => one.id === id);
      run(() => answer() !== undefined || client.closed !== undefined);
      const response = answer();
      if (response === undefined)
        throw new Error(`${method} was not answered; ${client.closed ?? 'still open'}`);
      return response;
    },
    get(method, params) {
      const { ok, payload, error } = client.ask(method, params);
      if (!ok || !isObject(payload)) throw new Error(`${method} was refused: ${JSON.stringify(error)}`);
      return payload;
    },
    refused(method, params) {
      const { error } = client.ask(method, params);
      if (error === undefined) throw new Error(`${method} was not refused`);
      return error;
    },
    payloads: (event) =>
      client.events.flatMap((one) => (one.event === event && isObject(one.payload) ? [one.payload] : [])),
  };
  const socket = network.connect(link, {
    onOpen: () => {},
    onMessage(message) {
      const decoded = message.decode();
      if (!decoded.ok) throw new Error(`a gateway sends frames: ${decoded.reason}`);
      const frame = decoded.value;
      if (frame.type === 'event') {
        client.events.push(frame);
        client.seen.push(`event ${frame.event}`);
      } else if (frame.type === 'res') {
        client.responses.push(frame);
        client.seen.push(`res ${frame.id}`);
      }
    },
    onClose(code, reason) {
      client.closed = `${code} ${reason}`.trim();
      client.seen.push(`closed ${client.closed}`);
    },
  });
  return client;
}

/** The parameters of a send whose marker is its name; its idempotency key is that name too. */
export function sendParams(name: string, more: Payload = {}): Payload {
  return { sessionKey: MAIN, message: `hello [[${name}]]`, idempotencyKey: name, ...more };
}

/** The messages of a session's history, as `role text` with the reply texts left out. */
export function transcript(client: RawClient, sessionKey = MAIN): string[] {
  const { messages } = client.get('chat.history', { sessionKey }) as { messages: Payload[] };
  return messages.map((message) =>
    message['role'] === 'assistant'
      ? `assistant ${String(message['stopReason'])}`
      : `${String(message['role'])} ${String(message['content'])}`,
  );
}
