/**
 * The faults of a plan: injected at their time, by their trigger or with the operation they name; landed when their
 * effect was observed; healed when their time is over or the world heals. Owns when each begins and ends; what it does
 * to the parts is damage.ts. Must not know the gateway.
 */
import { invariant } from '../kernel/invariant.ts';
import { ms } from '../kernel/time.ts';
import {
  isTimed,
  type Fault,
  type FaultKind,
  type LastingFault,
  type RunFault,
  type TimedFault,
} from '../plan/fault.ts';
import type { Progress } from '../client/host.ts';
import { damageClient, damageServer, LANDS, type Parts } from './damage.ts';
import { FaultStory, toldOf } from './fault-story.ts';
import type { LineEffect } from './line.ts';
import { OperationFaults } from './operation-faults.ts';
import type { WorldContext } from './world-context.ts';
import { Triggers } from './triggers.ts';

/** Damage that ends a process: healed when the next one listens. */
type DyingFault = Extract<Fault, { downMs: number }>;

type ResponseFault = Extract<Fault, { kind: 'payload.response' }>;

/** Texts of any length: the gateway alone decides how much of them it can say. */
const ANY_LENGTH = 500_000;

export class Faults {
  readonly triggers: Triggers;
  readonly operations: OperationFaults;
  readonly #world: WorldContext;
  readonly #story: FaultStory;
  #begun: Parts | undefined;
  readonly #responses = new Map<string, ResponseFault>();
  /** What goes on, by id. */
  readonly #active = new Map<string, TimedFault>();
  #scheduled = 0;
  #over = false;

