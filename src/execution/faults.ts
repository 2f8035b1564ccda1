/**
 * The faults of a plan: injected at their time, by their trigger or with the operation they name; landed when their
 * effect was observed; healed when their time is over or the world heals. Owns when each begins and ends; what each
 * does is in fault-effects.ts, and no kind is named here. Must not know the gateway.
 */
import { invariant } from '../kernel/invariant.ts';
import { ms } from '../kernel/time.ts';
import { isTimed, type FaultKind, type RunFault, type TimedFault } from '../plan/fault.ts';
import type { OperationProgress } from '../client/host.ts';
import type { HandshakeMistake, Stranger } from '../client/stranger.ts';
import type { DamagedParts, FaultReports } from './damaged-parts.ts';
import { damageClient, damageServer, FAULT_EFFECTS, landsBy, type ActiveFault } from './fault-effects.ts';
import { FaultLog } from './fault-log.ts';
import type { LinkEffect } from './link-condition.ts';
import { OperationFaults } from './operation-faults.ts';
import type { WorldContext } from './world-context.ts';
import { Triggers } from './triggers.ts';

/** Texts of any length: the gateway alone decides how much of them it can say. */
const ANY_LENGTH = 500_000;

export class Faults implements FaultReports {
  readonly triggers: Triggers;
  readonly operations: OperationFaults;
  readonly #world: WorldContext;
  readonly #log: FaultLog;
  #begun: DamagedParts | undefined;
  /** What goes on, by id. */
  readonly #active = new Map<string, ActiveFault>();
  /** Faults that are over when their client was answered, by the id of the operation that asks. */
  readonly #asked = new Map<string, string>();
  /** Who is mistaken at the moment, by the id of the fault. */
  readonly #strangers = new Map<string, Stranger>();
  /** Timed faults that are still to come. */
  pending = 0;
  #over = false;

