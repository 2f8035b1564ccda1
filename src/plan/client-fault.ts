/**
 * What clients do to a gateway by themselves: retries, replayed drafts and races. They are operations of the plan and
 * no entries among its faults; this module derives from the plan alone which operation is which, so that they are
 * counted like other faults. Knows only planned times, not what became of them.
 */
import type { FaultSummary } from './fault-kinds.ts';
import type { Operation, SendOperation, TurnScript } from './operation.ts';
import type { Plan } from './plan.ts';

const CLIENT = { family: 'client', scope: 'workload', landsIn: 'anything' } as const;

export const CLIENT_FAULTS = {
  'client.retry': { ...CLIENT, sentence: 'a send is repeated with its idempotency key' },
  'client.retry-after-reconnect': { ...CLIENT, sentence: 'a send is repeated by a client that was away' },
  'client.replayed-reset': { ...CLIENT, sentence: 'a /reset or /new is sent again, as from an old draft' },
  'client.reset-race': { ...CLIENT, sentence: 'two clients reset one session within 10 ms' },
  'client.send-race': { ...CLIENT, sentence: 'a reset and a send reach one session within 10 ms' },
  'client.send-while-queued': { ...CLIENT, sentence: 'a send to a session that has one waiting already' },
} as const satisfies Readonly<Record<string, FaultSummary>>;

export type ClientFaultKind = keyof typeof CLIENT_FAULTS;

type Workload = Pick<Plan, 'operations' | 'faults'>;

/** Two operations this close to each other race. */
const RACE_MS = 10;

/**
 * The client faults of each operation that is one, by operation id. Of two operations that race, the one listed later
 * is the fault. Operations whose time depends on another one's progress are known to come after that one, no more.
 * Races are found by one sort; only a retry looks through the plan.
 */
export function clientFaults(plan: Workload): ReadonlyMap<string, readonly ClientFaultKind[]> {
  const neighbours = neighboursOf(plan.operations);
  const sends = new Map<string, SendOperation>();
  for (const operation of plan.operations) if (operation.do === 'send') sends.set(operation.id, operation);
  const found = new Map<string, ClientFaultKind[]>();
  for (const operation of plan.operations) {
    if (operation.do !== 'send' && operation.do !== 'reset') continue;
    const kinds = [...kindsOf(operation, neighbours.get(operation) ?? ALONE, sends, plan)];
    if (kinds.length > 0) found.set(operation.id, kinds);
  }
  return found;
}

/** What was listed before an operation of the same session and meets it in time. */
interface Neighbours {
  readonly racing: readonly Operation[];
  /** A send whose run can not be over by then. */
  readonly runs: boolean;
}

const ALONE: Neighbours = { racing: [], runs: false };

interface Timed {
  readonly operation: Operation;
  readonly atMs: number;
  readonly listed: number;
}

function neighboursOf(operations: readonly Operation[]): ReadonlyMap<Operation, Neighbours> {
  const bySession = new Map<string, Timed[]>();
  for (const [listed, operation] of operations.entries()) {
    const { atMs } = operation;
    if (!('session' in operation) || atMs === undefined) continue;
    const timed = bySession.get(operation.session) ?? [];
    timed.push({ operation, atMs, listed });
    bySession.set(operation.session, timed);
  }
  const neighbours = new Map<Operation, Neighbours>();
  for (const timed of bySession.values()) {
    // the sort is stable: of operations at one time, those listed before come before
    timed.sort((a, b) => a.atMs - b.atMs);
    let going: Timed[] = [];
    for (const [place, one] of timed.entries()) {
      going = going.filter(({ operation, atMs }) => one.atMs < endOf(operation, atMs));
      const runs = going.some(({ listed }) => listed < one.listed);
      neighbours.set(one.operation, { racing: racing(timed, place), runs });
      if (one.operation.do === 'send' && one.operation.replayOf === undefined) going.push(one);
    }
  }
  return neighbours;
}

/** The operations around this place that race with the one there and were listed before it. */
function racing(timed: readonly Timed[], place: number): Operation[] {
  const one = timed[place] as Timed;
  const found: Operation[] = [];
  for (const step of [-1, 1])
    for (let at = place + step; ; at += step) {
      const other = timed[at];
      if (other === undefined || Math.abs(other.atMs - one.atMs) > RACE_MS) break;
      if (other.listed < one.listed) found.push(other.operation);
    }
  return found;
}

function* kindsOf(
  operation: Operation,
  { racing: rivals, runs }: Neighbours,
  sends: ReadonlyMap<string, SendOperation>,
  plan: Workload,
): Generator<ClientFaultKind> {
  if (operation.do === 'reset') {
    if (rivals.some((other) => other.do === 'reset' && other.client !== operation.client))
      yield 'client.reset-race';
    if (rivals.some((other) => other.do === 'send')) yield 'client.send-race';
    return;
  }
  if (operation.do !== 'send') return;
  if (rivals.some((other) => other.do === 'reset')) yield 'client.send-race';
  if (operation.replayOf === undefined) {
    if (runs) yield 'client.send-while-queued';
    return;
  }
  const original = sends.get(operation.replayOf);
  if (original === undefined) return;
  if (/^\/(?:reset|new)\b/.test(original.text)) yield 'client.replayed-reset';
  if (!operation.sameKey) return;
  yield 'client.retry';
  if (wasAway(operation, original, plan)) yield 'client.retry-after-reconnect';
}

function endOf(operation: Operation, atMs: number): number {
  return operation.do === 'send' ? atMs + durationMs(operation.turn) : atMs;
}

/** How long a script takes at least. */
export function durationMs({ startAfterMs, steps, end }: TurnScript): number {
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
