/** The executor everybody uses: the simulated world, the plan generator and the simulated profile of this version. */
import { generatePlan } from '../plan/generate.ts';
import { SIMULATED_PROFILE } from '../properties/profile.ts';
import type { Executor } from './chunk.ts';
import { execute } from './execute.ts';

export const STANDARD_EXECUTOR: Executor = { execute, generate: generatePlan, profile: SIMULATED_PROFILE };