  constructor(world: WorldContext) {
    this.#world = world;
    this.#log = new FaultLog(world);
    this.operations = new OperationFaults(world, this.#log);
    this.triggers = new Triggers(world, (fault) => this.#inject(fault));
  }

  /** Faults that go on and will end by themselves. */
  get active(): number {
    return this.#active.size - this.#armed;
  }

  /** Faults that wait for something that need not come: a trigger, a frame to lose, an append to tear. */
  get waiting(): number {
    return this.triggers.waiting + this.#armed;
  }

  get #armed(): number {
    let armed = 0;
    for (const { fault, effect } of this.#active.values())
      if (effect.ends === 'once met' || (effect.ends === 'when up' && !this.#log.hasLanded(fault.id)))
        armed++;
    return armed;
  }

  /** Takes hold of the parts and schedules the timed faults. */
  begin(parts: DamagedParts): void {
    this.#begun = parts;
    for (const fault of this.#world.plan.faults) {
      if (!isTimed(fault) || fault.atMs === undefined) continue;
      this.pending++;
      this.#world.loop.at(ms(fault.atMs), this.#world.loop.lane('faults'), () => {
        this.pending--;
        this.#inject(fault);
      });
    }
  }

  onEffect(kind: FaultKind): void {
    for (const { fault } of this.#active.values()) if (fault.kind === kind) this.#log.landed(fault.id);
  }

  onClientFrame(client: string, bytes: number): void {
    this.operations.sent(client, bytes);
  }

  onRun(event: 'injected' | 'landed' | 'healed', fault: RunFault): void {
    if (event === 'injected') this.#log.injected(fault);
    else this.#log[event](fault.id);
  }

  /** Ends every fault and disarms every trigger. */
  heal(): void {
    this.#over = true;
    this.triggers.disarm();
    for (const id of Array.from(this.#active.keys())) this.#end(id);
  }

  /** The run is over: what was still to come of an operation, an answer or a run does not come. */
  close(): void {
    for (const id of this.#log.open()) this.#log.healed(id);
  }

  /** The state of a client's link did something to its traffic. */
  onLink(client: string, observed: LinkEffect): void {
    for (const active of Array.from(this.#active.values())) {
      const { fault } = active;
      if (!('client' in fault) || fault.client !== client) continue;
      if (!landsBy(active, observed, this.#world.plan.limits)) continue;
      this.#log.landed(fault.id);
      if (observed === 'torn' || observed === 'broken' || observed === 'full') this.#end(fault.id);
    }
  }

  /** A client's operation, or a request that a fault made it send, got somewhere. */
  progress(client: string, operation: string, step: OperationProgress): void {
    if (step === 'sent') this.operations.sending(client, operation);
    const id = this.#asked.get(operation);
    if (step !== 'answered' || id === undefined) return;
    this.#log.landed(id);
    this.#log.healed(id);
  }

  /** The process listens again: what ended the one before is over, and so is what its successor meets no more. */
  processUp(): void {
    for (const { fault, effect } of Array.from(this.#active.values())) {
      const isOver = effect.ends === 'when up' || effect.endsAtBoot === 'landed';
      if (effect.endsAtBoot === 'always' || (isOver && this.#log.hasLanded(fault.id))) this.#end(fault.id);
    }
  }

  get #parts(): DamagedParts {
    invariant(this.#begun !== undefined, 'faults begin before they are injected');
    return this.#begun;
  }

  #inject(fault: TimedFault): void {
    if (this.#over) return;
    const { id } = fault;
    const effect: ActiveFault['effect'] = FAULT_EFFECTS[fault.kind];
    const active = { fault, effect };
    const mistake = effect.mistakes?.(fault);
    this.#log.injected(mistake === undefined ? fault : { ...fault, client: strangerOf(id) });
    if (effect.ends === 'when answered') this.#asked.set(askOf(id), id);
    else this.#active.set(id, active);
    if (effect.kills !== undefined && effect.server === undefined) return this.#kill(active);
    this.#apply(active);
    if (effect.server?.(fault).paused === true && this.#parts.supervisor.alive) this.#log.landed(id);
    this.#ask(active);
    if (mistake !== undefined) this.#strange(id, mistake);
    if ('durationMs' in fault) this.#after(fault.durationMs, () => this.#end(id));
    if (effect.ends !== 'at once') return;
    const jumpMs = effect.jumps?.(fault) ?? 0;
    if (jumpMs !== 0) {
      this.#parts.supervisor.jumpClock(jumpMs);
      this.#log.landed(id);
    }
    this.#cut(active, effect.cuts?.(fault).times ?? 0);
  }

  #after(delayMs: number, callback: () => void): void {
    this.#world.loop.after(ms(delayMs), this.#world.loop.lane('faults'), callback);
  }

  #ask({ fault, effect }: ActiveFault): void {
    const times = effect.asks?.(fault) ?? 0;
    if (times === 0 || !('session' in fault)) return;
    const { client, session } = fault;
    const id = askOf(fault.id);
    this.#parts.performer.perform({ do: 'history', id, client, session, times, maxChars: ANY_LENGTH });
  }

  /** Somebody connects and is mistaken; over when the connection is. */
  #strange(id: string, mistake: HandshakeMistake): void {
    const stranger = this.#parts.performer.stranger(strangerOf(id), mistake, {
      onMistake: () => this.#log.landed(id),
      onGone: () => this.#end(id),
    });
    this.#strangers.set(id, stranger);
  }

  /** Cuts connections, so many times in all; then the fault is over. */
  #cut(active: ActiveFault, left: number): void {
    const { fault, effect } = active;
    if (!this.#active.has(fault.id)) return;
    if (left > 0) {
      const clients = 'client' in fault ? [fault.client] : this.#parts.links.keys();
      for (const client of clients) {
        const connections = this.#parts.network.of(client);
        if (connections.length > 0) this.#log.landed(fault.id);
        for (const connection of connections) connection.cut('network');
      }
    }
    if (left <= 1) return this.#end(fault.id);
    this.#after(effect.cuts?.(fault).everyMs ?? 0, () => this.#cut(active, left - 1));
  }

  #kill({ fault, effect }: ActiveFault): void {
    const { supervisor } = this.#parts;
    if (!supervisor.alive || !('downMs' in fault)) return this.#end(fault.id);
    // before it shows: what dies of it is its effect
    this.#log.landed(fault.id);
    const down = ms(fault.downMs);
    if (effect.kills === 'restart') supervisor.restart(down);
    else supervisor.crash(down, effect.kills === 'loss');
  }

  /** Of all faults that waited for a torn append, the first has had it. */
  onTorn(): void {
    for (const active of this.#active.values()) {
      if (active.effect.kills === undefined || this.#log.hasLanded(active.fault.id)) continue;
      this.#kill(active);
      return this.#apply(active);
    }
  }

  #end(id: string): void {
    const active = this.#active.get(id);
    if (active === undefined) return;
    const { fault, effect } = active;
    // a dead process is not healed by decree: it heals when it listens again
    const died = effect.kills !== undefined && this.#log.hasLanded(id);
    if (died && !this.#parts.supervisor.steady) return;
    this.#active.delete(id);
    this.#strangers.get(id)?.leave();
    this.#strangers.delete(id);
    // before the link is let go: nothing of what it held may still arrive
    if (effect.cutsAtEnd === true && 'client' in fault)
      for (const connection of this.#parts.network.of(fault.client)) connection.cut('network');
    if (!died) this.#apply(active);
    this.#log.healed(id);
  }

  /** Sets what `fault` damages to what all active faults make of it. */
  #apply({ fault, effect }: ActiveFault): void {
    const active = [...this.#active.values()];
    if (effect.link !== undefined && 'client' in fault)
      damageClient(this.#parts, fault.client, active, this.#world.plan.limits);
    if (effect.server === undefined) return;
    damageServer(
      this.#parts,
      active.filter((one) => one.effect.kills === undefined || !this.#log.hasLanded(one.fault.id)),
    );
  }
}

/** Who connects by a fault: no client of a plan can have this id. */
function strangerOf(fault: string): string {
  return `stranger/${fault}`;
}

/** The operation by which a fault asks: no operation of a plan can have this id. */
function askOf(fault: string): string {
  return `${fault}/ask`;
}
