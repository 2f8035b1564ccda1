/**
 * The JSON that verbs print and write, as schemas: what scripts may rely on, and the types that everything is made in
 * from the start. A change that removes or renames a member raises `SCHEMA_VERSION`; new members may be added within one.
 */
import { z } from 'zod';
import type { Excuse } from '../properties/excuses.ts';
import type { Background, Evidence, EvidenceField, Finding } from '../properties/finding.ts';
import { STATES } from '../properties/protocol-state.ts';

export const SCHEMA_VERSION = 2;

/** Parts that several verbs share. */
export const version = z.literal(SCHEMA_VERSION);
export const count = z.number().int().min(0);
export const verdictName = z.enum(['pass', 'violation', 'inconclusive']);
/** Why a seed database keeps a plan: it fails; it failed, and no longer does; it reached what few plans reach. */
export const KEPT_AS = ['failing', 'mended', 'reached'] as const;
const minimality = z.enum(['proven', 'budget-ran-out']);
const replayOutcome = z.enum(['reproduced', 'fixed', 'diverged']);

/** A report is only read, so it may hold what it was made of. */
export type Printed<T extends z.ZodType> = Frozen<z.output<T>>;

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

/** What a schema of `T` has for every member of it, and for no other. */
type Shape<T> = { readonly [K in keyof T]: z.ZodType<T[K]> };

const leaf = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A field on which the verdict depends, and what it was before. */
const evidenceField = z.strictObject({
  path: z.string(),
  value: leaf,
  was: z.strictObject({ value: leaf, i: count }).nullable(),
  tried: z.boolean(),
} satisfies Shape<EvidenceField>);

/** One record as one line, and the fields that count. */
const evidence = z.strictObject({
  i: count,
  atMicros: z.number().min(0),
  incarnation: count,
  client: z.string().nullable(),
  conn: z.number().int().nullable(),
  direction: z.enum(['gateway → client', 'client → gateway']).nullable(),
  stage: z.enum(['sent', 'delivered']).nullable(),
  what: z.string(),
  fields: z.array(evidenceField).optional(),
} satisfies Shape<Evidence>);

/** What led to a finding. */
const background = z.strictObject({
  causes: z.array(evidence),
  steps: z.array(z.string()),
  untried: count,
} satisfies Shape<Background>);

export const findingSchema = z.strictObject({
  property: z.string(),
  cause: z.string(),
  /** The protocol state at the first record of the evidence. */
  state: z.enum(STATES),
  sentence: z.string(),
  records: z.array(count),
  evidence: z.array(evidence),
  background: background.optional(),
} satisfies Shape<Finding>);

/** `3 sends excused: a fault cut their connection`. */
export const excuseSchema = z.strictObject({
  /** What was left unjudged, as one of them is called. */
  thing: z.string(),
  /** Why, told of several. */
  because: z.string(),
  count,
} satisfies Shape<Excuse>);

/** A finding that was written down, and where. */
const reportedFinding = z.strictObject({
  ...findingSchema.shape,
  gateway: z.string(),
  /** `plan 17 of seed 'gauntlet'`, or the name of a scenario. */
  plan: z.string(),
  /** The failure file; null: the gateway was dead before any hello, and no plan says more than another. */
  file: z.string().nullable(),
  /** Commands that show it again: one regenerates the plan, one reads the failure file. */
  replay: z.array(z.string()),
  /** The command that makes the plan smaller; null where there is no failure file. */
  shrink: z.string().nullable(),
  /** The command that draws its history; absent where there is no failure file. */
  show: z.string().optional(),
  /** Plans of the campaign that failed the same property for the same reason in the same state. */
  plans: count,
  /** A scenario names this gateway as one that must fail it. */
  expected: z.boolean(),
});

/** One draw: which of its stream, from 0. */
const draw = z.strictObject({ stream: z.string(), ordinal: count, value: z.number() });