  constructor(world: WorldContext) {
    this.#world = world;
    this.#story = new FaultStory(world);
    this.operations = new OperationFaults(world, this.#story);
    this.triggers = new Triggers(world, (fault) => this.#inject(fault));
    for (const fault of world.plan.faults)
      if (fault.kind === 'payload.response') this.#responses.set(fault.id, fault);
  }

  /** Timed faults that are still to come. */
  get pending(): number {
    return this.#scheduled;
  }

  /** Faults that go on and will end by themselves. */
  get active(): number {
    return this.#active.size - this.#armed;
  }

  /** Faults that wait for something that need not come: a trigger, a frame to tear, an append to tear. */
  get waiting(): number {
    return this.triggers.waiting + this.#armed;
  }

  get #armed(): number {
    let armed = 0;
    for (const { id, kind } of this.#active.values())
      if (kind === 'link.tear' || (kind === 'disk.torn' && !this.#story.hasLanded(id))) armed++;
    return armed;
  }

  /** Takes hold of the parts and schedules the timed faults. */
  begin(parts: Parts): void {
    this.#begun = parts;
    this.#listen(parts);
    for (const fault of this.#world.plan.faults) {
      if (!isTimed(fault) || fault.atMs === undefined) continue;
      this.#scheduled++;
      this.#world.loop.at(ms(fault.atMs), this.#world.loop.lane('faults'), () => {
        this.#scheduled--;
        this.#inject(fault);
      });
    }
  }

  /** Hears of what its faults did to the parts. */
  // constants: V8 makes a function literal that is assigned to a property old at once, and the world behind it with it
  #listen({ disk, network, supervisor, provider }: Parts): void {
    const onEffect = (kind: FaultKind): void => this.#landKind(kind);
    const onTorn = (): void => this.#torn();
    const onSlowBoot = (): void => this.#landKind('process.slow-boot');
    const onClientFrame = (client: string, bytes: number): void => this.operations.sent(client, bytes);
    const onRun = (event: 'injected' | 'landed' | 'healed', fault: RunFault): void => {
      if (event === 'injected') this.#story.injected(toldOf(fault));
      else this.#story[event](fault.id);
    };
    disk.onDamage = onEffect;
    disk.onTorn = onTorn;
    supervisor.onSlowBoot = onSlowBoot;
    network.onClientFrame = onClientFrame;
    provider.onEffect = onEffect;
    provider.onRun = onRun;
  }

  /** Ends every fault and disarms every trigger. */
  heal(): void {
    this.#over = true;
    this.triggers.disarm();
    for (const id of Array.from(this.#active.keys())) this.#end(id);
  }

  /** The run is over: what was still to come of an operation, an answer or a run does not come. */
  close(): void {
    for (const id of this.#story.open()) this.#story.healed(id);
  }

  /** The state of a client's line did something to its traffic. */
  onLine(client: string, effect: LineEffect): void {
    for (const fault of Array.from(this.#active.values())) {
      if (!('client' in fault) || fault.client !== client || !LANDS[effect].includes(fault.kind)) continue;
      this.#story.landed(fault.id);
      if (effect === 'torn' || effect === 'brink') this.#end(fault.id);
    }
  }

  /** A client's operation, or a request that a fault made it send, got somewhere. */
  progress(client: string, operation: string, step: Progress): void {
    if (step === 'sent') this.operations.sending(client, operation);
    const fault = step === 'answered' ? this.#responses.get(operation) : undefined;
    if (fault === undefined) return;
    this.#story.landed(fault.id);
    this.#story.healed(fault.id);
  }

  /** The process listens again: what ended the one before is over, and so is the pause of one that died of it. */
  processUp(): void {
    for (const { id, kind } of Array.from(this.#active.values()))
      if (kind === 'process.pause' || (END_WITH_BOOT.has(kind) && this.#story.hasLanded(id))) this.#end(id);
  }

  get #parts(): Parts {
    invariant(this.#begun !== undefined, 'faults begin before they are injected');
    return this.#begun;
  }

  #inject(fault: TimedFault): void {
    if (this.#over) return;
    this.#story.injected(toldOf(fault));
    switch (fault.kind) {
      case 'link.cut':
        this.#cut(fault, fault.client);
        return this.#story.healed(fault.id);
      case 'link.storm':
        this.#active.set(fault.id, fault);
        return this.#storm(fault, fault.times);
      case 'link.tear':
        return this.#go(fault);
      case 'process.restart':
      case 'process.crash':
      case 'disk.lost':
        return this.#endProcess(fault);
      case 'disk.torn':
        return this.#go(fault);
      case 'clock.jump':
        this.#parts.supervisor.jumpClock(fault.byMs);
        this.#story.landed(fault.id);
        return this.#story.healed(fault.id);
      case 'payload.response':
        return this.#askForMuch(fault, 1);
      default:
        return this.#last(fault);
    }
  }

  #cut(fault: Fault, client: string): void {
    const connections = this.#parts.network.of(client);
    if (connections.length > 0) this.#story.landed(fault.id);
    for (const connection of connections) connection.cut('network');
  }

  #storm(fault: Extract<Fault, { kind: 'link.storm' }>, left: number): void {
    if (!this.#active.has(fault.id)) return;
    for (const client of this.#parts.lines.keys()) this.#cut(fault, client);
    if (left <= 1) return this.#end(fault.id);
    this.#world.loop.after(ms(fault.everyMs), this.#world.loop.lane('faults'), () =>
      this.#storm(fault, left - 1),
    );
  }

  #endProcess(fault: DyingFault): void {
    const { supervisor } = this.#parts;
    if (!supervisor.alive) return this.#story.healed(fault.id);
    this.#active.set(fault.id, fault);
    this.#story.landed(fault.id);
    if (fault.kind === 'process.restart') supervisor.restart(ms(fault.downMs));
    else supervisor.crash(ms(fault.downMs), fault.kind === 'disk.lost');
  }

  /** An append was torn: of all that waited for one, the first has had it. */
  #torn(): void {
    for (const fault of this.#active.values()) {
      if (fault.kind !== 'disk.torn' || this.#story.hasLanded(fault.id)) continue;
      this.#endProcess(fault);
      return this.#apply(fault);
    }
  }

  /** Damage that lasts. */
  #last(fault: LastingFault): void {
    this.#go(fault);
    if (fault.kind === 'process.pause' && this.#parts.supervisor.alive) this.#story.landed(fault.id);
    if (fault.kind === 'reader.hoard') this.#askForMuch(fault, fault.requests);
    this.#world.loop.after(ms(fault.durationMs), this.#world.loop.lane('faults'), () => this.#end(fault.id));
  }

  #go(fault: TimedFault): void {
    this.#active.set(fault.id, fault);
    this.#apply(fault);
  }

  #askForMuch({ id, client, session }: ResponseFault | HoardFault, times: number): void {
    const maxChars = ANY_LENGTH;
    this.#parts.perform({ do: 'history', id, client, session, times, maxChars });
  }

  #end(id: string): void {
    const fault = this.#active.get(id);
    if (fault === undefined) return;
    // a dead process is not healed by decree: it heals when it listens again
    const died = DEADLY.has(fault.kind) && this.#story.hasLanded(id);
    if (died && !this.#parts.supervisor.steady) return;
    this.#active.delete(id);
    // before the line is let go: nothing of what the silence held may still arrive
    if (fault.kind === 'link.silence')
      for (const connection of this.#parts.network.of(fault.client)) connection.cut('network');
    if (!died) this.#apply(fault);
    this.#story.healed(id);
  }

  /** Sets what `fault` damages to what all active faults make of it. */
  #apply(fault: Fault): void {
    const active = Array.from(this.#active.values());
    if ('client' in fault) damageClient(this.#parts, fault.client, active, this.#world.plan.limits);
    else
      damageServer(
        this.#parts,
        active.filter(({ id, kind }) => kind !== 'disk.torn' || !this.#story.hasLanded(id)),
      );
  }

  #landKind(kind: FaultKind): void {
    for (const fault of this.#active.values()) if (fault.kind === kind) this.#story.landed(fault.id);
  }
}

type HoardFault = Extract<Fault, { kind: 'reader.hoard' }>;

const DEADLY: ReadonlySet<FaultKind> = new Set([
  'process.restart',
  'process.crash',
  'disk.torn',
  'disk.lost',
] satisfies DyingFault['kind'][]);

const END_WITH_BOOT: ReadonlySet<FaultKind> = new Set([...DEADLY, 'process.slow-boot']);
