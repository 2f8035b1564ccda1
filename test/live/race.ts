/**
 * Whether a plan contains a race: then two runs of it may differ rightly, and only its verdicts can be compared. Known
 * from the plan alone. Pure.
 */
import { clientFaults, type ClientFaultKind } from '../../src/plan/client-fault.ts';
import { FAULT_KINDS, type Fault } from '../../src/plan/fault.ts';
import type { FaultFamily } from '../../src/plan/fault-kinds.ts';
import type { Operation, TurnScript } from '../../src/plan/operation.ts';
import type { Plan } from '../../src/plan/plan.ts';

const RACING: ReadonlySet<ClientFaultKind> = new Set(['client.reset-race', 'client.send-race']);
const CUTTING: ReadonlySet<FaultFamily> = new Set(['link', 'process', 'consumer']);
/** What is planned this close together, in milliseconds, may come in either order on a busy machine. */
const CLOSE_MS = 100;

/** Why the plan contains a race; undefined: it contains none. */
export function raceIn(plan: Plan): string | undefined {
  for (const [operation, kinds] of clientFaults(plan)) {
    const race = kinds.find((kind) => RACING.has(kind));
    if (race !== undefined) return `${operation}: ${FAULT_KINDS[race].sentence}`;
  }
  const cut = plan.faults.find(cuts);
  if (cut !== undefined)
    return `${cut.id}: when a client is back depends on a drawn back-off, and on how long a process takes to boot`;
  const met = meeting(plan.operations);
  return met === undefined ? undefined : `${met.join(' and ')} come at nearly the same time`;
}

/** It ends connections, or holds them up. */
function cuts(fault: Fault): boolean {
  return (
    CUTTING.has(FAULT_KINDS[fault.kind].family) || (fault.kind === 'payload.request' && fault.overBytes > 0)
  );
}

/** Two operations on one session of which one comes at nearly the same time as the other, or as a word of its run. */
function meeting(operations: readonly Operation[]): readonly [string, string] | undefined {
  for (const one of operations)
    for (const other of operations) {
      if (one === other || !('session' in one) || !('session' in other) || one.session !== other.session)
        continue;
      const apart = msBetween(one, other);
      if (apart === undefined) continue;
      const words = one.do === 'send' ? timesOf(one.turn) : [];
      const isOwn = one.client === other.client && apart !== 0;
      if ((isOwn ? words : [0, ...words]).some((atMs) => Math.abs(apart - atMs) < CLOSE_MS))
        return [one.id, other.id];
    }
  return undefined;
}

/** How long after `one` the `other` comes, when both are counted from the same moment. */
function msBetween(one: Operation, other: Operation): number | undefined {
  if (one.atMs !== undefined && other.atMs !== undefined) return other.atMs - one.atMs;
  if (other.after === undefined) return undefined;
  if (other.after.operation === one.id)
    return other.after.event === 'settled' ? undefined : other.after.delayMs;
  if (one.after?.operation !== other.after.operation || one.after.event !== other.after.event)
    return undefined;
  return other.after.delayMs - one.after.delayMs;
}

/** When the run of a send says something, in milliseconds after the send. */
function timesOf({ startAfterMs, steps, end }: TurnScript): number[] {
  const times = [startAfterMs];
  for (const { afterMs } of [...steps, end]) times.push((times.at(-1) ?? 0) + afterMs);
  return times;
}
