/**
 * The story of each fault in the history: injected, landed when its effect was observed, healed. Owns that each is
 * told once and in this order; must not know what faults do.
 */
import type { FaultRecord } from '../history/record.ts';
import type { ClientFaultKind } from '../plan/client-fault.ts';
import type { Fault, FaultKind } from '../plan/fault.ts';
import type { WorldContext } from './world-context.ts';

/** What of a fault is recorded. */
export interface Told {
  readonly id: string;
  readonly kind: FaultKind | ClientFaultKind;
  readonly scope: FaultRecord['scope'];
  readonly client?: string;
}

export class FaultStory {
  readonly #world: WorldContext;
  /** Injected and not healed, by id; the value says whether it landed. */
  readonly #open = new Map<string, { readonly told: Told; landed: boolean }>();

  constructor(world: WorldContext) {
    this.#world = world;
  }

  injected(told: Told): void {
    this.#open.set(told.id, { told, landed: false });
    this.#record('injected', told);
  }

  /** Its effect was observed; said again it means nothing. */
  landed(id: string): void {
    const fault = this.#open.get(id);
    if (fault === undefined || fault.landed) return;
    fault.landed = true;
    this.#record('landed', fault.told);
  }

  healed(id: string): void {
    const fault = this.#open.get(id);
    if (fault === undefined) return;
    this.#open.delete(id);
    this.#record('healed', fault.told);
  }

  hasLanded(id: string): boolean {
    return this.#open.get(id)?.landed === true;
  }

  /** Injected and not healed, oldest first. */
  open(): string[] {
    return [...this.#open.keys()];
  }

  #record(event: FaultRecord['event'], { id, kind, scope, client }: Told): void {
    this.#world.record({
      kind: 'fault',
      event,
      fault: id,
      faultKind: kind,
      scope,
      ...(client === undefined ? {} : { client }),
    });
  }
}

/** What is recorded of a plan's fault. */
export function toldOf(fault: Fault): Told {
  const { id, kind } = fault;
  const scope = scopeOf(fault);
  return 'client' in fault ? { id, kind, scope, client: fault.client } : { id, kind, scope };
}

/** What a fault damages. */
function scopeOf(fault: Fault): FaultRecord['scope'] {
  if ('client' in fault || fault.kind === 'link.storm') return 'client';
  if (fault.kind.startsWith('disk.')) return 'disk';
  if (fault.kind.startsWith('process.')) return 'process';
  if (fault.kind === 'clock.jump') return 'clock';
  if (fault.kind === 'payload.request') return 'workload';
  return 'provider';
}
