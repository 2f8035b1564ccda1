/**
 * The simulated world: executes a plan against a gateway behind the in-process port, under a virtual clock, network,
 * disk, provider and process supervisor. Two phases, as in TigerBeetle's VOPR: safety with faults on; then all faults
 * heal, no new work comes, and the world waits for quiet. Same plan, same gateway: the same records, every time.
 */
import { Auditor, AUDITOR } from '../client/auditor.ts';
import { Client } from '../client/client.ts';
import type { ClientHost } from '../client/host.ts';
import type { Gateway } from '../gateway/port.ts';
import type { Recorder } from '../history/history.ts';
import { invariant } from '../kernel/invariant.ts';
import type { DrawObserver } from '../kernel/random.ts';
import { ms, seconds, type Micros } from '../kernel/time.ts';
import type { Plan, PlanClient } from '../plan/plan.ts';
import { Agenda } from '../execution/agenda.ts';
import { SimulatedDisk } from './disk.ts';
import { Faults } from '../execution/faults.ts';
import { createLine, type Line } from '../execution/line.ts';
import { Network } from './network.ts';
import { lastPlannedTime, planRecord } from '../execution/plan-facts.ts';
import { ScriptedProvider } from '../execution/provider.ts';
import { livelockWords, WorldContext, type ExecutionLivelock } from '../execution/world-context.ts';
import { Supervisor, TOKEN } from './supervisor.ts';

export interface Execution {
  /** Dispatches that ran gateway, client, network, disk or provider code. */
  readonly events: number;
  readonly virtualMicros: Micros;
  /** What was still pending at the end, in words; empty when the world came to rest. */
  readonly pending: readonly string[];
  /** Set when the execution did not come to its end: time stood still, or went on for ever. */
  readonly livelock: ExecutionLivelock | null;
}

/** Nothing may happen for this long before the world counts as quiet. */
const QUIET = ms(500);
/** After the last operation was handed out, faults go on this long at most when only triggers are left. */
const LINGER = seconds(5);

/**
 * Executes `plan` against `gateway`; every boundary record goes to `recorder`, which must be a fresh one. A gateway
 * written with promises needs `simulateWithPauses`: nothing here could let them run. `onDraw` is told of all chance.
 */
export function simulate(plan: Plan, gateway: Gateway, recorder: Recorder, onDraw?: DrawObserver): Execution {
  const run = simulateWithPauses(plan, gateway, recorder, onDraw).next();
  invariant(run.done === true, `gateway '${gateway.name}' is written with promises and needs a driver`);
  return run.value;
}

/**
 * A run that yields wherever promises of the gateway may want to run before virtual time moves: after every step that
 * called the gateway, if it `awaits`. It goes on when given the rejections that nobody handled meanwhile, in order.
 */
export type PausingRun = Pausing<Execution>;

/** The same as `simulate`, for every gateway; nothing happens before the first `next`. */
export function* simulateWithPauses(
  plan: Plan,
  gateway: Gateway,
  recorder: Recorder,
  onDraw?: DrawObserver,
): PausingRun {
  return yield* new World(plan, gateway, recorder, onDraw).run();
}

/** A part of a run with pauses. */
type Pausing<T> = Generator<void, T, readonly unknown[]>;

class World {
  readonly #world: WorldContext;
  readonly #faults: Faults;
  readonly #network: Network;
  readonly #provider: ScriptedProvider;
  readonly #supervisor: Supervisor;
  readonly #agenda: Agenda;
  readonly #lines = new Map<string, Line>();
  readonly #clients = new Map<string, Client>();
  /** A client that was not content when last looked at: the first to be asked again. */
  #waits: Client | undefined;
  readonly #auditor: Auditor;
  readonly #awaits: boolean;
  #livelock: ExecutionLivelock | null = null;
  /** What `supervisor.entered` was at the last pause. */
  #pausedAt = 0;

