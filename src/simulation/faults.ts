/**
 * The faults of a plan: injected at their time or by their trigger, landed when their effect was observed, healed
 * when their time is over or the world heals. Owns what each kind does to the parts; must not know the gateway.
 */
import { invariant } from '../kernel/invariant.ts';
import { ms } from '../kernel/time.ts';
import type { FaultRecord } from '../history/record.ts';
import type { Fault } from '../plan/fault.ts';
import type { SimulatedDisk } from './disk.ts';
import type { Line, Network } from './network.ts';
import type { SimulatedProvider } from './provider.ts';
import type { Stage } from './stage.ts';
import type { Supervisor } from './supervisor.ts';
import { Triggers } from './triggers.ts';

export interface Parts {
  readonly lines: ReadonlyMap<string, Line>;
  readonly network: Network;
  readonly disk: SimulatedDisk;
  readonly provider: SimulatedProvider;
  readonly supervisor: Supervisor;
}

interface Active {
  readonly fault: Fault;
  landed: boolean;
}

type LastingFault = Extract<Fault, { durationMs: number }>;

export class Faults {
  readonly triggers: Triggers;
  readonly #stage: Stage;
  #begun: Parts | undefined;
  readonly #active = new Map<string, Active>();
  #scheduled = 0;
  #over = false;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.triggers = new Triggers(stage, (fault) => this.#inject(fault));
  }

  /** Timed faults that are still to come. */
  get pending(): number {
    return this.#scheduled;
  }

  /** Faults that go on. */
  get active(): number {
    return this.#active.size;
  }

  /** Takes hold of the parts and schedules the timed faults. */
  begin(parts: Parts): void {
    this.#begun = parts;
    parts.disk.onDamage = (kind) => this.#landKind(kind);
    parts.provider.onEffect = (kind, fault) => {
      if (fault === undefined) this.#landKind(kind);
      else this.#instant(fault, 'provider');
    };
    for (const fault of this.#stage.plan.faults) {
      if (fault.kind === 'lifecycle.late' || fault.atMs === undefined) continue;
      this.#scheduled++;
      this.#stage.loop.at(ms(fault.atMs), this.#stage.loop.lane('faults'), () => {
        this.#scheduled--;
        this.#inject(fault);
      });
    }
  }

  /** Ends every fault and disarms every trigger. */
  heal(): void {
    this.#over = true;
    this.triggers.disarm();
    for (const id of Array.from(this.#active.keys())) this.#end(id);
  }

  /** A client's line or reading made something wait. */
  landOnClient(client: string, kinds: readonly Fault['kind'][]): void {
    for (const active of this.#active.values()) {
      const { fault } = active;
      if (kinds.includes(fault.kind) && 'client' in fault && fault.client === client) this.#land(active);
    }
  }

  get #parts(): Parts {
    invariant(this.#begun !== undefined, 'faults begin before they are injected');
    return this.#begun;
  }

  #inject(fault: Fault): void {
    if (this.#over) return;
    this.#record('injected', fault);
    switch (fault.kind) {
      case 'link.cut': {
        const connections = this.#parts.network.of(fault.client);
        if (connections.length > 0) this.#record('landed', fault);
        for (const connection of connections) connection.cut('network');
        return this.#record('healed', fault);
      }
      case 'process.restart':
      case 'process.crash':
        return this.#onProcess(fault);
      case 'clock.jump':
        this.#parts.supervisor.jumpClock(fault.byMs);
        return this.#instant(fault, 'clock');
      case 'lifecycle.late':
        return;
      default:
        this.#last(fault);
    }
  }

  /** A restart or crash is healed when the next incarnation listens. */
  #onProcess(fault: Extract<Fault, { kind: 'process.restart' | 'process.crash' }>): void {
    const { supervisor } = this.#parts;
    if (!supervisor.alive) return this.#record('healed', fault);
    this.#active.set(fault.id, { fault, landed: true });
    this.#record('landed', fault);
    if (fault.kind === 'process.restart') supervisor.restart(ms(fault.downMs));
    else supervisor.crash(ms(fault.downMs));
  }

  /** The process listens again: its restarts and crashes are over, and so is the pause of one that died of them. */
  processUp(): void {
    for (const [id, { fault }] of Array.from(this.#active))
      if (fault.kind.startsWith('process.')) this.#end(id);
  }

  /** Damage that lasts: what it does is derived from everything that is active, so overlapping faults compose. */
  #last(fault: LastingFault): void {
    const landed = fault.kind === 'process.pause' && this.#parts.supervisor.alive;
    this.#active.set(fault.id, { fault, landed });
    this.#apply(fault);
    if (landed) this.#record('landed', fault);
    this.#stage.loop.after(ms(fault.durationMs), this.#stage.loop.lane('faults'), () => this.#end(fault.id));
  }

  #end(id: string): void {
    const active = this.#active.get(id);
    if (active === undefined) return;
    const { fault } = active;
    // a dead process is not healed by decree: it heals when it listens again
    const onProcess = fault.kind === 'process.restart' || fault.kind === 'process.crash';
    if (onProcess && !this.#parts.supervisor.steady) return;
    this.#active.delete(id);
    // before the line is let go: nothing of what the silence held may still arrive
    if (fault.kind === 'link.silence')
      for (const connection of this.#parts.network.of(fault.client)) connection.cut('network');
    if (!onProcess) this.#apply(fault);
    this.#record('healed', fault);
  }

  /** Sets what `fault` damages to the sum of all active faults. */
  #apply(fault: Fault): void {
    const { lines, network, disk, provider, supervisor } = this.#parts;
    if ('client' in fault) {
      const line = lines.get(fault.client);
      if (line === undefined) return;
      line.reset();
      for (const { fault: other } of this.#active.values())
        if ('client' in other && other.client === fault.client) damageLine(line, other);
      network.refresh(fault.client);
      return;
    }
    const kinds = new Set<Fault['kind']>();
    disk.extra = 0;
    for (const { fault: other } of this.#active.values()) {
      kinds.add(other.kind);
      if (other.kind === 'disk.slow') disk.extra += ms(other.extraMs);
    }
    disk.full = kinds.has('disk.full');
    provider.mood = kinds.has('summary.stall')
      ? 'stall'
      : kinds.has('summary.fail')
        ? 'fail'
        : kinds.has('summary.garbage')
          ? 'garbage'
          : 'ok';
    if (provider.mood !== 'stall') provider.release();
    if (kinds.has('process.pause')) supervisor.pause();
    else supervisor.resume();
  }

  #land(active: Active): void {
    if (active.landed) return;
    active.landed = true;
    this.#record('landed', active.fault);
  }

  #landKind(kind: Fault['kind']): void {
    for (const active of this.#active.values()) if (active.fault.kind === kind) this.#land(active);
  }

  #instant(fault: Fault, scope: FaultRecord['scope']): void {
    if (fault.kind === 'lifecycle.late') this.#record('injected', fault);
    this.#stage.record({ kind: 'fault', event: 'landed', fault: fault.id, faultKind: fault.kind, scope });
    this.#record('healed', fault);
  }

  #record(event: FaultRecord['event'], fault: Fault): void {
    const scope = scopeOf(fault);
    const client = 'client' in fault ? { client: fault.client } : {};
    this.#stage.record({ kind: 'fault', event, fault: fault.id, faultKind: fault.kind, scope, ...client });
  }
}

function damageLine(line: Line, fault: Fault): void {
  switch (fault.kind) {
    case 'reader.pause':
      line.reading = false;
      return;
    case 'reader.slow':
      line.readBytesPerSecond = Math.min(line.readBytesPerSecond ?? Infinity, fault.bytesPerSecond);
      return;
    case 'link.latency':
      line.extra += ms(fault.extraMs);
      return;
    case 'link.stall':
    case 'link.silence':
      line.held = true;
      return;
    case 'link.refuse':
      line.refused = true;
      return;
    default:
  }
}

/** What a fault damages. */
export function scopeOf(fault: Fault): FaultRecord['scope'] {
  if ('client' in fault) return 'client';
  if (fault.kind.startsWith('disk.')) return 'disk';
  if (fault.kind.startsWith('process.')) return 'process';
  if (fault.kind === 'clock.jump') return 'clock';
  return 'provider';
}
