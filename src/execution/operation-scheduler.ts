/**
 * The scheduler of operations: when each operation of the plan is handed to its client, by time or after another
 * operation got so far, and with which key and text. Owns the waiting; must not know clients. Its lanes are called agenda, as they always
 * were: their names decide ties, and so digests.
 */
import { groupBy } from '../kernel/group-by.ts';
import { ms } from '../kernel/time.ts';
import type { OperationProgress } from '../client/host.ts';
import type { Operation, SendOperation } from '../plan/operation.ts';
import type { Plan } from '../plan/plan.ts';
import { idempotencyKeyOf, textBytesInFrame } from '../client/send-text.ts';
import type { WorldContext } from './world-context.ts';

/** Has a client do it; with what a replayed send repeats. */
export interface OperationPerformer {
  perform(operation: Operation, original?: SendOperation): void;
}

export class OperationScheduler {
  readonly #world: WorldContext;
  readonly #performer: OperationPerformer;
  readonly #operations: readonly Operation[];
  /** By what they wait for. */
  readonly #waiting: Map<string, Operation[]>;
  readonly #sends = new Map<string, SendOperation>();
  /** Operations that were not handed out yet. */
  left = 0;
  /** Operations that wait for a time that will come by itself. */
  scheduled = 0;
  #over = false;

  constructor(world: WorldContext, performer: OperationPerformer) {
    this.#world = world;
    this.#performer = performer;
    this.#operations = sized(world.plan);
    for (const operation of this.#operations)
      if (operation.do === 'send') this.#sends.set(operation.id, operation);
    this.#waiting = groupBy(this.#operations, ({ atMs, after }) =>
      atMs === undefined && after !== undefined ? `${after.operation}/${after.event}` : undefined,
    );
  }

  begin(): void {
    this.left = this.#operations.length;
    const timed = this.#operations.filter(({ atMs }) => atMs !== undefined);
    for (const operations of groupBy(timed, ({ client }) => client).values()) {
      operations.sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0));
      this.scheduled += operations.length;
      this.#follow(operations, 0);
    }
  }

  /** One after the other, each scheduled when its turn comes: a long plan does not fill the loop from the start. */
  #follow(operations: readonly Operation[], next: number): void {
    const operation = operations[next];
    if (operation === undefined) return;
    const lane = this.#world.loop.lane(`agenda/${operation.client}`);
    this.#world.loop.at(ms(operation.atMs ?? 0), lane, () => {
      if (this.#over) return;
      this.#follow(operations, next + 1);
      this.#hand(operation);
    });
  }

  /** An operation got somewhere: those that waited for that are due. */
  progress(operation: string, step: OperationProgress): void {
    const name = `${operation}/${step}`;
    const due = this.#waiting.get(name);
    if (due === undefined) return;
    this.#waiting.delete(name);
    const { loop } = this.#world;
    for (const next of due) {
      this.scheduled++;
      loop.after(ms(next.after?.delayMs ?? 0), loop.lane(`agenda/${next.client}`), () => {
        if (!this.#over) this.#hand(next);
      });
    }
  }

  /** No operation is handed out any more. */
  end(): void {
    this.#over = true;
    this.#waiting.clear();
    this.left = 0;
    this.scheduled = 0;
  }

  #hand(operation: Operation): void {
    this.scheduled--;
    this.left--;
    const repeats = operation.do === 'send' ? operation.replayOf : undefined;
    this.#world.record({
      kind: 'operation',
      operation: operation.id,
      client: operation.client,
      do: operation.do,
      ...('session' in operation ? { session: operation.session } : {}),
      ...(operation.do === 'send'
        ? { marker: repeats ?? operation.id, idempotencyKey: idempotencyKeyOf(operation) }
        : {}),
      ...(repeats === undefined ? {} : { replayOf: repeats }),
    });
    this.#performer.perform(operation, repeats === undefined ? undefined : this.#sends.get(repeats));
  }
}

/** The operations of a plan; the texts of sends with a fault payload.request fill a frame of the size it wants. */
function sized({ operations, faults, limits }: Plan): readonly Operation[] {
  const wanted = new Map<string, number>();
  for (const fault of faults)
    if (fault.kind === 'payload.request')
      wanted.set(fault.operation, limits.maxPayloadBytes + fault.overBytes);
  return operations.map((operation) => {
    const frame = wanted.get(operation.id);
    if (operation.do !== 'send' || frame === undefined) return operation;
    return { ...operation, bytes: textBytesInFrame(operation, frame) };
  });
}