/** Two executions of one plan differed. */
export const mismatchSchema = z.strictObject({
  /** The plan, as `plan 17 of seed 'gauntlet'` or a scenario's name. */
  plan: z.string(),
  gateway: z.string(),
  /** Index of the first differing record; null when no differing histories are at hand. */
  at: count.nullable(),
  /** That record in the first and in the second of the compared executions; null where a history had ended. */
  first: evidence.nullable(),
  second: evidence.nullable(),
  /** What both executions drew where they first drew differently; null when they never did. */
  draw: z.strictObject({ first: draw.nullable(), second: draw.nullable() }).nullable(),
  /** Of both histories. */
  digests: z.strictObject({ first: z.string(), second: z.string() }),
  /** What only the first execution shows. */
  lost: z.array(findingSchema),
});
const determinism = z.strictObject({ checked: count, mismatches: z.array(mismatchSchema) });

export const scenarioResultSchema = z.strictObject({
  name: z.string(),
  file: z.string(),
  incident: z.string().nullable(),
  gateway: z.string(),
  verdict: verdictName,
  /** The verdict that was expected; `expectedProperty` must be the one that convicts. */
  expected: z.enum(['pass', 'violation']),
  expectedProperty: z.string().nullable(),
  /** Why it is not as expected; null when it is. */
  problem: z.string().nullable(),
  /** What happened, when a violation was found: the sentence of the expected property, else of the first. */
  sentence: z.string().nullable(),
  virtualMicros: z.number().min(0),
  /** The command that runs it again on this gateway. */
  command: z.string(),
  properties: z.array(z.strictObject({ id: z.string(), verdict: verdictName, exercised: count })),
  /** Why it is in the seed database; absent: it is a scenario. */
  kept: z.enum(KEPT_AS).optional(),
});

const coverage = z.strictObject({
  /** Cells of the grid fault kind × protocol state, such as `link.cut × running`, and how many were hit. */
  cells: count,
  hit: count,
  /** The cells that nothing landed in, in reading order. */
  empty: z.array(z.string()),
  /** Faults that landed, by cell, in reading order. */
  counts: z.record(z.string(), count),
  /** Facts that a campaign should see at least once, with the number of plans that did. */
  sometimes: z.array(z.strictObject({ id: z.string(), sentence: z.string(), plans: count })),
  /** With --require-coverage: what was not covered, a sentence each. */
  missing: z.array(z.string()),
});

export const runReportSchema = z.strictObject({
  schemaVersion: version,
  version: z.string(),
  verdict: verdictName,
  gateway: z.string(),
  seed: z.string(),
  /** Null when there was none. */
  campaign: z
    .strictObject({
      /** The range that was asked for; `to` is null when only time ended it. */
      from: count,
      to: count.nullable(),
      /** How many of its plans were executed. */
      plans: count,
      /** Kinds of failure (property, state, cause), and how many of these were too many to write down. */
      kinds: count,
      unwritten: count,
      /** The command that runs it again. */
      command: z.string(),
    })
    .nullable(),
  /** Executed plans, scenarios included, each counted once. */
  plans: count,
  /** Connects that were answered in all of them. */
  answered: count,
  events: count,
  records: count,
  virtualMicros: z.number().min(0),
  digest: z.string(),
  scenarios: z.array(scenarioResultSchema),
  /** Over every execution on a gateway that ought to be correct, and on the campaign's. */
  properties: z.array(
    z.strictObject({
      id: z.string(),
      verdict: verdictName,
      exercised: count,
      passes: count,
      violations: count,
      inconclusive: count,
      /** What it left unjudged: a pass with many excuses is a hollow one. */
      excused: z.array(excuseSchema),
    }),
  ),
  violations: z.array(reportedFinding),
  inconclusive: z.array(z.strictObject({ property: z.string(), reason: z.string() })),
  coverage,
  determinism,
  /** What was known before, by the baseline that was given; null: none was. The verdict does not depend on it. */
  baseline: z
    .strictObject({
      /** What the verb ends with: the verdict without what is known. */
      verdict: verdictName,
      accepted: z.array(
        z.strictObject({ property: z.string(), cause: z.string().nullable(), reason: z.string() }),
      ),
      /** Known failures that no longer fail, or whose day is over. */
      stale: z.array(z.string()),
    })
    .nullable(),
  interrupted: z.boolean(),
});

