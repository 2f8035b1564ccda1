/**
 * The faults of a plan: injected at their time or by their trigger, landed when their effect was observed, healed
 * when their time is over or the world heals. Owns what each kind does to the parts; must not know the gateway.
 */
import { unreachable } from '../kernel/invariant.ts';
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
  readonly undo: () => void;
}

export class Faults {
  readonly triggers: Triggers;
  readonly #stage: Stage;
  #parts: Parts | undefined;
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
    this.#parts = parts;
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
    for (const id of [...this.#active.keys()]) this.#end(id);
  }

  /** A client's line or reading made something wait. */
  landOnClient(client: string, kinds: readonly Fault['kind'][]): void {
    for (const active of this.#active.values()) {
      const { fault } = active;
      if (kinds.includes(fault.kind) && 'client' in fault && fault.client === client) this.#land(active);
    }
  }

  #inject(fault: Fault): void {
    if (this.#over) return;
    this.#record('injected', fault);
    switch (fault.kind) {
      case 'reader.pause':
        return this.#onLine(fault, (line) => {
          line.reading = false;
          return () => {
            line.reading = true;
          };
        });
      case 'reader.slow':
        return this.#onLine(fault, (line) => {
          const before = line.readBytesPerSecond;
          line.readBytesPerSecond = fault.bytesPerSecond;
          return () => {
            line.readBytesPerSecond = before;
          };
        });
      case 'link.latency':
        return this.#onLine(fault, (line) => {
          line.extra += ms(fault.extraMs);
          return () => {
            line.extra -= ms(fault.extraMs);
          };
        });
      case 'link.stall':
        return this.#onLine(fault, (line) => {
          line.held = true;
          return () => {
            line.held = false;
          };
        });
      case 'link.silence':
        return this.#onLine(fault, (line) => {
          line.held = true;
          return () => {
            line.held = false;
            for (const connection of this.#network().of(fault.client)) connection.cut('network');
          };
        });
      case 'link.refuse':
        return this.#onLine(fault, (line) => {
          line.refused = true;
          return () => {
            line.refused = false;
          };
        });
      case 'link.cut': {
        const connections = this.#network().of(fault.client);
        if (connections.length > 0) this.#record('landed', fault);
        for (const connection of connections) connection.cut('network');
        return this.#record('healed', fault);
      }
      case 'process.restart':
      case 'process.crash':
        return this.#onProcess(fault);
      case 'process.pause':
        this.#supervisor().pause();
        return this.#last(fault, fault.durationMs, true, () => this.#supervisor().resume());
      case 'summary.stall':
      case 'summary.fail':
      case 'summary.garbage': {
        const provider = this.#provider();
        provider.mood = fault.kind === 'summary.stall' ? 'stall' : fault.kind === 'summary.fail' ? 'fail' : 'garbage';
        return this.#last(fault, fault.durationMs, false, () => {
          provider.mood = 'ok';
          provider.release();
        });
      }
      case 'disk.slow': {
        const disk = this.#disk();
        disk.extra += ms(fault.extraMs);
        return this.#last(fault, fault.durationMs, false, () => {
          disk.extra -= ms(fault.extraMs);
        });
      }
      case 'disk.full': {
        const disk = this.#disk();
        disk.full = true;
        return this.#last(fault, fault.durationMs, false, () => {
          disk.full = false;
        });
      }
      case 'clock.jump':
        this.#supervisor().jumpClock(fault.byMs);
        return this.#instant(fault, 'clock');
      case 'lifecycle.late':
        return;
      default:
        unreachable(fault, 'fault kind');
    }
  }

  #onLine(fault: Extract<Fault, { client: string; durationMs: number }>, apply: (line: Line) => () => void): void {
    const line = this.#parts?.lines.get(fault.client);
    if (line === undefined) return;
    const undo = apply(line);
    this.#network().refresh(fault.client);
    this.#last(fault, fault.durationMs, false, () => {
      undo();
      this.#network().refresh(fault.client);
    });
  }

  /** A restart or crash is healed when the next incarnation listens. */
  #onProcess(fault: Extract<Fault, { kind: 'process.restart' | 'process.crash' }>): void {
    const supervisor = this.#supervisor();
    if (supervisor.down) return this.#record('healed', fault);
    this.#active.set(fault.id, { fault, landed: true, undo: () => {} });
    this.#record('landed', fault);
    if (fault.kind === 'process.restart') supervisor.restart(ms(fault.downMs));
    else supervisor.crash(ms(fault.downMs));
  }

  /** The process listens again: its restarts and crashes are over. */
  processUp(): void {
    for (const [id, { fault }] of [...this.#active])
      if (fault.kind === 'process.restart' || fault.kind === 'process.crash') this.#end(id);
  }

  #last(fault: Fault, durationMs: number, landed: boolean, undo: () => void): void {
    this.#active.set(fault.id, { fault, landed, undo });
    if (landed) this.#record('landed', fault);
    this.#stage.loop.after(ms(durationMs), this.#stage.loop.lane('faults'), () => this.#end(fault.id));
  }

  #end(id: string): void {
    const active = this.#active.get(id);
    if (active === undefined) return;
    const { kind } = active.fault;
    // a dead process is not healed by decree: it heals when it listens again
    if (this.#over && (kind === 'process.restart' || kind === 'process.crash') && this.#supervisor().down) return;
    this.#active.delete(id);
    active.undo();
    this.#record('healed', active.fault);
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

  #network(): Network {
    return this.#all().network;
  }

  #disk(): SimulatedDisk {
    return this.#all().disk;
  }

  #provider(): SimulatedProvider {
    return this.#all().provider;
  }

  #supervisor(): Supervisor {
    return this.#all().supervisor;
  }

  #all(): Parts {
    if (this.#parts === undefined) throw new Error('faults were used before they began');
    return this.#parts;
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
