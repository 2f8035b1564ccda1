/** The JSON Schemas of plan and scenario, published from the definitions that validate them. */
import { z } from 'zod';
import { planSchema } from './plan.ts';
import { scenarioSchema } from './scenario.ts';

/** The JSON Schema of a plan, as `gauntlet schema plan` prints it. */
export function planJsonSchema(): object {
  return z.toJSONSchema(planSchema, { io: 'input', unrepresentable: 'any' });
}

/** The JSON Schema of a scenario file, as `gauntlet schema scenario` prints it. */
export function scenarioJsonSchema(): object {
  return z.toJSONSchema(scenarioSchema, { io: 'input', unrepresentable: 'any' });
}
