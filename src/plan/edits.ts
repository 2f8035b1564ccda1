/**
 * Edits of a plan: its entries, and the plan without some of them. Owns what becomes of that which refers to a removed
 * entry, so that every result is a plan again:
 *
 *   client      takes its operations and the faults on it along; one client always stays
 *   send        its first remaining repetition becomes the original; without one, the faults on its request and run
 *               go with it, and an abort of its run is one of whatever runs
 *   operation   what waited for it takes its time, or waits for what it waited for
 *
 * Must not know why somebody removes anything.
 */
import type { Fault } from './fault.ts';
import type { Operation } from './operation.ts';
import type { Plan } from './plan.ts';

/** What can be removed from a plan by itself: it is named by the id that it has there. */
export type PlanEntry =
  | { readonly type: 'client' | 'operation' | 'fault'; readonly id: string }
  /** A turn step of a send, by its place in the script. */
  | { readonly type: 'step'; readonly operation: string; readonly index: number };

export const ENTRY_TYPES: readonly PlanEntry['type'][] = ['client', 'operation', 'fault', 'step'];

/** Everything that can be removed: each client while there are several, operations, faults, turn steps. */
export function entriesOf(plan: Plan): readonly PlanEntry[] {
  return [
    ...(plan.clients.length < 2 ? [] : plan.clients.map(({ id }): PlanEntry => ({ type: 'client', id }))),
    ...plan.operations.map(({ id }): PlanEntry => ({ type: 'operation', id })),
    ...plan.faults.map(({ id }): PlanEntry => ({ type: 'fault', id })),
    ...plan.operations.flatMap((one) =>
      one.do === 'send'
        ? one.turn.steps.map((_step, index): PlanEntry => ({ type: 'step', operation: one.id, index }))
        : [],
    ),
  ];
}

/** The size of a plan as people count it: clients beyond the first, operations, turn steps and faults. */
export function countEntries(plan: Plan): number {
  let steps = 0;
  for (const one of plan.operations) if (one.do === 'send') steps += one.turn.steps.length;
  return plan.clients.length - 1 + plan.operations.length + steps + plan.faults.length;
}

/** The plan without these entries and what cannot stand without them. */
export function without(plan: Plan, entries: readonly PlanEntry[]): Plan {
  const gone = new Removal(plan, entries);
  return {
    ...plan,
    clients: gone.clients(),
    operations: plan.operations.filter((one) => gone.keeps(one.id)).map((one) => gone.mended(one)),
    faults: plan.faults.flatMap((one) => gone.fault(one) ?? []),
  };
}

class Removal {
  readonly #plan: Plan;
  readonly #operations: ReadonlyMap<string, Operation>;
  readonly #clients = new Set<string>();
  readonly #faults = new Set<string>();
  /** `OPERATION/INDEX` of each turn step. */
  readonly #steps = new Set<string>();
  readonly #kept = new Set<string>();
  /** The first remaining repetition of each removed send. */
  readonly #heirs = new Map<string, string>();

  constructor(plan: Plan, entries: readonly PlanEntry[]) {
    this.#plan = plan;
    this.#operations = new Map(plan.operations.map((one) => [one.id, one]));
    const operations = new Set<string>();
    for (const one of entries) {
      if (one.type === 'step') this.#steps.add(`${one.operation}/${one.index}`);
      else if (one.type === 'client') this.#clients.add(one.id);
      else if (one.type === 'operation') operations.add(one.id);
      else this.#faults.add(one.id);
    }
    const [first] = plan.clients;
    if (first !== undefined && plan.clients.every(({ id }) => this.#clients.has(id)))
      this.#clients.delete(first.id);
    for (const one of plan.operations)
      if (!operations.has(one.id) && !this.#clients.has(one.client)) this.#kept.add(one.id);
    for (const one of plan.operations) {
      if (one.do !== 'send' || one.replayOf === undefined || !this.keeps(one.id)) continue;
      if (!this.keeps(one.replayOf) && !this.#heirs.has(one.replayOf)) this.#heirs.set(one.replayOf, one.id);
    }
  }

  keeps(operation: string): boolean {
    return this.#kept.has(operation);
  }

  clients(): Plan['clients'] {
    return this.#plan.clients.filter(({ id }) => !this.#clients.has(id));
  }

  /** A kept operation whose references lead to kept ones. */
  mended(operation: Operation): Operation {
    const timed = this.#retimed(operation);
    if (timed.do === 'abort' && timed.run !== undefined) {
      const { run, ...rest } = timed;
      const send = this.#standing(run);
      return send === undefined ? rest : { ...rest, run: send };
    }
    if (timed.do !== 'send') return timed;
    const steps = timed.turn.steps.filter((_step, index) => !this.#steps.has(`${timed.id}/${index}`));
    const { replayOf, keyOf, ...rest } = { ...timed, turn: { ...timed.turn, steps } };
    const shared = keyOf === undefined ? undefined : this.#standing(keyOf);
    const send = shared === undefined ? rest : { ...rest, keyOf: shared };
    const original = replayOf === undefined ? undefined : this.#standing(replayOf);
    if (original === undefined || original === send.id) return { ...send, sameKey: false };
    return { ...send, replayOf: original };
  }

  /** Undefined when the fault goes. */
  fault(fault: Fault): Fault | undefined {
    if (this.#faults.has(fault.id)) return undefined;
    if ('client' in fault && this.#clients.has(fault.client)) return undefined;
    if ('run' in fault) {
      const run = this.#standing(fault.run);
      return run === undefined ? undefined : { ...fault, run };
    }
    if (!('operation' in fault)) return fault;
    const operation = this.#standing(fault.operation);
    return operation === undefined ? undefined : { ...fault, operation };
  }

  /** The send itself, or the one that stands for it now. */
  #standing(send: string): string | undefined {
    return this.keeps(send) ? send : this.#heirs.get(send);
  }

  /** Passes over removed operations until one is kept or has a time. */
  #retimed(operation: Operation): Operation {
    const seen = new Set<string>();
    let delayMs = 0;
    let { atMs, after } = operation;
    while (after !== undefined && !this.keeps(after.operation)) {
      const before = seen.has(after.operation) ? undefined : this.#operations.get(after.operation);
      seen.add(after.operation);
      delayMs += after.delayMs;
      atMs = before === undefined ? 0 : before.atMs;
      after = before?.after;
    }
    if (seen.size === 0) return operation;
    const { atMs: _time, after: _anchor, ...rest } = operation;
    return after === undefined
      ? { ...rest, atMs: (atMs ?? 0) + delayMs }
      : { ...rest, after: { ...after, delayMs: after.delayMs + delayMs } };
  }
}
