/** A scenario: a plan with a name, a story, the incident it comes from, and the known-bad gateways that must fail it. */
import { z } from 'zod';
import { planSchema } from './plan.ts';

/** What a scenario file must be (zod); `parse` puts in every default. */
export const scenarioSchema = z.strictObject({
  /** A sentence. */
  name: z.string().min(1).max(200),
  /** The incident or issue number it comes from, such as '7442'; null when it comes from none. */
  incident: z.string().nullable().default(null),
  story: z.string().min(1),
  /** Known-bad gateways that must fail it, each by the property that must convict it. */
  convicts: z.array(z.strictObject({ gateway: z.string().min(1), property: z.string().min(1) })).default([]),
  /** Properties that must have been exercised for a pass to mean something. */
  exercises: z.array(z.string().min(1)).default([]),
  plan: planSchema,
});

/** A plan with a name, a story and what must convict whom. */
export type Scenario = z.output<typeof scenarioSchema>;
