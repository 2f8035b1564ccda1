/**
 * The log of the faults in the history: injected, landed when its effect was observed, healed. Owns that each is
 * recorded once and in this order; must not know what faults do.
 */
import type { FaultRecord } from '../history/record.ts';
import type { ClientFaultKind } from '../plan/client-fault.ts';
import { FAULT_KINDS, type FaultKind } from '../plan/fault.ts';
import type { WorldContext } from './world-context.ts';

/** What of a fault is recorded. */
interface LoggedFault {
  readonly id: string;
  readonly kind: FaultKind | ClientFaultKind;
  readonly client?: string;
}

export class FaultLog {
  readonly #world: WorldContext;
  /** Injected and not healed, by id; the value says whether it landed. */
  readonly #open = new Map<string, { readonly logged: LoggedFault; landed: boolean }>();

  constructor(world: WorldContext) {
    this.#world = world;
  }

  injected(logged: LoggedFault): void {
    this.#open.set(logged.id, { logged, landed: false });
    this.#record('injected', logged);
  }

  /** Its effect was observed; said again it means nothing. */
  landed(id: string): void {
    const fault = this.#open.get(id);
    if (fault === undefined || fault.landed) return;
    fault.landed = true;
    this.#record('landed', fault.logged);
  }

  healed(id: string): void {
    const fault = this.#open.get(id);
    if (fault === undefined) return;
    this.#open.delete(id);
    this.#record('healed', fault.logged);
  }

  hasLanded(id: string): boolean {
    return this.#open.get(id)?.landed === true;
  }

  /** Injected and not healed, oldest first. */
  open(): string[] {
    return [...this.#open.keys()];
  }

  #record(event: FaultRecord['event'], { id, kind, client }: LoggedFault): void {
    this.#world.record({
      kind: 'fault',
      event,
      fault: id,
      faultKind: kind,
      scope: FAULT_KINDS[kind].scope,
      ...(client === undefined ? {} : { client }),
    });
  }
}
