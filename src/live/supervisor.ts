/**
 * The supervisor: starts the target's process, waits until it is ready, stops, kills and pauses it, and starts it
 * again on the same state. Owns the processes and their records; nothing it started is left when it ends. A target
 * without lifecycle is only looked for. Must not know the plan's faults, or what the gateway does.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { TargetError } from '../input/problem.ts';
import { ms, seconds, type Micros } from '../kernel/time.ts';
import type { DamagedSupervisor, ProcessObserver } from '../execution/damaged-parts.ts';
import type { WorldContext } from '../execution/world-context.ts';
import { Child } from './child.ts';
import type { FaultProxy, GatewayAddress } from './fault-proxy.ts';
import { tryHandshake, type HelloInfo } from './handshake.ts';
import { freePort } from './loopback.ts';
import type { RealTime } from './real-time.ts';
import type { Deployment } from './target.ts';

/** A process that does not exit after the stop signal is killed after this long. */
const STOP_GRACE = seconds(10);
/** A process that died by itself is started again after this long. */
const RESTART_AFTER_DEATH = ms(500);
/** So often in a row, without having been ready: then it stays down. */
const MOST_DEATHS = 5;
const READY_WITHIN_MS = 60_000;
const ONE_TRY_MS = 5_000;
/** A try that timed out after less says nothing. */
const SHORTEST_TRY_MS = 500;
const BETWEEN_TRIES_MS = 100;

export interface SupervisorOptions {
  readonly world: WorldContext;
  readonly time: RealTime;
  readonly proxy: FaultProxy;
  readonly deployment: Deployment;
  readonly observer: ProcessObserver;
  /** For messages. */
  readonly name: string;
  /** What the target said, as a message may show it. */
  readonly withoutSecrets: (text: string) => string;
  readonly signal: AbortSignal;
}

export class LiveSupervisor implements DamagedSupervisor {
  bootExtra: Micros = 0;
  /** It died too often; it will not be started again. */
  lost: string | undefined;
  /** How much older everything stored had to look, by the incarnation that was told so. */
  readonly aged = new Map<number, number>();
  /** Lines the processes printed, the last ones. */
  readonly log: string[] = [];
  readonly #options: SupervisorOptions;
  #child: Child | undefined;
  #ready = false;
  /** What it was told: `stop` is asked, `kill` is not. */
  #told: 'nothing' | 'stop' | 'kill' = 'nothing';
  #paused = false;
  #agedMs = 0;
  #restartAfter: Micros = 0;
  #deaths = 0;
  #over = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  get alive(): boolean {
    if (this.#options.deployment.launch === undefined) return this.#ready;
    return this.#child !== undefined && this.#child.exited === undefined;
  }

  get steady(): boolean {
    return this.#ready && this.#told === 'nothing' && this.alive;
  }

