/**
 * A served gateway: one after the other its lives on one state folder, behind one port, each with a host of its own.
 * The caller starts it, stops it, restarts it, and is told when it ended for good. Must not know: the command line,
 * what the gateway does.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { Gateway, GatewaySettings, Host, HostClock } from '../gateway/port.ts';
import { InputError, messageOf } from '../input/problem.ts';
import type { ServedConnection } from './connection.ts';
import { ListeningSocket } from './listening-socket.ts';
import { FileDisk } from './file-disk.ts';
import { askInside, type Question } from './inner-client.ts';
import { Life, type LifeEnd } from './life.ts';
import type { Runtime } from './runtime.ts';
import type { ServeSettings } from './settings.ts';
import { stateClock } from './state-clock.ts';
import { timersFor } from './timers.ts';

/** A gateway that has not exited so long after the stop signal is ended. */
const STOP_GRACE_MS = 10_000;

export interface ServedOptions {
  readonly gateway: Gateway;
  readonly settings: ServeSettings;
  /** What clients must present. */
  readonly token: string;
  /** 0: any free one. */
  readonly port: number;
  /** The state folder; made when it is not there. */
  readonly folder: string;
  readonly runtime: Runtime;
  /** Added to the machine's wall clock. */
  readonly wallOffsetMs?: number;
  readonly graceMs?: number;
  readonly onLog?: (level: 'info' | 'warn' | 'error', text: string) => void;
  /** Told each time that clients can connect. */
  readonly onListening?: (url: string) => void;
}

/** How it ended for good. `late`: it did not exit after the stop signal and was ended. */
export type ServedEnd = LifeEnd | { readonly type: 'late' };

export class Served {
  /** Settles when the last life is over and its files are let go; never rejects. */
  readonly ended: Promise<ServedEnd>;
  readonly #options: ServedOptions;
  readonly #settings: GatewaySettings;
  readonly #clock: HostClock;
  readonly #disk: FileDisk;
  readonly #socket: ListeningSocket;
  #finish: (end: ServedEnd) => void = () => {};
  #life: Life | undefined;
  #onStop: (() => void) | undefined;
  #accept: Parameters<Host['listen']>[0] | undefined;
  /** Milliseconds until the next life; undefined: there is none. */
  #next: number | undefined;
  #rest: NodeJS.Timeout | undefined;
  #grace: NodeJS.Timeout | undefined;
  #late = false;
  #isOver = false;

  /** Throws InputError when the state folder cannot be used. Nothing runs before `start`. */
  constructor(options: ServedOptions) {
    const { settings, folder } = options;
    this.#options = options;
    this.#settings = {
      limits: settings.limits,
      token: options.token,
      mainSessionKey: settings.mainSession,
      dailyResetMinute: settings.rules.dailyResetMinute,
      compactAboveEntries: settings.rules.compactAboveEntries,
    };
    try {
      mkdirSync(folder, { recursive: true });
      this.#disk = new FileDisk(folder);
      this.#clock = stateClock(folder, options.wallOffsetMs ?? 0);
    } catch (thrown) {
      throw new InputError(`${folder}: no state can be kept there: ${messageOf(thrown)}`);
    }
    this.#socket = new ListeningSocket(options.port, settings.limits, (url) => options.onListening?.(url));
    this.ended = new Promise((resolve) => {
      this.#finish = (end) => void this.#disk.close().then(() => resolve(end));
    });
  }

  /** Connections that are there, oldest first. */
  get connections(): readonly ServedConnection[] {
    return this.#socket.connections;
  }

  /** Boots a life; to be called for the first, the others follow by themselves. */
  start(): void {
    const life = new Life((end) => this.#lifeOver(end));
    this.#life = life;
    this.#onStop = undefined;
    this.#accept = undefined;
    life.deliver(() => this.#options.gateway.boot(this.#host(life)));
  }

  /** The stop signal, for good. Whoever has no handler for it ends at once. */
  stop(): void {
    this.#next = undefined;
    clearTimeout(this.#rest);
    if (this.#life?.alive === true) return this.#signal(this.#life);
    this.#over({ type: 'exited' });
  }

  /** The stop signal, and `downMs` after the exit another life; false: there is none that could be stopped. */
  restart(downMs: number): boolean {
    if (this.#life?.alive !== true || this.#grace !== undefined) return false;
    this.#next = downMs;
    this.#signal(this.#life);
    return true;
  }

  /** Asks the gateway something as a client of its own would; answers in a few words what came of it. */
  ask(method: string, params: object): Promise<string> {
    return this.#ask({ method, params });
  }

  /** Says something as such a client, and hears the run out. */
  say(params: { readonly idempotencyKey: string }): Promise<string> {
    return this.#ask({ method: 'chat.send', params, run: params.idempotencyKey });
  }

  #ask(question: Question): Promise<string> {
    if (this.#life?.alive !== true || this.#accept === undefined)
      return Promise.resolve('the gateway is down');
    return askInside(this.#life, this.#accept, this.#options.token, question);
  }

  /** Something was thrown outside of every callback, such as a rejection that nobody handled. */
  uncaught(thrown: unknown): void {
    if (this.#life?.alive === true) this.#life.fail(thrown);
    else this.#over({ type: 'failed', thrown });
  }

  #signal(life: Life): void {
    const handler = this.#onStop;
    if (handler === undefined) return life.exit();
    this.#grace ??= setTimeout(() => {
      this.#late = this.#next === undefined;
      life.exit();
    }, this.#options.graceMs ?? STOP_GRACE_MS);
    life.deliver(handler);
  }

  #lifeOver(end: LifeEnd): void {
    clearTimeout(this.#grace);
    this.#grace = undefined;
    this.#accept = undefined;
    if (end.type === 'failed' || this.#next === undefined)
      return this.#over(this.#late ? { type: 'late' } : end);
    this.#rest = setTimeout(() => this.start(), this.#next);
    this.#next = undefined;
  }

  #over(end: ServedEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#finish(end);
  }

  #host(life: Life): Host {
    const { onLog } = this.#options;
    return {
      settings: this.#settings,
      clock: this.#clock,
      timers: timersFor(life, () => this.#clock.monotonicMicros()),
      random: {
        next: () => randomInt(2 ** 32) / 2 ** 32,
        id: () => randomBytes(8).toString('hex'),
      },
      disk: this.#disk.mount(life),
      provider: this.#options.runtime.mount(life),
      listen: (accept) => {
        if (!life.alive) return;
        this.#accept = accept;
        this.#socket.open(life, accept);
      },
      onStop: (handler) => {
        if (life.alive) this.#onStop = handler;
      },
      exit: () => life.exit(),
      log: (level, text) => {
        if (life.alive) onLog?.(level, text);
      },
    };
  }
}
