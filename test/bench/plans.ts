/** Plans: drawing them from seeds, running drawn ones, and making one that fails smaller. */
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { findingsOf, trialOf } from '../../src/campaign/chunk.ts';
import type { Finding } from '../../src/properties/finding.ts';
import { execute, type Trial } from '../../src/campaign/execute.ts';
import { shrink } from '../../src/campaign/shrink.ts';
import { loadTarget } from '../../src/campaign/target.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { referenceTrial } from './reference-trial.ts';
import type { Subject } from './subject.ts';

export const FRESH = 'fresh generated plans, judged, warm';

const DRAWN = 50;
/** Easily convicted, and so that a shrinking has something to take away. */
const SHRUNK_ON = 'trusts-anonymous-lifecycle';
const SHRINKING_EXECUTIONS = 100;
const MOST_PLANS_TRIED = 500;

export function drawing(): Subject {
  return {
    name: 'drawing plans',
    unit: 'plans',
    portion: () => {
      for (let k = 0; k < DRAWN; k++) generatePlan(`bench/${k}`);
      return DRAWN;
    },
  };
}

/** What a campaign does: draws a plan, executes it, judges it. */
export function drawingAndRunning(): Subject {
  return {
    name: 'drawing, running and judging plans',
    unit: 'plans',
    portion: async () => {
      for (let k = 0; k < DRAWN; k++) await execute(referenceTrial(generatePlan(`bench/${k}`)));
      return DRAWN;
    },
  };
}

/** What a campaign waits for: plans that nobody executed before, each drawn, executed and judged once. */
export function freshPlans(): Subject {
  let last = 0;
  return {
    name: FRESH,
    unit: 'plans',
    portion: async () => {
      for (const end = last + DRAWN; last < end;)
        await execute(referenceTrial(generatePlan(`fresh/${++last}`)));
      return DRAWN;
    },
    warmUpMs: 5_000,
  };
}

/** The beginning of a shrinking: so many executions of smaller and smaller plans. */
export async function shrinking(): Promise<Subject> {
  const { trial, wanted } = await firstFinding();
  return {
    name: 'shrinking a plan that fails',
    unit: 'executions',
    portion: async () => (await shrink(trial, wanted, { maxExecutions: SHRINKING_EXECUTIONS })).executions,
  };
}

async function firstFinding(): Promise<{ readonly trial: Trial; readonly wanted: Finding }> {
  const target = await loadTarget({ type: 'named', name: SHRUNK_ON });
  for (let index = 1; index <= MOST_PLANS_TRIED; index++) {
    const trial = trialOf(STANDARD_EXECUTOR, target, 'gauntlet', index);
    const [wanted] = findingsOf(await execute(trial));
    if (wanted !== undefined) return { trial, wanted };
  }
  throw new Error(`no plan of ${MOST_PLANS_TRIED} convicts ${SHRUNK_ON}`);
}