export const replayReportSchema = z.strictObject({
  schemaVersion: version,
  version: z.string(),
  outcome: replayOutcome,
  /** Why it is that outcome. */
  sentence: z.string(),
  /** The first record that differs from the stored execution. */
  at: count.optional(),
  gateway: z.string(),
  property: z.string(),
  digest: z.string(),
  expectedDigest: z.string(),
  violations: z.array(findingSchema),
});

/** What verbs that ask more of a failure say first: only of what is reproduced can more be found out. */
export const replayedMembers = {
  schemaVersion: version,
  version: z.string(),
  /** What a replay of the given file says. */
  outcome: replayOutcome,
  /** Why it is that outcome. */
  sentence: z.string(),
  gateway: z.string(),
  property: z.string(),
};

export const shrinkReportSchema = z.strictObject({
  ...replayedMembers,
  /** The smaller plan; null when the failure was not reproduced. */
  shrunk: z
    .strictObject({
      /** Clients beyond the first, operations, turn steps and faults. */
      entriesBefore: count,
      entriesAfter: count,
      executions: count,
      /** `proven`: removing any single remaining entry no longer fails the same way. */
      minimal: minimality,
      /** What is left, in words: one line per client, operation, turn step and fault. */
      left: z.array(z.string()),
      violation: findingSchema,
      file: z.string(),
      /** The command that shows it again. */
      replay: z.string(),
      /** The command that turns it into a scenario. */
      promote: z.string(),
    })
    .nullable(),
  interrupted: z.boolean(),
});

export const promoteReportSchema = z.strictObject({
  schemaVersion: version,
  version: z.string(),
  name: z.string(),
  /** Null when nothing was written: the known-bad gateway is no longer convicted, or the disk is full. */
  file: z.string().nullable(),
  convicts: z.array(z.strictObject({ gateway: z.string(), property: z.string() })),
  exercises: z.array(z.string()),
  /** What the scenario says of every gateway of the catalogue it was run on. */
  results: z.array(
    scenarioResultSchema.pick({ gateway: true, expected: true, verdict: true, problem: true }),
  ),
});

export const shrunkSchema = z.strictObject({
  property: z.string(),
  cause: z.string(),
  /** Clients beyond the first, operations, turn steps and faults. */
  entries: count,
  entriesBefore: count,
  executions: count,
  minimal: minimality,
});

const hunt = z.strictObject({
  name: z.string(),
  /** The properties of which one had to convict it; empty: any. */
  wanted: z.array(z.string()),
  /** In every round. */
  convicted: z.boolean(),
  /** Properties that convicted it at all, in the order of the catalogue. */
  by: z.array(z.string()),
  /** The same with the number of plans in which each did, of `plans` executed. */
  counts: z.array(z.strictObject({ property: z.string(), plans: count })),
  plans: count,
  /** Plans to conviction; null: that round, or the middle or worst one, survived its budget. */
  rounds: z.array(count.nullable()),
  medianPlans: count.nullable(),
  worstPlans: count.nullable(),
  /** The first failure of the first round, made smaller; null: nothing was shrunk. */
  shrunk: shrunkSchema.nullable(),
});

const sweep = z.strictObject({ name: z.string(), plans: count, violations: count });

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
  gateways: z.array(hunt),
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
  reference: sweep.nullable(),
  good: z.array(sweep),
  /** `plans`: until it was noticed, or all that it took part in. */
  canary: hunt.pick({ name: true, convicted: true, by: true, plans: true }).nullable(),
  /** What gateways that are right were convicted of, written down. */
  violations: z.array(reportedFinding),
  determinism,
  /** The executions that shrinking took not counted. */
  plans: count,
  interrupted: z.boolean(),
});

export type ReportedFinding = Printed<typeof reportedFinding>;
export type Mismatch = Printed<typeof mismatchSchema>;
export type ScenarioResult = Printed<typeof scenarioResultSchema>;
/** What `gauntlet run --json` prints, and `run` resolves with. */
export type RunReport = Printed<typeof runReportSchema>;
/** What `gauntlet replay --json` prints, and `replay` resolves with. */
export type ReplayReport = Printed<typeof replayReportSchema>;
export type ShrinkReport = Printed<typeof shrinkReportSchema>;
export type PromoteReport = Printed<typeof promoteReportSchema>;
export type SelftestReport = Printed<typeof selftestReportSchema>;
