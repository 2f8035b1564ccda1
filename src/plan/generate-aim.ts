/**
 * Aim: a fault at any time rarely meets what lasts a few milliseconds (a handshake, a reset on its way to the disk, a
 * process that drains), so some faults of a generated plan are moved to where such a moment begins.
 */
import { isTimed, type Fault } from './fault.ts';
import { DRAWS } from './generate-faults.ts';
import type { PlanDraft } from './generate.ts';
import type { Operation } from './operation.ts';

/** What follows a moment takes this long to show: a line's latency, a few writes, a boot. */
const AFTER_MS = [0, 1, 2, 4, 8, 20, 60, 200];

/** The faults, some of them moved to a moment of the plan. */
export function aimed(
  { random, clients }: PlanDraft,
  operations: readonly Operation[],
  faults: readonly Fault[],
): Fault[] {
  const moments = [
    ...clients.map(({ connectAtMs }) => connectAtMs),
    ...operations.flatMap(operationMoments),
    ...faults.flatMap(deathMoments),
  ];
  return faults.map((fault) => {
    if (!isTimed(fault) || fault.atMs === undefined || !DRAWS[fault.kind].movable) return fault;
    if (!random.chance(0.4)) return fault;
    return { ...fault, atMs: random.pick(moments) + random.pick(AFTER_MS) };
  });
}

function operationMoments(operation: Operation): readonly number[] {
  const { atMs } = operation;
  if (atMs === undefined) return [];
  switch (operation.do) {
    case 'reset':
    case 'delete':
    case 'compact':
      return [atMs];
    case 'send':
      return operation.text.startsWith('/') ? [atMs] : [];
    case 'leave':
      return [atMs + operation.forMs];
    default:
      return [];
  }
}

/** The process stops at the first and is there again soon after the last. It drains for a moment, so that counts more. */
function deathMoments(fault: Fault): readonly number[] {
  if (fault.kind !== 'process.restart' && fault.kind !== 'process.crash') return [];
  const { atMs, downMs } = fault;
  if (atMs === undefined) return [];
  const drains = fault.kind === 'process.restart' ? [atMs, atMs, atMs, atMs] : [];
  return [...drains, atMs, atMs + downMs];
}
