/**
 * Which plans fit a target: what a plan asks for and the live world, or this target, cannot do. Pure; a plan that does
 * not fit is not applicable with these reasons, never run in part.
 */
import type { Fault } from '../plan/fault.ts';
import { FAULTS, type FaultNeed } from '../plan/fault-kinds.ts';
import { turnScript } from '../plan/operation.ts';
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
  if (
    can.provider === 'none' &&
    plan.operations.some((one) => 'turn' in one && JSON.stringify(one.turn) !== USUAL_TURN)
  )
    reasons.add(`turn scripts: ${OTHER_PROVIDER}`);
  return [...reasons];
}

const OTHER_PROVIDER = 'the target does not use our model provider';

/** Why a target is without what a fault needs; undefined: it has it. */
const LACKS: Readonly<
  Record<FaultNeed, (can: Capabilities, plan: Plan, fault: Fault) => string | undefined>
> = {
  nothing: () => undefined,
  token: (can) => (can.asksNoToken === true ? 'the target asks for no token' : undefined),
  lifecycle: (can) => (can.lifecycle ? undefined : 'the target cannot be started and stopped'),
  clock(can, plan, fault) {
    if (!can.clock) return 'the target cannot be made to look older';
    return isFollowedByStart(plan, fault) ? undefined : 'the clock of a running process is not ours';
  },
  runtime: (can) => (can.provider === 'runtime' ? undefined : 'the agent runtime is inside the target'),
  provider: (can) => (can.provider === 'none' ? OTHER_PROVIDER : undefined),
  disk: () => 'the disk of a real process is not ours to spoil',
  buffers: () => 'nobody sees how much a real process has buffered',
};

function misfitOf(fault: Fault, can: Capabilities, plan: Plan): string | undefined {
  if ('when' in fault && fault.when !== undefined) {
    if (fault.when.on.startsWith('disk.')) return 'nobody sees what a process does to its disk';
    if (fault.when.on === 'provider.call' && can.provider === 'none') return OTHER_PROVIDER;
  }
  return LACKS[FAULTS[fault.kind].needs](can, plan, fault);
}

/** What a jump does shows with the next start. */
function isFollowedByStart({ faults }: Plan, jump: Fault): boolean {
  const atMs = 'atMs' in jump ? jump.atMs : undefined;
  return faults.some(
    (one) =>
      'downMs' in one && (one.atMs === undefined || atMs === undefined || one.atMs + one.downMs >= atMs),
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
