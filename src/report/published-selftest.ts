/** The JSON of `gauntlet selftest`, as a schema: what scripts may rely on, by the rules of published.ts. */
import { z } from 'zod';
import { count, mismatchReport, version, violationReport, type Printed } from './published.ts';

const shrunkReport = z.strictObject({
  property: z.string(),
  cause: z.string(),
  /** Clients beyond the first, operations, turn steps and faults. */
  entries: count,
  entriesBefore: count,
  executions: count,
  minimal: z.enum(['proven', 'budget-ran-out']),
});

const huntReport = z.strictObject({
  name: z.string(),
  /** The properties of which one had to convict it; empty: any. */
  wanted: z.array(z.string()),
  /** In every round. */
  convicted: z.boolean(),
  /** Properties that convicted it at all. */
  by: z.array(z.string()),
  /** The same with the number of plans in which each did, of `plans` executed. */
  counts: z.array(z.strictObject({ property: z.string(), plans: count })),
  plans: count,
  /** Plans to conviction; null: that round, or the middle or worst one, survived its budget. */
  rounds: z.array(count.nullable()),
  medianPlans: count.nullable(),
  worstPlans: count.nullable(),
  /** Null: nothing was shrunk. */
  shrunk: shrunkReport.nullable(),
});

const sweepReport = z.strictObject({ name: z.string(), plans: count, violations: count });

export const selftestReportSchema = z.strictObject({
  schemaVersion: version,
  version: z.string(),
  /** `inconclusive`: interrupted before anything was wrong. */
  verdict: z.enum(['green', 'red', 'inconclusive']),
  problems: z.array(
    z.strictObject({
      type: z.enum(['survivor', 'idle-property', 'false-alarm', 'canary']),
      /** The gateway or the property. */
      name: z.string(),
      sentence: z.string(),
    }),
  ),
  seed: z.string(),
  /** Most plans of one round. */
  budget: count,
  /** Properties that were left out. */
  without: z.array(z.string()),
  /** The kill matrix: every known-bad gateway. */
  gateways: z.array(huntReport),
  properties: z.array(
    z.strictObject({
      id: z.string(),
      /** Known-bad gateways that it convicts, and those that no other property does. */
      convicts: z.array(z.string()),
      alone: z.array(z.string()),
      /** Why it may convict none alone. */
      reason: z.string().nullable(),
    }),
  ),
  /** Over the known-bad gateways; null when nothing was shrunk. */
  medianEntries: count.nullable(),
  /** Null here and below: interrupted before it. */
  reference: sweepReport.nullable(),
  good: z.array(sweepReport),
  /** `plans`: until it was noticed, or all that it took part in. */
  canary: z
    .strictObject({ name: z.string(), convicted: z.boolean(), by: z.array(z.string()), plans: count })
    .nullable(),
  /** What gateways that are right were convicted of, written down. */
  violations: z.array(violationReport),
  determinism: z.strictObject({ checked: count, mismatches: z.array(mismatchReport) }),
  plans: count,
  interrupted: z.boolean(),
});

export type SelftestReport = Printed<typeof selftestReportSchema>;