  constructor(plan: Plan, gateway: Gateway, recorder: Recorder, onDraw?: DrawObserver) {
    const world = new WorldContext(plan, recorder, onDraw);
    this.#awaits = gateway.awaits === true;
    this.#world = world;
    this.#faults = new Faults(world);
    const { triggers } = this.#faults;
    this.#network = new Network(world, triggers);
    const disk = new SimulatedDisk(world, triggers);
    this.#provider = new ScriptedProvider(world, triggers);
    this.#supervisor = new Supervisor(world, gateway, this.#network, disk, this.#provider);
    const onListening = (): void => {
      this.#faults.processUp();
      if (this.#world.incarnation > 1) this.#auditor.audit();
    };
    this.#supervisor.onListening = onListening;
    for (const client of plan.clients) {
      const line = this.#line(client);
      this.#lines.set(client.id, line);
      this.#clients.set(client.id, new Client(client, this.#clientHost(line)));
    }
    this.#auditor = new Auditor(this.#clientHost(this.#line({ id: AUDITOR, latencyMs: [0.1, 0.5] })));
    this.#faults.begin({
      lines: this.#lines,
      network: this.#network,
      disk,
      provider: this.#provider,
      supervisor: this.#supervisor,
      perform: (operation) => this.#clients.get(operation.client)?.perform(operation, undefined),
    });
    this.#agenda = new Agenda(world, (operation, original) => {
      this.#faults.operations.handed(operation);
      this.#clients.get(operation.client)?.perform(operation, original);
    });
  }

  *run(): PausingRun {
    this.#begin();
    yield* this.#safety();
    this.#livelock = this.#world.livelock;
    const pending = yield* this.#heal();
    const stillPending = pending.length > 0 ? pending : yield* this.#quiet();
    this.#faults.close();
    this.#world.record({ kind: 'phase', phase: 'end', pending: stillPending });
    return {
      events: this.#world.loop.dispatched,
      virtualMicros: this.#world.now,
      pending: stillPending,
      livelock: this.#livelock,
    };
  }

  #begin(): void {
    const { plan, loop } = this.#world;
    this.#world.record(planRecord(plan));
    this.#world.record({ kind: 'phase', phase: 'safety' });
    this.#supervisor.start();
    for (const client of plan.clients)
      loop.at(ms(client.connectAtMs), loop.lane(`client/${client.id}`), () =>
        this.#clients.get(client.id)?.connect(),
      );
    loop.after(0, loop.lane(`client/${AUDITOR}`), () => this.#auditor.connect());
    this.#agenda.begin();
  }

  /** Faults on: until every operation was handed out and every timed fault is over. */
  *#safety(): Pausing<void> {
    const { loop, plan } = this.#world;
    let idleSince = -1;
    const deadline = lastPlannedTime(this.#world.plan) + ms(plan.quietWithinMs);
    while (loop.now < deadline) {
      if (this.#isMoreToCome()) idleSince = -1;
      else {
        const dependent = this.#agenda.left + this.#faults.waiting + this.#provider.pendingLate;
        if (dependent === 0) break;
        // what is left waits for something that does not come any more
        if (!this.#content()) idleSince = -1;
        else if (idleSince < 0) idleSince = loop.now;
        else if (loop.now - idleSince >= LINGER) break;
      }
      if (!loop.step()) break;
      if (this.#pauseIsDue) yield* this.#pause();
    }
  }

  /** An operation, or a fault, or its end, will come by itself. */
  #isMoreToCome(): boolean {
    return this.#agenda.scheduled > 0 || this.#faults.pending > 0 || this.#faults.active > 0;
  }

  /** Faults off, no new work: until everybody is content, or the bound is over. Gives what is pending. */
  *#heal(): Pausing<string[]> {
    this.#agenda.end();
    this.#faults.heal();
    this.#world.record({ kind: 'phase', phase: 'heal' });
    if (this.#pauseIsDue) yield* this.#pause();
    return yield* this.#settle();
  }

  /** Everybody reads once more what it follows, the auditor everything. */
  *#quiet(): Pausing<string[]> {
    this.#world.record({ kind: 'phase', phase: 'quiet' });
    for (const client of this.#clients.values()) client.refetch();
    this.#auditor.audit();
    return yield* this.#settle();
  }

  *#settle(): Pausing<string[]> {
    const { loop, plan } = this.#world;
    const deadline = loop.now + ms(plan.quietWithinMs);
    let contentSince = -1;
    while (loop.now < deadline) {
      if (!this.#content()) contentSince = -1;
      else if (contentSince < 0) contentSince = loop.now;
      else if (loop.now - contentSince >= QUIET) return [];
      const wake = contentSince >= 0 ? contentSince + QUIET : deadline;
      if (!loop.step(Math.min(wake, deadline))) loop.runUntil(Math.min(wake, deadline));
      if (loop.livelock !== undefined) break;
      if (this.#pauseIsDue) yield* this.#pause();
    }
    this.#livelock ??= this.#world.livelock;
    return this.#content() && loop.livelock === undefined ? [] : this.#pendingWords();
  }

  get #pauseIsDue(): boolean {
    return this.#awaits && this.#supervisor.entered !== this.#pausedAt;
  }

  *#pause(): Pausing<void> {
    this.#pausedAt = this.#supervisor.entered;
    for (const thrown of yield) this.#supervisor.uncaught(thrown);
  }

  #content(): boolean {
    if (this.#provider.active > 0 || !this.#supervisor.steady || !this.#auditor.content) return false;
    if (this.#waits !== undefined && !this.#waits.content) return false;
    this.#waits = undefined;
    for (const client of this.#clients.values())
      if (!client.content) {
        this.#waits = client;
        return false;
      }
    return true;
  }

  #pendingWords(): string[] {
    const words = [...this.#clients.values()].flatMap((client) => client.pending());
    const { livelock } = this.#world.loop;
    if (livelock !== undefined) words.unshift(livelockWords(livelock));
    words.push(...this.#provider.pending());
    if (!this.#supervisor.steady) words.push('the gateway is not listening');
    words.push(...this.#auditor.pending());
    return words;
  }

  #line(client: Pick<PlanClient, 'id' | 'latencyMs'> & Partial<PlanClient>): Line {
    return createLine(client, (effect) => this.#faults.onLine(client.id, effect));
  }

  #clientHost(line: Line): ClientHost {
    const { loop, random } = this.#world;
    const network = this.#network;
    const lane = loop.lane(`client/${line.client}`);
    const stream = random.stream(`client/${line.client}`);
    return {
      token: TOKEN,
      connect(events) {
        return network.connect(line, events);
      },
      now() {
        return loop.now;
      },
      after(delay, callback) {
        return loop.after(delay, lane, callback);
      },
      cancel(timer) {
        loop.cancel(timer as ReturnType<typeof loop.after>);
      },
      random() {
        return stream.next();
      },
      progress: (operation, step) => {
        this.#faults.progress(line.client, operation, step);
        this.#agenda.progress(operation, step);
      },
      checkpoint: (session) => this.#auditor.checkpoint(session),
    };
  }
}
