/**
 * The JSON that verbs print and write, as schemas: what scripts may rely on. A change that removes or renames a member
 * raises `SCHEMA_VERSION`; new members may be added within one.
 */
import { z } from 'zod';
import type { Evidence } from '../properties/finding.ts';

export const SCHEMA_VERSION = 2;

/** Parts that several verbs share. */
export const version = z.literal(SCHEMA_VERSION);
export const count = z.number().int().min(0);
const verdict = z.enum(['pass', 'violation', 'inconclusive']);

/** One record as one line. Versioned with reports; failure files have their own version. */
const evidenceSchema = z.strictObject({
  i: count,
  atMicros: z.number().min(0),
  incarnation: count,
  client: z.string().nullable(),
  conn: z.number().int().nullable(),
  direction: z.enum(['gateway → client', 'client → gateway']).nullable(),
  stage: z.enum(['sent', 'delivered']).nullable(),
  what: z.string(),
}) satisfies z.ZodType<Evidence>;

const scenarioReport = z.strictObject({
  name: z.string(),
  file: z.string(),
  incident: z.string().nullable(),
  gateway: z.string(),
  verdict,
  /** The verdict that was expected; `expectedProperty` must be the one that convicts. */
  expected: z.enum(['pass', 'violation']),
  expectedProperty: z.string().nullable(),
  /** Why it is not as expected; null when it is. */
  problem: z.string().nullable(),
  sentence: z.string().nullable(),
  properties: z.array(z.strictObject({ id: z.string(), verdict, exercised: count })),
});

export const violationReport = z.strictObject({
  property: z.string(),
  cause: z.string(),
  /** The protocol state at the first record of the evidence. */
  state: z.string(),
  gateway: z.string(),
  plan: z.string(),
  sentence: z.string(),
  records: z.array(count),
  evidence: z.array(evidenceSchema),
  file: z.string(),
  replay: z.array(z.string()),
  /** The command that makes the plan smaller. */
  shrink: z.string(),
  /** Plans of the campaign that failed the same property for the same reason in the same state. */
  plans: count,
  expected: z.boolean(),
});

/** One draw: which of its stream, from 0. */
const drawReport = z.strictObject({ stream: z.string(), ordinal: count, value: z.number() });

export const mismatchReport = z.strictObject({
  plan: z.string(),
  gateway: z.string(),
  at: count.nullable(),
  first: evidenceSchema.nullable(),
  second: evidenceSchema.nullable(),
  /** What both executions drew where they first drew differently; null when they never did. */
  draw: z.strictObject({ first: drawReport.nullable(), second: drawReport.nullable() }).nullable(),
});

const coverageReport = z.strictObject({
  /** Cells of the grid fault kind × protocol state, such as `link.cut × running`, and how many were hit. */
  cells: count,
  hit: count,
  empty: z.array(z.string()),
  /** Faults that landed, by cell. */
  counts: z.record(z.string(), count),
  /** Facts that a campaign should see at least once, with the number of plans that did. */
  sometimes: z.array(z.strictObject({ id: z.string(), sentence: z.string(), plans: count })),
  /** With --require-coverage: what was not covered, a sentence each. */
  missing: z.array(z.string()),
});

export const runReportSchema = z.strictObject({
  schemaVersion: version,
  version: z.string(),
  verdict,
  gateway: z.string(),
  seed: z.string(),
  campaign: z
    .strictObject({
      from: count,
      to: count.nullable(),
      plans: count,
      /** Kinds of failure, and how many of these were too many to write down. */
      kinds: count,
      unwritten: count,
    })
    .nullable(),
  plans: count,
  events: count,
  records: count,
  virtualMicros: z.number().min(0),
  digest: z.string(),
  scenarios: z.array(scenarioReport),
  properties: z.array(
    z.strictObject({
      id: z.string(),
      verdict,
      exercised: count,
      passes: count,
      violations: count,
      inconclusive: count,
    }),
  ),
  violations: z.array(violationReport),
  inconclusive: z.array(z.strictObject({ property: z.string(), reason: z.string() })),
  coverage: coverageReport,
  determinism: z.strictObject({ checked: count, mismatches: z.array(mismatchReport) }),
  interrupted: z.boolean(),
});

/** One violation of one executed plan. */
export const convictionReport = z.strictObject({
  property: z.string(),
  cause: z.string(),
  state: z.string(),
  sentence: z.string(),
  records: z.array(count),
  evidence: z.array(evidenceSchema),
});

export const replayReportSchema = z.strictObject({
  schemaVersion: version,
  version: z.string(),
  outcome: z.enum(['reproduced', 'fixed', 'diverged']),
  sentence: z.string(),
  /** The first record that differs from the stored execution. */
  at: count.optional(),
  gateway: z.string(),
  property: z.string(),
  digest: z.string(),
  expectedDigest: z.string(),
  violations: z.array(convictionReport),
});

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
  /** What `certify` takes: the forms of a target. */
  targets: z.array(z.strictObject({ name: z.string(), sentence: z.string() })),
});

export const explainReportSchema = z.strictObject({
  schemaVersion: version,
  version: z.string(),
  kind: z.enum(['property', 'scenario', 'fault', 'gateway', 'profile']),
  name: z.string(),
  sentence: z.string(),
  /** Everything else there is to say, as titled lines. */
  facts: z.array(z.strictObject({ title: z.string(), lines: z.array(z.string()) })),
});

/** A report is only read, so it may hold what it was made of. */
export type Printed<T extends z.ZodType> = Frozen<z.output<T>>;

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

export type RunReport = Printed<typeof runReportSchema>;
export type ReplayReport = Printed<typeof replayReportSchema>;
export type ListReport = Printed<typeof listReportSchema>;
export type ExplainReport = Printed<typeof explainReportSchema>;
