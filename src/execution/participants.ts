/**
 * Who takes part in an execution, whatever the world: clients, auditor, model provider, faults, and the scheduler of
 * operations, wired to each other. Owns who is content and what is pending, in words. Must not know how bytes and
 * time move: a world gives connections, a disk and a process.
 */
import { Auditor, AUDITOR } from '../client/auditor.ts';
import { Client } from '../client/client.ts';
import type { ClientEvents, ClientHost, ClientTransport } from '../client/host.ts';
import { Stranger, type HandshakeMistake, type StrangerEvents } from '../client/stranger.ts';
import { ms } from '../kernel/time.ts';
import type { Operation, SendOperation } from '../plan/operation.ts';
import { OperationScheduler, type OperationPerformer } from './operation-scheduler.ts';
import type { DamagedParts, ProcessObserver } from './damaged-parts.ts';
import { Faults } from './faults.ts';
import { createLinkCondition, type LinkCondition } from './link-condition.ts';
import { planRecord } from './plan-facts.ts';
import { ScriptedProvider } from './provider.ts';
import { livelockWords, type WorldContext } from './world-context.ts';

/** How clients reach the gateway in this world. */
export interface Entrance {
  /** What they prove themselves with; asked for when they connect. */
  readonly token: string;
  connect(link: LinkCondition, events: ClientEvents): ClientTransport;
}

/** What faults damage in this world, and whose state everybody waits for. */
type WorldParts = Pick<DamagedParts, 'network' | 'disk' | 'supervisor'>;

export interface ParticipantOptions {
  /** The auditor reads audit records and archives too. Default: it does. */
  readonly rotations?: boolean;
  /** Words a summary around its marker. Default: a plain sentence. */
  readonly summaryOf?: (marker: string) => string;
  /** The gateway calls a model that this world does not see. Default: it calls ours. */
  readonly modelHidden?: boolean;
}

export class Participants implements ProcessObserver, OperationPerformer {
  readonly faults: Faults;
  readonly provider: ScriptedProvider;
  readonly #world: WorldContext;
  readonly #entrance: Entrance;
  readonly #scheduler: OperationScheduler;
  readonly #links = new Map<string, LinkCondition>();
  readonly #clients = new Map<string, Client>();
  readonly #auditor: Auditor;
  #supervisor: WorldParts['supervisor'] | undefined;
  /** A client that was not content when last looked at: the first to be asked again. */
  #waits: Client | undefined;

  constructor(world: WorldContext, entrance: Entrance, options: ParticipantOptions = {}) {
    this.#world = world;
    this.#entrance = entrance;
    world.record(planRecord(world.plan, options.modelHidden));
    world.record({ kind: 'phase', phase: 'safety' });
    this.faults = new Faults(world);
    this.provider = new ScriptedProvider(world, this.faults, options.summaryOf);
    for (const client of world.plan.clients) {
      const link = createLinkCondition(client, (effect) => this.faults.onLink(client.id, effect));
      this.#links.set(client.id, link);
      this.#clients.set(client.id, new Client(client, this.#host(link)));
    }
    this.#auditor = new Auditor(this.#host(undamaged(AUDITOR)), { rotations: options.rotations ?? true });
    this.#scheduler = new OperationScheduler(world, this);
  }

  /** Faults, connections and operations are scheduled, from time zero. */
  begin(parts: WorldParts): void {
    const { loop, plan } = this.#world;
    this.#supervisor = parts.supervisor;
    this.faults.begin({ ...parts, links: this.#links, provider: this.provider, performer: this });
    for (const { id, connectAtMs } of plan.clients)
      loop.at(ms(connectAtMs), loop.lane(`client/${id}`), () => this.#clients.get(id)?.connect());
    loop.after(0, loop.lane(`client/${AUDITOR}`), () => this.#auditor.connect());
    this.#scheduler.begin();
  }

  /** The gateway listens; what a life before this one left behind is read. */
  processUp(): void {
    this.faults.processUp();
    if (this.#world.incarnation > 1) this.#auditor.audit();
  }

  /** No new work, no more faults. */
  heal(): void {
    this.#scheduler.end();
    this.faults.heal();
  }

  /** Everybody reads once more what it follows, the auditor everything. */
  readAll(): void {
    for (const client of this.#clients.values()) client.refetch();
    this.#auditor.audit();
  }

  /** An operation, or a fault, or its end, will come by itself. */
  get isMoreToCome(): boolean {
    return this.#scheduler.scheduled > 0 || this.faults.pending > 0 || this.faults.active > 0;
  }

  /** Something is left that comes only if something else happens. */
  get isMoreLeft(): boolean {
    return this.#scheduler.left + this.faults.waiting + this.provider.pendingLate > 0;
  }

  /** Nothing that is waited for can come any more. */
  get isLost(): boolean {
    return this.#supervisor?.lost !== undefined || this.#world.loop.livelock !== undefined;
  }

  /** Nobody waits for anything. */
  get content(): boolean {
    if (this.provider.active > 0 || this.#supervisor?.steady !== true || !this.#auditor.content) return false;
    if (this.#waits !== undefined && !this.#waits.content) return false;
    this.#waits = undefined;
    for (const client of this.#clients.values())
      if (!client.content) {
        this.#waits = client;
        return false;
      }
    return true;
  }

  /** What is waited for, in words; empty when everybody is content. */
  pending(): string[] {
    const { livelock } = this.#world.loop;
    const words = livelock === undefined ? [] : [livelockWords(livelock)];
    if (this.content) return words;
    for (const client of this.#clients.values()) words.push(...client.pending());
    words.push(...this.provider.pending());
    if (this.#supervisor?.steady !== true)
      words.push(this.#supervisor?.lost ?? 'the gateway is not listening');
    words.push(...this.#auditor.pending());
    return words;
  }

  perform(operation: Operation, original?: SendOperation): void {
    this.faults.operations.handed(operation);
    this.#clients.get(operation.client)?.perform(operation, original);
  }

  stranger(name: string, mistake: HandshakeMistake, events: StrangerEvents): Stranger {
    return new Stranger(this.#host(undamaged(name)), mistake, events);
  }

  #host(link: LinkCondition): ClientHost {
    const { loop, random } = this.#world;
    const entrance = this.#entrance;
    const lane = loop.lane(`client/${link.client}`);
    const stream = random.stream(`client/${link.client}`);
    return {
      token: () => entrance.token,
      connect(events) {
        return entrance.connect(link, events);
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
        this.faults.progress(link.client, operation, step);
        this.#scheduler.progress(operation, step);
      },
      checkpoint: (session) => this.#auditor.checkpoint(session),
    };
  }
}

/** The link of somebody whom no fault is about. */
function undamaged(id: string): LinkCondition {
  return createLinkCondition({ id, latencyMs: [0.1, 0.5] }, () => undefined);
}
