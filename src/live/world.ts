/**
 * The live world: executes a plan against a real process over real sockets. Same plans, same clients, same course, same
 * records as in simulation. Waiting is by condition with deadlines. Everything it opened or started is gone when it
 * returns, however it returns.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import type { ClientEvents, ClientTransport } from '../client/host.ts';
import { Recorder } from '../history/history.ts';
import type { HistoryRecord } from '../history/record.ts';
import { InputError } from '../input/problem.ts';
import { SecretTexts } from '../input/secret-texts.ts';
import { invariant } from '../kernel/invariant.ts';
import { ms, seconds } from '../kernel/time.ts';
import type { Plan } from '../plan/plan.ts';
import { courseOf, type Conclusion } from '../execution/course.ts';
import type { LinkCondition } from '../execution/link-condition.ts';
import { Participants, type Entrance } from '../execution/participants.ts';
import type { ScriptedProvider } from '../execution/provider.ts';
import { WorldContext } from '../execution/world-context.ts';
import { refutedClock } from './clock-claim.ts';
import { FaultProxy } from './fault-proxy.ts';
import { floodGuard } from './flood-guard.ts';
import type { HelloInfo } from './handshake.ts';
import { isolated } from './isolation.ts';
import { ownAddresses } from './loopback.ts';
import { ProviderServer } from './provider-server.ts';
import { RealTime } from './real-time.ts';
import { summaryOf } from '../execution/summary-text.ts';
import { LiveSupervisor } from './supervisor.ts';
import type { Deployment, LiveTarget } from './target.ts';
import { LiveTransport } from './transport.ts';
import { ConnectionLegs, type LegCounts } from './connection-legs.ts';

export interface LiveRun extends Conclusion {
  readonly records: readonly HistoryRecord[];
  readonly digest: string;
  /** What the target said of itself in its first hello. */
  readonly server: HelloInfo;
  /** The last lines that its processes printed. */
  readonly log: readonly string[];
}

export interface LiveOptions {
  readonly signal: AbortSignal;
  /** A folder that need not exist yet; it and all below it is removed afterwards. */
  readonly folder: string;
}

const PATIENCE = { quiet: ms(1_500), quietWithin: seconds(90) };
/**
 * Executes `plan` on a fresh deployment of `target`, which is prepared. Throws TargetError when the target is
 * unreachable or dead before hello, and what the signal was aborted with.
 */
export async function executeLive(plan: Plan, target: LiveTarget, options: LiveOptions): Promise<LiveRun> {
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

class LiveWorld implements Entrance {
  readonly time: RealTime;
  readonly #target: LiveTarget;
  readonly #options: LiveOptions;
  readonly #secrets = new SecretTexts();
  readonly #recorder = new Recorder({ keep: true, masked: (text) => this.#secrets.masked(text) });
  readonly #world: WorldContext;
  readonly #participants: Participants;
  readonly #proxy: FaultProxy;
  readonly #providerServer: ProviderServer;
  readonly #counts: LegCounts = { connections: 0, frames: 0 };
  readonly #transports = new Set<LiveTransport>();
  #deployment: Deployment | undefined;
  #supervisor: LiveSupervisor | undefined;

  constructor(plan: Plan, target: LiveTarget, options: LiveOptions) {
    this.#target = target;
    this.#options = options;
    const world = new WorldContext(plan, this.#recorder);
    this.#world = world;
    this.time = new RealTime(world.loop);
    this.#participants = new Participants(world, this, {
      summaryOf,
      rotations: target.capabilities.lifecycle,
      modelHidden: target.capabilities.provider === 'none',
    });
    this.#providerServer = new ProviderServer(this.time, () => this.#mount());
    this.#proxy = new FaultProxy({
      world,
      time: this.time,
      faults: this.#participants.faults,
      withoutSecrets: (text) => this.#secrets.masked(text),
      steady: () => this.#supervisor?.steady === true,
      onHeard: floodGuard(target.name, (reason) => this.time.fail(reason)),
    });
  }

  async run(): Promise<LiveRun> {
    await this.#proxy.listen();
    await this.#providerServer.listen();
    const deployment = await this.#deploy();
    const supervisor = new LiveSupervisor({
      world: this.#world,
      time: this.time,
      proxy: this.#proxy,
      deployment,
      observer: this.#participants,
      name: this.#target.name,
      withoutSecrets: (text) => this.#secrets.masked(text),
      signal: this.#options.signal,
    });
    this.#supervisor = supervisor;
    const server = await supervisor.start();
    // the disk of a real process is not ours to spoil: plans that want that do not fit
    this.#participants.begin({
      network: this.#proxy,
      disk: { extra: 0, full: false, writesPart: false, tears: false },
      supervisor,
    });
    this.time.start();
    const course = courseOf(this.#world, this.#participants, PATIENCE);
    const conclusion = await this.time.carryOut(course);
    this.time.stop();
    const { records } = this.#recorder;
    const { describedIn } = this.#target;
    const refuted = describedIn === undefined ? undefined : refutedClock(records, supervisor.aged);
    if (refuted !== undefined)
      throw new InputError(`${describedIn}: capabilities.clock does not hold: ${refuted}`);
    const log = supervisor.log.map((line) => this.#secrets.masked(line));
    return { records, digest: this.#recorder.digest(), ...conclusion, server, log };
  }

  async end(): Promise<void> {
    this.time.stop();
    for (const transport of this.#transports) transport.drop();
    this.#proxy.close();
    await this.#supervisor?.end();
    this.#providerServer.close();
  }

  get token(): string {
    return this.#deployed.token;
  }

  connect(link: LinkCondition, events: ClientEvents): ClientTransport {
    return new LiveTransport({
      time: this.time,
      proxy: this.#proxy,
      faults: this.#participants.faults,
      legs: new ConnectionLegs(this.#world, link, this.#counts),
      url: this.#deployed.url(0),
      maxPayloadBytes: this.#world.plan.limits.maxPayloadBytes,
      events,
      open: this.#transports,
    });
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
    this.#deployment = deployment;
    this.#secrets.addToken(token, deployment.token);
    this.#secrets.add(folder, ...ownAddresses(), ...deployment.secrets);
    return deployment;
  }

  get #deployed(): Deployment {
    invariant(this.#deployment !== undefined, 'clients connect to what was deployed');
    return this.#deployment;
  }

  #mount(): ReturnType<ScriptedProvider['mount']> {
    const { incarnation } = this.#world;
    const alive = (): boolean => incarnation === this.#world.incarnation && this.#supervisor?.alive === true;
    return this.#participants.provider.mount(alive, (callback) => callback());
  }
}
