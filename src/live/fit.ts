/**
 * Which plans fit a target: what a plan asks for and the live world, or this target, cannot do. Pure; a plan that does
 * not fit is not applicable with these reasons, never run in part.
 */
import type { Fault } from '../plan/fault.ts';
import { turnScript, type TurnScript } from '../plan/operation.ts';
import { planSchema, type Plan } from '../plan/plan.ts';
import type { Capabilities } from './target.ts';

/** Why the plan cannot run on such a target, each reason once; empty when it can. */
export function misfits(plan: Plan, can: Capabilities): readonly string[] {
  const reasons = new Set<string>();
  if (!can.settings)
    for (const setting of unusualSettings(plan)) reasons.add(`the target cannot be given ${setting}`);
  for (const fault of plan.faults) {
    const reason = misfitOf(fault, can, plan);
    if (reason !== undefined) reasons.add(`${fault.kind}: ${reason}`);
  }
  if (can.provider === 'none' && plan.operations.some((one) => one.do === 'send' && isScripted(one.turn)))
    reasons.add('turn scripts: the target does not use our model provider');
  return [...reasons];
}

function misfitOf(fault: Fault, can: Capabilities, plan: Plan): string | undefined {
  if ('when' in fault && fault.when !== undefined) {
    if (fault.when.on.startsWith('disk.')) return 'nobody sees what a process does to its disk';
    if (fault.when.on === 'provider.call' && can.provider === 'none')
      return 'the target does not use our model provider';
  }
  switch (fault.kind) {
    case 'disk.slow':
    case 'disk.full':
    case 'disk.torn':
    case 'disk.lost':
      return 'the disk of a real process is not ours to spoil';
    case 'reader.brink':
      return 'nobody sees how much a real process has buffered';
    case 'process.restart':
    case 'process.crash':
    case 'process.pause':
    case 'process.slow-boot':
      return can.lifecycle ? undefined : 'the target cannot be started and stopped';
    case 'clock.jump':
      if (!can.clock) return 'the target cannot be made to look older';
      return isFollowedByStart(plan, fault.atMs) ? undefined : 'the clock of a running process is not ours';
    case 'lifecycle.late':
    case 'lifecycle.duplicate':
    case 'lifecycle.afterword':
    case 'lifecycle.failover':
      return can.provider === 'runtime' ? undefined : 'the agent runtime is inside the target';
    case 'payload.event':
    case 'payload.burst':
    case 'lifecycle.hang':
    case 'lifecycle.empty':
    case 'summary.stall':
    case 'summary.timeout':
    case 'summary.fail':
    case 'summary.garbage':
      return can.provider === 'none' ? 'the target does not use our model provider' : undefined;
    default:
      return undefined;
  }
}

/** What a jump does shows with the next start. */
function isFollowedByStart({ faults }: Plan, atMs: number | undefined): boolean {
  return faults.some(
    (one) =>
      (one.kind === 'process.restart' || one.kind === 'process.crash') &&
      (one.atMs === undefined || atMs === undefined || one.atMs + one.downMs >= atMs),
  );
}

const USUAL = planSchema.parse({ clients: [{ id: 'somebody' }] });
const USUAL_TURN = JSON.stringify(turnScript.parse({}));

function* unusualSettings({ limits, rules, mainSession }: Plan): Generator<string> {
  for (const [name, value] of Object.entries(limits))
    if (value !== USUAL.limits[name as keyof Plan['limits']]) yield `${name} ${value}`;
  if (rules.dailyResetMinute !== null) yield 'a daily rule';
  if (rules.compactAboveEntries !== null) yield 'a limit of transcript entries';
  if (mainSession !== USUAL.mainSession) yield `the main session ${mainSession}`;
}

function isScripted(turn: TurnScript): boolean {
  return JSON.stringify(turn) !== USUAL_TURN;
}
