/** The JSON Schemas of plan and scenario, published from the definitions that validate them. */
import { z } from 'zod';
import { planSchema } from './plan.ts';
import { scenarioSchema } from './scenario.ts';

export function planJsonSchema(): object {
  return z.toJSONSchema(planSchema, { io: 'input', unrepresentable: 'any' });
}

export function scenarioJsonSchema(): object {
  return z.toJSONSchema(scenarioSchema, { io: 'input', unrepresentable: 'any' });
}
