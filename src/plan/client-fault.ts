/**
 * What clients do to a gateway by themselves: retries, replayed drafts and races. They are operations of the plan and
 * no entries among its faults; this module derives from the plan alone which operation is which, so that they are
 * counted like other faults. Knows only planned times, not what became of them.
 */
import type { Fault } from './fault.ts';
import type { Operation, SendOperation, TurnScript } from './operation.ts';

export type ClientFaultKind =
  | 'client.retry'
  | 'client.retry-after-reconnect'
  | 'client.replayed-reset'
  | 'client.reset-race'
  | 'client.send-race'
  | 'client.send-while-queued';

/** What a plan must have for this. */
interface Workload {
  readonly operations: readonly Operation[];
  readonly faults: readonly Fault[];
}

/** Two operations this close to each other race. */
const RACE_MS = 10;

/**
 * The client faults of each operation that is one, by operation id. Of two operations that race, the one listed later
 * is the fault. Operations whose time depends on another one's progress are known to come after that one, no more.
 */
export function clientFaults(plan: Workload): ReadonlyMap<string, readonly ClientFaultKind[]> {
  const found = new Map<string, ClientFaultKind[]>();
  const earlier: Operation[] = [];
  for (const operation of plan.operations) {
    const kinds = [...kindsOf(operation, earlier, plan)];
    if (kinds.length > 0) found.set(operation.id, kinds);
    earlier.push(operation);
  }
  return found;
}

function* kindsOf(
  operation: Operation,
  earlier: readonly Operation[],
  plan: Workload,
): Generator<ClientFaultKind> {
  if (operation.do !== 'send' && operation.do !== 'reset') return;
  const rivals = earlier.filter((other) => 'session' in other && other.session === operation.session);
  const racing = rivals.filter((other) => race(operation, other));
  if (operation.do === 'reset') {
    if (racing.some((other) => other.do === 'reset' && other.client !== operation.client))
      yield 'client.reset-race';
    if (racing.some((other) => other.do === 'send')) yield 'client.send-race';
    return;
  }
  if (racing.some((other) => other.do === 'reset')) yield 'client.send-race';
  if (operation.replayOf === undefined) {
    if (queued(operation, rivals)) yield 'client.send-while-queued';
    return;
  }
  const original = plan.operations.find((other) => other.id === operation.replayOf);
  if (original?.do !== 'send') return;
  if (/^\/(?:reset|new)\b/.test(original.text)) yield 'client.replayed-reset';
  if (!operation.sameKey) return;
  yield 'client.retry';
  if (wasAway(operation, original, plan)) yield 'client.retry-after-reconnect';
}

function race({ atMs: one }: Operation, { atMs: other }: Operation): boolean {
  return one !== undefined && other !== undefined && Math.abs(one - other) <= RACE_MS;
}

/** Two sends before it cannot both be over by then: one runs, one waits. */
function queued({ atMs }: SendOperation, rivals: readonly Operation[]): boolean {
  if (atMs === undefined) return false;
  const going = rivals.filter(
    (other) =>
      other.do === 'send' &&
      other.replayOf === undefined &&
      other.atMs !== undefined &&
      other.atMs <= atMs &&
      atMs < other.atMs + durationMs(other.turn),
  );
  return going.length > 0;
}

/** How long a script takes at least. */
function durationMs({ startAfterMs, steps, end }: TurnScript): number {
  return steps.reduce((sum, step) => sum + step.afterMs, startAfterMs + end.afterMs);
}

/** The client left, or lost its connection, between the send and its repetition. */
function wasAway(retry: SendOperation, original: SendOperation, plan: Workload): boolean {
  const { atMs: from } = original;
  const { atMs: to } = retry;
  if (from === undefined || to === undefined) return false;
  const between = (atMs: number | undefined): boolean => atMs !== undefined && from <= atMs && atMs < to;
  const { client } = retry;
  return (
    plan.operations.some((other) => other.do === 'leave' && other.client === client && between(other.atMs)) ||
    plan.faults.some((one) => {
      if (one.kind === 'link.storm') return between(one.atMs);
      return one.kind === 'link.cut' && one.client === client && between(one.atMs);
    })
  );
}
