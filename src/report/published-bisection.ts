/** What `gauntlet bisect` finds, as a schema. */
import { z } from 'zod';
import { count, version, type Printed } from './published.ts';

const bisectedSchema = z.strictObject({
  target: z.string(),
  result: z.enum(['passes', 'fails', 'untried']),
  /** Why it is that result. */
  sentence: z.string(),
});

export const bisectReportSchema = z.strictObject({
  schemaVersion: version,
  version: z.string(),
  property: z.string(),
  cause: z.string(),
  candidates: count,
  attempts: z.array(bisectedSchema),
  change: z.strictObject({ good: z.string(), bad: z.string() }).nullable(),
  between: z.array(z.string()),
  interrupted: z.boolean(),
});

/** One target that was tried. */
export type BisectedTarget = Printed<typeof bisectedSchema>;
/** What `gauntlet bisect --json` prints. */
export type BisectReport = Printed<typeof bisectReportSchema>;
