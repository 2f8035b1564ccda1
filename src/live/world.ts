/**
 * The live world: executes a plan against a real process over real sockets. Same plans, same clients, same records as
 * in simulation; the two phases too: safety with faults on, then heal, no new work, and wait for quiet. Waiting is by
 * condition with deadlines. Everything it opened or started is gone when it returns, however it returns.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { Auditor, AUDITOR } from '../client/auditor.ts';
import { Client } from '../client/client.ts';
import type { ClientHost } from '../client/host.ts';
import { createRecorder } from '../history/history.ts';
import type { HistoryRecord } from '../history/record.ts';
import { TargetError } from '../input/problem.ts';
import { SecretTexts } from '../input/secret-texts.ts';
import { ms, seconds, type Micros } from '../kernel/time.ts';
import type { Plan, PlanClient } from '../plan/plan.ts';
import { Agenda } from '../execution/agenda.ts';
import type { DamagedDisk } from '../execution/damage.ts';
import { Faults } from '../execution/faults.ts';
import { createLine, type Line } from '../execution/line.ts';
import { lastPlannedTime, planRecord } from '../execution/plan-facts.ts';
import { ScriptedProvider } from '../execution/provider.ts';
import { WorldContext } from '../execution/world-context.ts';
import { FaultProxy } from './fault-proxy.ts';
import type { ServerInfo } from './handshake.ts';
import { isolated } from './isolation.ts';
import { ProviderServer } from './provider-server.ts';
import { RealTime } from './real-time.ts';
import { LiveSupervisor } from './supervisor.ts';
import type { Deployment, Target } from './target.ts';
import { LiveTransport } from './transport.ts';
import { Wires } from './wire.ts';

export interface LiveRun {
  readonly records: readonly HistoryRecord[];
  readonly digest: string;
  /** What was still pending at the end, in words; empty when the world came to rest. */
  readonly pending: readonly string[];
  /** What the target said of itself in its first hello. */
  readonly server: ServerInfo;
  /** The last lines that its processes printed. */
  readonly log: readonly string[];
}

export interface LiveOptions {
  readonly signal: AbortSignal;
  /** A folder that need not exist yet; it and all below it is removed afterwards. */
  readonly folder: string;
}

/** Nothing may happen for this long before the world counts as quiet. */
const QUIET = ms(1_500);
/** Faults go on this long at most when only triggers are left. */
const LINGER = seconds(5);
/** Longest wait for quiet; the plan's own if that is shorter. */
const QUIET_WITHIN = seconds(90);
/** What a gateway may say in one execution, in bytes: everything is kept in memory. */
const LARGEST_HISTORY = 768 * 1024 * 1024;
/** What keeping a message costs beside its text, about. */
const BYTES_BESIDE_TEXT = 1_024;

/**
 * Executes `plan` on a fresh deployment of `target`, which is prepared. Throws TargetError when the target is
 * unreachable or dead before hello, and what the signal was aborted with.
 */
