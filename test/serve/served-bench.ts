/** A gateway served in a folder of its own, and peers that speak to it over real sockets. Everything ends with `end`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket, type ClientOptions } from 'ws';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import { REAL_LIMITS, type Limits } from '../../src/protocol/limits.ts';
import { builtInRuntime, type BuiltInRuntime } from '../../src/serve/built-in-runtime.ts';
import { Served, type ServedEnd, type ServedOptions } from '../../src/serve/served.ts';
import { DEFAULT_SETTINGS, type ServeSettings } from '../../src/serve/settings.ts';

export const TOKEN = 'bench-token';
const DEADLINE_MS = 10_000;
const LOOK_EVERY_MS = 5;

type Frame = Readonly<Record<string, unknown>>;
export type Changes = Partial<Omit<ServedOptions, 'settings'>> & {
  readonly limits?: Partial<Limits>;
  readonly rules?: Partial<ServeSettings['rules']>;
};

/** Resolves once `holds`; rejects after the deadline, naming what did not come. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const giveUp = performance.now() + DEADLINE_MS;
  while (!holds()) {
    if (performance.now() > giveUp) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

export class Bench {
  readonly runtime: BuiltInRuntime = builtInRuntime('bench');
  readonly log: string[] = [];
  readonly #folders: string[] = [];
  readonly #served: Served[] = [];
  readonly #peers: Peer[] = [];

  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'gauntlet-served-'));
    this.#folders.push(folder);
    return folder;
  }

  /** Serves a gateway, the reference one unless another is given, and waits until it listens. */
  async serve({ limits, rules, ...changes }: Changes = {}): Promise<{ served: Served; url: string }> {
    let url = '';
    const served = new Served({
      gateway: referenceGateway,
      settings: {
        ...DEFAULT_SETTINGS,
        limits: { ...REAL_LIMITS, ...limits },
        rules: { ...DEFAULT_SETTINGS.rules, ...rules },
      },
      token: TOKEN,
      port: 0,
      folder: changes.folder ?? this.folder(),
      runtime: this.runtime,
      onLog: (level, text) => this.log.push(`${level} ${text}`),
      ...changes,
      onListening: (at) => {
        url = at;
        changes.onListening?.(at);
      },
    });
    this.#served.push(served);
    let end: ServedEnd | undefined;
    void served.ended.then((how) => (end = how));
    served.start();
    await until(() => url !== '' || end !== undefined, 'the listener');
    if (url === '') throw end?.type === 'failed' ? end.thrown : new Error('it never listened');
    return { served, url };
  }

  /** A connection that was not greeted yet. */
  peer(url: string, options: ClientOptions = {}): Peer {
    const peer = new Peer(url, options);
    this.#peers.push(peer);
    return peer;
  }

  async greeted(url: string): Promise<Peer> {
    const peer = this.peer(url);
    await peer.connect();
    return peer;
  }

  async end(): Promise<void> {
    for (const peer of this.#peers.splice(0)) peer.drop();
    for (const served of this.#served.splice(0)) {
      served.stop();
      await served.ended;
    }
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }
}

export class Peer {
  readonly frames: Frame[] = [];
  /** How it ended, once it did. */
  closed: { readonly code: number; readonly reason: string } | undefined;
  readonly ws: WebSocket;
  #asked = 0;

  constructor(url: string, options: ClientOptions) {
    this.ws = new WebSocket(url, options);
    this.ws.on('message', (data: Buffer) => this.frames.push(JSON.parse(data.toString()) as Frame));
    this.ws.on('error', () => {});
    this.ws.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
  }

  /** The first frame that matches, there already or still to come. */
  async frame(matches: (frame: Frame) => boolean, what: string): Promise<Frame> {
    await until(() => this.closed !== undefined || this.frames.some(matches), what);
    const found = this.frames.find(matches);
    if (found === undefined) throw new Error(`closed with ${this.closed?.code ?? 0} instead of ${what}`);
    return found;
  }

  event(name: string, matches: (payload: Frame) => boolean = () => true): Promise<Frame> {
    return this.frame(
      (frame) => frame['event'] === name && matches((frame['payload'] ?? {}) as Frame),
      `event ${name}`,
    );
  }

  async connect(token: string = TOKEN, mode = 'backend'): Promise<Frame> {
    await this.event('connect.challenge');
    return this.request('connect', {
      minProtocol: 3,
      maxProtocol: 4,
      client: { id: 'gateway-client', version: '1', platform: 'linux', mode },
      role: 'operator',
      scopes: ['operator.admin', 'operator.read', 'operator.write'],
      caps: [],
      auth: { token },
    });
  }

  /** The response, whether it says yes or no. */
  request(method: string, params: object): Promise<Frame> {
    const id = `q${++this.#asked}`;
    this.ws.send(JSON.stringify({ type: 'req', id, method, params }));
    return this.frame((frame) => frame['type'] === 'res' && frame['id'] === id, `an answer to ${method}`);
  }

  async ask(method: string, params: object): Promise<Frame> {
    const answer = await this.request(method, params);
    if (answer['ok'] !== true) throw new Error(`${method}: ${JSON.stringify(answer['error'])}`);
    return answer['payload'] as Frame;
  }

  /** Texts of the transcript as `role: text`. */
  async history(sessionKey = 'main'): Promise<string[]> {
    const { messages } = await this.ask('chat.history', { sessionKey });
    return (messages as readonly { role: string; content: string }[]).map(
      ({ role, content }) => `${role}: ${content}`,
    );
  }

  send(message: string, idempotencyKey: string): Promise<Frame> {
    return this.ask('chat.send', { sessionKey: 'main', message, idempotencyKey });
  }

  async gone(): Promise<number> {
    await until(() => this.closed !== undefined, 'the end of the connection');
    return this.closed?.code ?? 0;
  }

  drop(): void {
    this.ws.terminate();
  }
}
