/** What `gauntlet list` and `gauntlet explain NAME` print with --json: what there is, and what one of it is about. */
import { z } from 'zod';
import { version, type Printed } from './published.ts';

export const listReportSchema = z.strictObject({
  schemaVersion: version,
  version: z.string(),
  gateways: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(['reference', 'good', 'bad']),
      incident: z.string().nullable(),
      convictedBy: z.array(z.string()),
      sentence: z.string(),
    }),
  ),
  scenarios: z.array(z.strictObject({ name: z.string(), incident: z.string().nullable(), file: z.string() })),
  properties: z.array(z.strictObject({ id: z.string(), statement: z.string(), family: z.string() })),
  faults: z.array(z.strictObject({ kind: z.string(), family: z.string(), sentence: z.string() })),
  profiles: z.array(z.strictObject({ name: z.string(), sentence: z.string() })),
  /** What gateways may choose, as each release does and each gateway here. */
  dialects: z.array(z.strictObject({ name: z.string(), sentence: z.string() })),
  /** What `certify` takes: the forms of a target. */
  targets: z.array(z.strictObject({ name: z.string(), sentence: z.string() })),
});

export const explainReportSchema = z.strictObject({
  schemaVersion: version,
  version: z.string(),
  kind: z.enum(['property', 'scenario', 'fault', 'gateway', 'profile', 'dialect']),
  name: z.string(),
  sentence: z.string(),
  /** Everything else there is to say, as titled lines. */
  facts: z.array(z.strictObject({ title: z.string(), lines: z.array(z.string()) })),
});

/** What `gauntlet list --json` prints. */
export type ListReport = Printed<typeof listReportSchema>;
export type ExplainReport = Printed<typeof explainReportSchema>;
