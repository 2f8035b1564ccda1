/**
 * The supervisor: starts the gateway, stops it, kills it, starts it again on the surviving disk. Hands each
 * incarnation a host and takes everything away when it ends. Must not know: what the gateway does with it.
 */
import { ms, seconds, type Micros } from '../kernel/time.ts';
import type { Gateway, GatewaySettings, Host } from '../gateway/port.ts';
import type { Scheduled } from '../kernel/loop.ts';
import type { SimulatedDisk } from './disk.ts';
import type { Listener } from './connection.ts';
import type { Network } from './network.ts';
import { describeThrown, isOurs } from './thrown.ts';
import type { Wait } from '../execution/course.ts';
import type { ProcessObserver } from '../execution/damaged-parts.ts';
import type { ScriptedProvider } from '../execution/provider.ts';
import { drawMicros, type WorldContext } from '../execution/world-context.ts';
import { copyingHost } from './copying-host.ts';

/** A process that does not exit after the stop signal is killed after this long. */
const STOP_GRACE = seconds(10);

/** A process that died of an exception is started again after this long. */
const RESTART_AFTER_THROW = ms(500);

export const TOKEN = 'gauntlet-token';

interface Incarnation {
  readonly number: number;
  alive: boolean;
  /** What the gateway does when it is told to stop. */
  stop: (() => void) | undefined;
  /** Callbacks that came while the process was paused. */
  readonly backlog: (() => void)[];
}

interface Timer {
  cleared: boolean;
  scheduled: Scheduled | undefined;
}

export class Supervisor {
  readonly #world: WorldContext;
  readonly #gateway: Gateway;
  readonly #network: Network;
  readonly #disk: SimulatedDisk;
  readonly #provider: ScriptedProvider;
  readonly #observer: ProcessObserver;
  readonly #settings: GatewaySettings;
  #current: Incarnation | undefined;
  #restartAfter: Micros = 0;
  #paused = false;
  /** What came while it was paused is being handed over. */
  #resuming = false;
  /** What the world waits for now; undefined: it has not begun. */
  wait: Wait | undefined;
  #wallOffsetMs = 0;
  /** There is no process that listens. */
  down = true;
  #stopping = false;
  /** Added to every boot that begins while it is set (fault process.slow-boot). */
  bootExtra: Micros = 0;
  /** How often the gateway's code was called; where this moved, promises of the gateway may want to run. */
  entered = 0;

  /** There is a process, listening or not. */
  get alive(): boolean {
    return this.#current?.alive === true;
  }

  /** The process listens and was not told to stop. */
  get steady(): boolean {
    return !this.down && !this.#stopping;
  }