export async function executeLive(plan: Plan, target: Target, options: LiveOptions): Promise<LiveRun> {
  options.signal.throwIfAborted();
  await mkdir(options.folder, { recursive: true });
  // a gateway that lives on knows what earlier executions said to it
  const own = target.capabilities.lifecycle ? plan : isolated(plan, randomBytes(3).toString('hex'));
  const world = new LiveWorld(own, target, options);
  const abort = (): void => world.time.fail(options.signal.reason);
  options.signal.addEventListener('abort', abort, { once: true });
  try {
    return await world.run();
  } finally {
    options.signal.removeEventListener('abort', abort);
    await world.end();
    await rm(options.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

class LiveWorld {
  readonly time: RealTime;
  readonly #target: Target;
  readonly #options: LiveOptions;
  readonly #secrets = new SecretTexts();
  readonly #recorder = createRecorder({ keep: true, masked: (text) => this.#secrets.masked(text) });
  readonly #world: WorldContext;
  readonly #faults: Faults;
  readonly #proxy: FaultProxy;
  readonly #provider: ScriptedProvider;
  readonly #providerServer: ProviderServer;
  readonly #wires: Wires;
  readonly #lines = new Map<string, Line>();
  readonly #clients = new Map<string, Client>();
  readonly #transports = new Set<LiveTransport>();
  #agenda: Agenda | undefined;
  #supervisor: LiveSupervisor | undefined;
  #bytesHeard = 0;

  constructor(plan: Plan, target: Target, options: LiveOptions) {
    this.#target = target;
    this.#options = options;
    const world = new WorldContext(plan, this.#recorder);
    this.#world = world;
    this.time = new RealTime(world.loop);
    this.#faults = new Faults(world);
    const { triggers } = this.#faults;
    this.#wires = new Wires(world);
    this.#provider = new ScriptedProvider(world, triggers, summaryOf);
    this.#providerServer = new ProviderServer({ time: this.time, provider: () => this.#mount() });
    this.#proxy = new FaultProxy({
      world,
      time: this.time,
      lines: this.#lines,
      triggers,
      withoutSecrets: (text) => this.#secrets.masked(text),
      steady: () => this.#supervisor?.steady === true,
      onHeard: (bytes) => this.#heard(bytes),
    });
  }

  async run(): Promise<LiveRun> {
    await this.#proxy.listen();
    await this.#providerServer.listen();
    const deployment = await this.#deploy();
    const supervisor = await this.#superviseFrom(deployment);
    const { server } = supervisor;
    if (server === undefined) throw new TargetError(`${this.#target.name}: no hello`);
    const auditor = this.#populate(deployment, supervisor);
    await this.#safety(supervisor, auditor);
    const pending = await this.#heal(supervisor, auditor);
    const stillPending = pending.length > 0 ? pending : await this.#quiet(supervisor, auditor);
    this.time.enter(() => {
      this.#faults.close();
      this.#world.record({ kind: 'phase', phase: 'end', pending: stillPending });
    });
    this.time.stop();
    const { records } = this.#recorder;
    const log = supervisor.log.map((line) => this.#secrets.masked(line));
    return { records, digest: this.#recorder.digest(), pending: stillPending, server, log };
  }

  async end(): Promise<void> {
    this.time.stop();
    for (const transport of this.#transports) transport.drop();
    this.#proxy.close();
    await this.#supervisor?.end();
    this.#providerServer.close();
  }

  async #deploy(): Promise<Deployment> {
    const token = randomBytes(24).toString('hex');
    const { folder } = this.#options;
    const deployment = await this.#target.deploy({
      folder,
      token,
      providerUrl: this.#providerServer.url,
      plan: this.#world.plan,
    });
    this.#secrets.addToken(token, deployment.token);
    this.#secrets.add(folder, ...ownAddresses(), ...deployment.secrets);
    return deployment;
  }

  /** Records what the judge must know of the plan, and has the target come up. */
  async #superviseFrom(deployment: Deployment): Promise<LiveSupervisor> {
    this.#world.record(planRecord(this.#world.plan));
    this.#world.record({ kind: 'phase', phase: 'safety' });
    const supervisor = new LiveSupervisor({
      world: this.#world,
      time: this.time,
      proxy: this.#proxy,
      deployment,
      name: this.#target.name,
      withoutSecrets: (text) => this.#secrets.masked(text),
      signal: this.#options.signal,
    });
    this.#supervisor = supervisor;
    await supervisor.start();
    return supervisor;
  }

  /** Clients, faults and operations come in, and time begins. */
  #populate(deployment: Deployment, supervisor: LiveSupervisor): Auditor {
    const { loop, plan } = this.#world;
    const auditor: Auditor = new Auditor(
      this.#host(this.#line({ id: AUDITOR, latencyMs: [0, 0] }), deployment, () => auditor),
      { rotations: this.#target.capabilities.lifecycle },
    );
    for (const client of plan.clients) {
      const host = this.#host(this.#line(client), deployment, () => auditor);
      this.#clients.set(client.id, new Client(client, host));
    }
    supervisor.onListening = () => {
      this.#faults.processUp();
      auditor.audit();
    };
    this.#faults.begin({
      lines: this.#lines,
      network: this.#proxy,
      disk: untouched(),
      provider: this.#provider,
      supervisor,
      perform: (operation) => this.#clients.get(operation.client)?.perform(operation, undefined),
    });
    this.#agenda = new Agenda(this.#world, (operation, original) => {
      this.#faults.operations.handed(operation);
      this.#clients.get(operation.client)?.perform(operation, original);
    });
    for (const { id, connectAtMs } of plan.clients)
      loop.at(ms(connectAtMs), loop.lane(`client/${id}`), () => this.#clients.get(id)?.connect());
    loop.after(0, loop.lane(`client/${AUDITOR}`), () => auditor.connect());
    this.#agenda.begin();
    this.time.start();
    return auditor;
  }

  /** Faults on: until every operation was handed out and every timed fault is over. */
  async #safety(supervisor: LiveSupervisor, auditor: Auditor): Promise<void> {
    const { loop } = this.#world;
    let idleSince = Infinity;
    const isOver = (): boolean => {
      if (supervisor.lost !== undefined) return true;
      const agenda = this.#agenda as Agenda;
      if (agenda.scheduled > 0 || this.#faults.pending > 0 || this.#faults.active > 0) {
        idleSince = Infinity;
        return false;
      }
      if (agenda.left + this.#faults.waiting + this.#provider.pendingLate === 0) return true;
      // what is left waits for something that does not come any more
      idleSince = this.#content(supervisor, auditor) ? Math.min(idleSince, loop.now) : Infinity;
      return loop.now - idleSince >= LINGER;
    };
    await this.time.until(isOver, lastPlannedTime(this.#world.plan) + this.#quietWithin);
  }

  /** Faults off, no new work: until everybody is content, or the bound is over. Gives what is pending. */
  async #heal(supervisor: LiveSupervisor, auditor: Auditor): Promise<string[]> {
    this.time.enter(() => {
      this.#agenda?.end();
      this.#faults.heal();
      this.#world.record({ kind: 'phase', phase: 'heal' });
    });
    return this.#settle(supervisor, auditor);
  }

  /** Everybody reads once more what it follows, the auditor everything. */
  async #quiet(supervisor: LiveSupervisor, auditor: Auditor): Promise<string[]> {
    this.time.enter(() => {
      this.#world.record({ kind: 'phase', phase: 'quiet' });
      for (const client of this.#clients.values()) client.refetch();
      auditor.audit();
    });
    return this.#settle(supervisor, auditor);
  }

  async #settle(supervisor: LiveSupervisor, auditor: Auditor): Promise<string[]> {
    const { loop } = this.#world;
    let contentSince = Infinity;
    const isQuiet = (): boolean => {
      if (supervisor.lost !== undefined) return true;
      contentSince = this.#content(supervisor, auditor) ? Math.min(contentSince, loop.now) : Infinity;
      return loop.now - contentSince >= QUIET;
    };
    await this.time.until(isQuiet, loop.now + this.#quietWithin);
    return this.#content(supervisor, auditor) ? [] : this.#pendingWords(supervisor, auditor);
  }

  #content(supervisor: LiveSupervisor, auditor: Auditor): boolean {
    if (this.#provider.active > 0 || !supervisor.steady || !auditor.content) return false;
    for (const client of this.#clients.values()) if (!client.content) return false;
    return true;
  }

  #pendingWords(supervisor: LiveSupervisor, auditor: Auditor): string[] {
    const words = [...this.#clients.values()].flatMap((client) => client.pending());
    words.push(...this.#provider.pending());
    if (!supervisor.steady) words.push(supervisor.lost ?? 'the gateway is not listening');
    words.push(...auditor.pending());
    return words;
  }

  /** A flood ends the execution, before it ends this process. */
  #heard(bytes: number): void {
    this.#bytesHeard += bytes + BYTES_BESIDE_TEXT;
    if (this.#bytesHeard <= LARGEST_HISTORY) return;
    const frames = this.#world.next;
    this.time.fail(
      new TargetError(
        `${this.#target.name}: floods its clients (more than can be kept, in ${frames} records)`,
      ),
    );
  }

  get #quietWithin(): Micros {
    return Math.min(ms(this.#world.plan.quietWithinMs), QUIET_WITHIN);
  }

  #mount(): ReturnType<ScriptedProvider['mount']> {
    const { incarnation } = this.#world;
    const alive = (): boolean => incarnation === this.#world.incarnation && this.#supervisor?.alive === true;
    return this.#provider.mount(alive, (callback) => callback());
  }

  #line(client: Pick<PlanClient, 'id' | 'latencyMs'> & Partial<PlanClient>): Line {
    const line = createLine(client, (effect) => this.#faults.onLine(client.id, effect));
    this.#lines.set(client.id, line);
    return line;
  }

  #host(line: Line, deployment: Deployment, auditor: () => Auditor): ClientHost {
    const { loop, random, plan } = this.#world;
    const lane = loop.lane(`client/${line.client}`);
    const stream = random.stream(`client/${line.client}`);
    return {
      token: deployment.token,
      connect: (events) => {
        const transport = new LiveTransport({
          time: this.time,
          proxy: this.#proxy,
          wire: this.#wires.create(line.client),
          url: deployment.url(0),
          maxPayloadBytes: plan.limits.maxPayloadBytes,
          events: {
            onOpen: () => events.onOpen(),
            onMessage: (message) => events.onMessage(message),
            onClose: (code, reason) => {
              this.#transports.delete(transport);
              events.onClose(code, reason);
            },
          },
          onSent: (bytes) => this.#proxy.onClientFrame(line.client, bytes),
        });
        this.#transports.add(transport);
        return transport;
      },
      now: () => loop.now,
      after: (delay, callback) => loop.after(delay, lane, callback),
      cancel: (timer) => loop.cancel(timer as ReturnType<typeof loop.after>),
      random: () => stream.next(),
      progress: (operation, step) => {
        this.#faults.progress(line.client, operation, step);
        this.#agenda?.progress(operation, step);
      },
      checkpoint: (session) => auditor().checkpoint(session),
    };
  }
}

/** Addresses of this machine in its network, which presence tells everybody. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).filter(({ internal }) => !internal).map(({ address }) => address),
  );
}

/** The disk of a real process is not ours to spoil: plans that want that do not fit. */
function untouched(): DamagedDisk {
  return { extra: 0, full: false, tears: false, onTorn: () => undefined, onDamage: () => undefined };
}

/** What releases expect a summary to have, around the marker by which later prompts are searched. */
function summaryOf(marker: string): string {
  return [
    '## Goal',
    `Summary ${marker} of the conversation so far.`,
    ...['Constraints & Preferences', 'Progress', 'Key Decisions', 'Next Steps', 'Critical Context'].map(
      (title) => `## ${title}\n- none`,
    ),
  ].join('\n\n');
}
