/** The JSON Schemas of plan and scenario, published from the definitions that validate them, with words at each member. */
import { z } from 'zod';
import { described, type MemberWords } from './described-schema.ts';
import { FAULTS } from './fault-kinds.ts';
import { planSchema } from './plan.ts';
import { PLAN_WORDS } from './plan-words.ts';
import { scenarioSchema } from './scenario.ts';

/** What the members of plans and scenarios mean, the kinds of faults by the sentences of their rows. */
export const ALL_PLAN_WORDS: MemberWords = {
  ...PLAN_WORDS,
  ...Object.fromEntries(
    Object.entries(FAULTS).map(([kind, { sentence }]) => [`faults.kind=${kind}`, sentence]),
  ),
};

/** The JSON Schema of a plan, as `gauntlet schema plan` prints it. */
export function planJsonSchema(): object {
  return published(
    planSchema,
    'plan',
    'A plan',
    'One execution: who connects, what they do, and what goes wrong.',
  );
}

/** The JSON Schema of a scenario file, as `gauntlet schema scenario` prints it. */
export function scenarioJsonSchema(): object {
  return published(
    scenarioSchema,
    'scenario',
    'A scenario',
    'A plan with a name, a story and what must convict whom.',
  );
}

function published(schema: z.ZodType, name: string, title: string, description: string): object {
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return { title, description, ...described(made, name, ALL_PLAN_WORDS) };
}