  /** The first start, before time begins: what the hello said. Throws TargetError when there is none. */
  async start(): Promise<HelloInfo> {
    const address = await this.#launch();
    const handshake = await this.#becomesReady(address.url, address.withinMs);
    if (typeof handshake === 'string') throw new TargetError(this.#obituary(handshake));
    this.#isReady(address.url);
    return handshake;
  }

  restart(down: Micros): void {
    const child = this.#child;
    if (child === undefined || !this.alive) return;
    this.#options.world.record({ kind: 'process', event: 'stopping' });
    this.#told = 'stop';
    this.#restartAfter = down;
    // a stopped process cannot hear it
    if (this.#paused) this.resume();
    child.signal(this.#options.deployment.stopSignal ?? 'SIGTERM');
    const { loop } = this.#options.world;
    loop.after(STOP_GRACE, loop.lane('supervisor'), () => {
      if (this.#child !== child || child.exited !== undefined) return;
      this.#told = 'kill';
      child.kill();
    });
  }

  crash(down: Micros): void {
    const child = this.#child;
    if (child === undefined || !this.alive) return;
    this.#restartAfter = down;
    this.#told = 'kill';
    child.kill();
  }

  pause(): void {
    if (this.#paused || !this.alive) return;
    this.#paused = true;
    this.#options.world.record({ kind: 'process', event: 'paused' });
    this.#child?.signalAll('SIGSTOP');
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    if (!this.alive) return;
    this.#child?.signalAll('SIGCONT');
    this.#options.world.record({ kind: 'process', event: 'resumed' });
  }

  /** Takes effect with the next start: what is stored looks that much older. */
  jumpClock(byMs: number): void {
    this.#agedMs += byMs;
  }

  /** Ends every process; a start under way comes to nothing. */
  async end(): Promise<void> {
    this.#over = true;
    const child = this.#child;
    if (child === undefined) return;
    child.onExit = () => undefined;
    await child.end();
  }

  async #launch(): Promise<{ readonly url: string; readonly withinMs: number }> {
    const { deployment, world, time } = this.#options;
    const port = await freePort();
    const launch = await deployment.launch?.(port, this.#agedMs);
    if (this.#over) throw new Error('ended before it was started');
    world.incarnation++;
    if (this.#agedMs > 0) this.aged.set(world.incarnation, this.#agedMs);
    if (launch !== undefined) {
      time.enter(() => world.record({ kind: 'process', event: 'booting' }));
      const child = new Child(launch, this.log);
      this.#child = child;
      child.onExit = (text) => time.enter(() => this.#exited(child, text));
    }
    return { url: deployment.url(port), withinMs: launch?.readyWithinMs ?? READY_WITHIN_MS };
  }

  /** What the hello said, or why there is none. */
  async #becomesReady(url: string, withinMs: number): Promise<HelloInfo | string> {
    const { deployment, signal } = this.#options;
    const child = this.#child;
    const deadline = performance.now() + withinMs;
    for (let reason: string | undefined; ;) {
      signal.throwIfAborted();
      if (child?.exited !== undefined)
        return child.started ? `${child.exited} before it was ready` : child.exited;
      const left = Math.ceil(deadline - performance.now());
      if (left <= 0) return `not ready within ${withinMs / 1000} s: ${reason ?? 'nobody listens'}`;
      const handshake = await tryHandshake(url, deployment.token, Math.min(left, ONE_TRY_MS), signal);
      if (handshake.type === 'hello') return handshake.server;
      if (handshake.type === 'never') return handshake.reason;
      // a last try that had hardly any time says nothing that an earlier one did not say better
      if (handshake.timedOut !== true || left >= SHORTEST_TRY_MS || reason === undefined)
        ({ reason } = handshake);
      if (deployment.launch === undefined) return handshake.reason;
      await pause(BETWEEN_TRIES_MS);
    }
  }

  #isReady(url: string): void {
    this.#options.proxy.gateway = addressOf(url);
    this.#ready = true;
    this.#deaths = 0;
    this.#options.world.record({ kind: 'process', event: 'listening' });
    this.#options.observer.processUp();
  }

  #exited(child: Child, text: string): void {
    if (child !== this.#child) return;
    const { proxy, time } = this.#options;
    const wasReady = this.#ready;
    this.#ready = false;
    void proxy.processGone().then(() => time.enter(() => this.#isGone(text, wasReady)));
  }

  #isGone(text: string, wasReady: boolean): void {
    const { world, time } = this.#options;
    const told = this.#told;
    if (told === 'nothing') {
      world.record({ kind: 'log', level: 'error', text: 'the process ended by itself', detail: text });
      this.#restartAfter = RESTART_AFTER_DEATH;
    }
    if (!wasReady && told === 'nothing') this.#deaths++;
    this.#told = 'nothing';
    this.#paused = false;
    world.record({ kind: 'process', event: told === 'stop' ? 'exited' : 'crashed' });
    if (this.#deaths >= MOST_DEATHS) {
      this.lost = this.#obituary(text);
      return;
    }
    const extra = this.bootExtra;
    if (extra > 0) this.#options.observer.faults.onEffect('process.slow-boot');
    world.loop.after(this.#restartAfter + extra, world.loop.lane('supervisor'), () => {
      void this.#startAgain().catch((thrown: unknown) => time.fail(thrown));
    });
  }

  async #startAgain(): Promise<void> {
    const { time } = this.#options;
    const { url, withinMs } = await this.#launch();
    const child = this.#child;
    const handshake = await this.#becomesReady(url, withinMs);
    time.enter(() => {
      // a process that ended meanwhile is started again by its own end
      if (child !== this.#child || child?.exited !== undefined) return;
      if (typeof handshake !== 'string') return this.#isReady(url);
      this.lost = this.#obituary(handshake);
    });
  }

  #obituary(reason: string): string {
    const { name, withoutSecrets } = this.#options;
    const last = this.log.slice(-3).join(' | ');
    return `${name}: ${withoutSecrets(`${reason}${last === '' ? '' : `; its last words: ${last}`}`)}`;
  }
}

function addressOf(url: string): GatewayAddress {
  const { hostname, port, protocol } = new URL(url);
  const secure = protocol === 'wss:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port === '' ? (secure ? 443 : 80) : port),
    secure,
  };
}
