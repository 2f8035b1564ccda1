/**
 * Plans for hosted programs: drawn as all are, with the limits that a gateway has by itself, and without what nobody
 * can do to a process from outside. Pure.
 */
import type { Fault } from '../plan/fault.ts';
import { FAULTS } from '../plan/fault-kinds.ts';
import { generatePlan } from '../plan/generate.ts';
import { planSchema, type Plan } from '../plan/plan.ts';

const USUAL = planSchema.parse({ clients: [{ id: 'somebody' }] });

/** The plan of a seed. */
export function hostedPlan(seed: string): Plan {
  const plan = generatePlan(seed, { limits: USUAL.limits, without: ['tight-limits', 'daily-rule'] });
  return {
    ...plan,
    rules: USUAL.rules,
    socketBytes: USUAL.socketBytes,
    faults: plan.faults.filter(canHappen),
  };
}

/** Why a plan cannot be executed on a hosted program, each reason once. */
export function hostedMisfits({ limits, rules, mainSession, faults }: Plan): readonly string[] {
  const reasons = new Set<string>();
  for (const [name, value] of Object.entries(limits))
    if (value !== USUAL.limits[name as keyof Plan['limits']])
      reasons.add(`it cannot be given ${name} ${value}`);
  if (rules.dailyResetMinute !== null) reasons.add('it cannot be given a daily rule');
  if (rules.compactAboveEntries !== null) reasons.add('it cannot be given a limit of transcript entries');
  if (mainSession !== USUAL.mainSession) reasons.add(`it cannot be given the main session ${mainSession}`);
  for (const fault of faults)
    if (!canHappen(fault)) reasons.add(`${fault.kind}: nobody can do that to a process`);
  return [...reasons];
}

/** The agent runtime is inside the process; of its disk, only that it is full is ours to say. */
function canHappen(fault: Fault): boolean {
  const { needs } = FAULTS[fault.kind];
  if (needs === 'runtime') return false;
  return needs !== 'disk' || fault.kind === 'disk.full';
}