  constructor(
    world: WorldContext,
    gateway: Gateway,
    network: Network,
    disk: SimulatedDisk,
    provider: ScriptedProvider,
    observer: ProcessObserver,
  ) {
    this.#world = world;
    this.#gateway = gateway;
    this.#network = network;
    this.#disk = disk;
    this.#provider = provider;
    this.#observer = observer;
    const { plan } = world;
    this.#settings = {
      limits: plan.limits,
      token: TOKEN,
      mainSessionKey: plan.mainSession,
      dailyResetMinute: plan.rules.dailyResetMinute,
      compactAboveEntries: plan.rules.compactAboveEntries,
    };
  }

  /** Boots after the time the plan gives a start-up. */
  start(delay: Micros = 0): void {
    this.down = true;
    const boot = drawMicros(
      this.#world.random.stream(`boot/${this.#world.incarnation}`),
      this.#world.plan.disk.bootMs,
    );
    if (this.bootExtra > 0) this.#observer.faults.onEffect('process.slow-boot');
    this.#world.loop.after(delay + boot + this.bootExtra, this.#world.loop.lane('supervisor'), () =>
      this.#boot(),
    );
  }

  /** SIGTERM; a new incarnation follows `down` microseconds after the exit. */
  restart(down: Micros): void {
    const life = this.#current;
    if (life === undefined || !life.alive) return;
    this.#world.record({ kind: 'process', event: 'stopping' });
    this.#stopping = true;
    this.#restartAfter = down;
    if (life.stop === undefined) return this.#end(life, 'crashed');
    this.#deliver(life, life.stop);
    this.#world.loop.after(STOP_GRACE, this.#world.loop.lane('supervisor'), () => {
      if (life.alive) this.#end(life, 'crashed');
    });
  }

  /** SIGKILL; with `losing` nothing is left of what was not synced. */
  crash(down: Micros, losing = false): void {
    const life = this.#current;
    if (life === undefined || !life.alive) return;
    this.#restartAfter = down;
    this.#end(life, 'crashed', losing);
  }

  pause(): void {
    if (this.#paused || !this.alive) return;
    this.#paused = true;
    this.#world.record({ kind: 'process', event: 'paused' });
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    const life = this.#current;
    if (life?.alive !== true) return;
    this.#world.record({ kind: 'process', event: 'resumed' });
    const backlog = life.backlog.splice(0);
    this.#resuming = true;
    for (const callback of backlog) this.#deliver(life, callback);
    this.#resuming = false;
  }

  /** When the world does something next, by what is scheduled or by itself; now, when it is not through with this moment. */
  #nextAt(): Micros {
    const { loop, now } = this.#world;
    if (this.#resuming || this.wait === undefined) return now;
    return Math.min(loop.nextAt ?? now, this.wait.stillUntil());
  }

  /** Calls the gateway: at once, or when its process runs again; never when it is gone. */
  #deliver(life: Incarnation, callback: () => void): void {
    if (!life.alive) return;
    if (this.#paused) life.backlog.push(callback);
    else this.#guard(life, callback);
  }

  /** What a gateway throws and does not catch kills its process, as it would outside. Our own bugs pass through. */
  #guard(life: Incarnation, callback: () => void): void {
    this.entered++;
    try {
      callback();
    } catch (thrown) {
      this.#fail(life, thrown);
    }
  }

  /** The current process rejected a promise that nobody handled: as if its last callback had thrown. */
  uncaught(thrown: unknown): void {
    if (this.#current !== undefined) this.#fail(this.#current, thrown);
  }

  #fail(life: Incarnation, thrown: unknown): void {
    if (isOurs(thrown)) throw thrown;
    if (!life.alive) return;
    const { name, detail } = describeThrown(thrown);
    this.#world.record({ kind: 'log', level: 'error', text: `uncaught ${name}`, detail });
    this.#restartAfter = RESTART_AFTER_THROW;
    this.#end(life, 'crashed');
  }

  jumpClock(byMs: number): void {
    this.#wallOffsetMs += byMs;
    this.#world.record({ kind: 'clock', wallMillis: this.#wallMillis() });
  }

  #wallMillis(): number {
    return this.#world.plan.wallClockMs + this.#wallOffsetMs + Math.floor(this.#world.now / 1000);
  }

  #boot(): void {
    const life: Incarnation = {
      number: ++this.#world.incarnation,
      alive: true,
      stop: undefined,
      backlog: [],
    };
    this.#current = life;
    this.#paused = false;
    this.#world.record({ kind: 'process', event: 'booting' });
    const host = this.#host(life);
    const mayChange = this.#gateway.neverMutates !== true;
    this.#guard(life, () => this.#gateway.boot(mayChange ? copyingHost(host) : host));
  }

  #end(life: Incarnation, event: 'exited' | 'crashed', losing = false): void {
    life.alive = false;
    life.backlog.length = 0;
    this.down = true;
    this.#stopping = false;
    this.#paused = false;
    this.#network.listener = undefined;
    this.#world.record({ kind: 'process', event });
    this.#network.cutAll();
    if (event === 'exited') this.#disk.exit();
    else this.#disk.crash(losing);
    this.start(this.#restartAfter);
  }

  #host(life: Incarnation): Host {
    const world = this.#world;
    const alive = (): boolean => life.alive;
    const deliver = (callback: () => void): void => this.#deliver(life, callback);
    const lane = world.loop.lane(`gateway/${life.number}`, true);
    const random = world.random.stream(`gateway/${life.number}`);
    return {
      settings: this.#settings,
      clock: { monotonicMicros: () => world.now, wallMillis: () => this.#wallMillis() },
      timers: {
        set: (delay, callback) => {
          if (!life.alive) return {};
          const timer: Timer = { cleared: false, scheduled: undefined };
          timer.scheduled = world.loop.after(Math.max(0, Math.round(delay)), lane, () =>
            deliver(() => {
              if (!timer.cleared) callback();
            }),
          );
          return timer;
        },
        clear: (handle) => {
          // a timer that fired while the process was paused is still in the backlog
          const timer = handle as Partial<Timer>;
          timer.cleared = true;
          if (timer.scheduled !== undefined) world.loop.cancel(timer.scheduled);
        },
      },
      random: { next: () => random.next(), id: () => random.hex(16) },
      disk: this.#disk.mount(alive, deliver),
      provider: this.#provider.mount(alive, deliver, { isCompletion: this.#gateway.completions === true }),
      listen: (accept) => {
        if (!life.alive) return;
        const listener: Listener = { accept, deliver, alive };
        this.#network.listener = listener;
        this.down = false;
        world.record({ kind: 'process', event: 'listening' });
        this.#observer.processUp();
      },
      onStop: (handler) => {
        life.stop = handler;
      },
      exit: () => {
        if (life.alive) this.#end(life, 'exited');
      },
      log: (level, text) => {
        if (life.alive) world.record({ kind: 'log', level, text });
      },
      own: {
        isAlive: alive,
        nextAt: () => this.#nextAt(),
        file: (edge, operation, path, bytes) => this.#disk.ownFile(edge, operation, path, bytes, alive),
      },
    };
  }
}
