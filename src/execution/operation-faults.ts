/**
 * Faults that are operations of the plan: what clients do by themselves (retries, races, replayed drafts), and request
 * frames of a size around the limit. Injected when the operation is handed to its client, landed when its request
 * left. Owns nothing of the operations; must not know what a gateway makes of them.
 */
import { clientFaults, type ClientFaultKind } from '../plan/client-fault.ts';
import type { RequestFault } from '../plan/fault.ts';
import type { Operation } from '../plan/operation.ts';
import type { FaultLog } from './fault-log.ts';
import type { WorldContext } from './world-context.ts';

export class OperationFaults {
  readonly #log: FaultLog;
  readonly #maxPayloadBytes: number;
  readonly #client: ReadonlyMap<string, readonly ClientFaultKind[]>;
  readonly #requests = new Map<string, RequestFault>();
  /** By client: the fault of the very next frame it sends. */
  readonly #leaving = new Map<string, RequestFault>();

  constructor(world: WorldContext, log: FaultLog) {
    this.#log = log;
    this.#maxPayloadBytes = world.plan.limits.maxPayloadBytes;
    this.#client = clientFaults(world.plan);
    for (const fault of world.plan.faults)
      if ('operation' in fault) this.#requests.set(fault.operation, fault);
  }

  /** The client was asked to do it. */
  handed(operation: Operation): void {
    for (const kind of this.#client.get(operation.id) ?? [])
      this.#log.injected({ id: nameOf(operation.id, kind), kind });
    const request = this.#requests.get(operation.id);
    if (request !== undefined) this.#log.injected(request);
  }

  /** The client is about to send the operation's request for the first time. */
  sending(client: string, operation: string): void {
    for (const kind of this.#client.get(operation) ?? []) this.#over(nameOf(operation, kind), true);
    const request = this.#requests.get(operation);
    if (request !== undefined) this.#leaving.set(client, request);
  }

  /** A client sent a frame. */
  sent(client: string, bytes: number): void {
    const request = this.#leaving.get(client);
    if (request === undefined) return;
    this.#leaving.delete(client);
    this.#over(request.id, bytes === this.#maxPayloadBytes + request.overBytes);
  }

  #over(id: string, landed: boolean): void {
    if (landed) this.#log.landed(id);
    this.#log.healed(id);
  }
}

/** No fault of a plan can have this id. */
function nameOf(operation: string, kind: ClientFaultKind): string {
  return `${operation}/${kind}`;
}
