/**
 * What a shard leaves behind, as lines of JSON: what was asked for, then what was executed, in order, and at the end a
 * hash of everything before. Plain data, read strictly. Must not know: files.
 *
 *   run           its scenarios, then its plans
 *   selftest      its rounds, then for each gateway that is right a line with its name and the plans on it
 *   certify       its runs of cases, then the files that hold their histories
 */
import { z } from 'zod';
import {
  count,
  excuseSchema,
  findingSchema,
  mismatchSchema,
  scenarioResultSchema,
  shrunkSchema,
  verdictName,
} from '../../report/published.ts';
import type { PlanResult, PropertyCount } from '../chunk.ts';
import type { ScenarioExecution } from '../scenario-run.ts';
import type { Round } from '../selftest-hunt.ts';

export const SHARD_VERSION = 3;

type Shape<T> = { readonly [K in keyof T]-?: z.ZodType<T[K]> };

const plansOf = z.strictObject({ from: count, to: count }).nullable();

/** Of Gauntlet, with a hash of its modules. */
const made = { version: z.string(), build: z.string() };

/** What all shards of one run have in common. */
export const shardedRunSchema = z.strictObject({
  verb: z.literal('run'),
  ...made,
  /** As on the command line: scenarios, gateway, seed. */
  words: z.array(z.string()),
  gateway: z.string().nullable(),
  /** A hash of its source. */
  fingerprint: z.string(),
  seed: z.string(),
  seeds: plansOf,
  /** What a configuration said of it. */
  ownScenarios: z.array(z.string()),
  usualSeeds: plansOf,
  checkDeterminism: z.enum(['all', 'sample', 'none']),
  /** A hash of what the seed database held of the target; null: there was none. */
  seedDatabase: z.string().nullable(),
  /** A hash of what the scenarios say, and of the gateways that each of them runs on. */
  cases: z.string(),
});

/** The same of one selftest. */
export const shardedSelftestSchema = z.strictObject({
  verb: z.literal('selftest'),
  ...made,
  seed: z.string(),
  budget: count,
  rounds: count,
  plans: count,
  gateway: z.array(z.string()),
  without: z.array(z.string()),
  shrink: z.boolean(),
});

/** The same of one certificate. */
export const shardedCertificateSchema = z.strictObject({
  verb: z.literal('certify'),
  ...made,
  /** As on the command line, and what it turned out to be called. */
  target: z.string(),
  name: z.string(),
  /** A hash of its source, or of what describes it; null: it is an address. */
  fingerprint: z.string().nullable(),
  world: z.enum(['live', 'hosted', 'simulated']),
  /** Null: by what its hello says. */
  dialect: z.string().nullable(),
  profile: z.string(),
  profileHash: z.string(),
  /** As on the command line. */
  filters: z.array(z.string()),
  /** A hash of what the cases say. */
  cases: z.string(),
  repeat: count,
});

const shardedSchema = z.discriminatedUnion('verb', [
  shardedRunSchema,
  shardedSelftestSchema,
  shardedCertificateSchema,
]);

export type ShardedRun = z.output<typeof shardedRunSchema>;
export type ShardedSelftest = z.output<typeof shardedSelftestSchema>;
export type ShardedCertificate = z.output<typeof shardedCertificateSchema>;
/** What was cut into shards. */
export type Sharded = z.output<typeof shardedSchema>;

const property = z.strictObject({
  property: z.string(),
  verdict: verdictName,
  exercised: count,
  reason: z.string().nullable(),
  excused: z.array(excuseSchema),
  declared: z.literal(true).optional(),
} satisfies Shape<PropertyCount>);

const planResult = z.strictObject({
  digest: z.string(),
  events: count,
  records: count,
  virtualMicros: z.number().min(0),
  cells: z.array(z.string()),
  facts: z.array(z.string()),
  answered: count,
  checked: z.boolean(),
  properties: z.array(property),
  findings: z.array(findingSchema),
} satisfies Shape<PlanResult>);

const scenarioExecution = z.strictObject({
  result: scenarioResultSchema,
  plan: planResult,
  mismatch: mismatchSchema.optional(),
  ended: z.boolean(),
} satisfies Shape<ScenarioExecution>);

/** A round as a line: a map as its entries. */
const roundLine = z.strictObject({
  seed: z.string(),
  convictedAt: count.nullable(),
  plans: count,
  by: z.array(z.tuple([z.string(), count])),
  shrunk: shrunkSchema.nullable(),
  checked: count,
  mismatches: z.array(mismatchSchema),
} satisfies Shape<Omit<Round, 'by'>> & { readonly by: z.ZodType });

const caseRunResult = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ran'),
    /** Of its history, which is in a file. */
    digest: z.string(),
    /** Last lines that the target printed, without secrets. */
    log: z.array(z.string()),
    /** What the target said of itself. */
    server: z.strictObject({
      name: z.string().optional(),
      version: z.string().optional(),
      protocol: z.number().optional(),
    }),
  }),
  z.strictObject({ type: z.literal('not-applicable'), reason: z.string() }),
  z.strictObject({ type: z.literal('unreachable'), reason: z.string() }),
]);

export const planLine = z.strictObject({
  type: z.literal('plan'),
  index: count,
  result: planResult,
  mismatch: mismatchSchema.nullable(),
  /** The gateway ended its process with it. */
  ended: z.boolean(),
});

export const shardLineSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('shard'),
    shardVersion: z.literal(SHARD_VERSION),
    index: z.number().int().min(1),
    of: z.number().int().min(1),
    asked: shardedSchema,
  }),
  z.strictObject({ type: z.literal('scenario'), position: count, execution: scenarioExecution }),
  planLine,
  z.strictObject({ type: z.literal('round'), position: count, round: roundLine }),
  z.strictObject({ type: z.literal('sweep'), gateway: z.string() }),
  z.strictObject({ type: z.literal('case'), position: count, result: caseRunResult }),
  z.strictObject({ type: z.literal('file'), path: z.string(), sha256: z.string() }),
  z.strictObject({ type: z.literal('end'), sha256: z.string() }),
]);

export type ShardLine = z.output<typeof shardLineSchema>;
export type ShardHead = Extract<ShardLine, { type: 'shard' }>;
export type ShardPlan = Extract<ShardLine, { type: 'plan' }>;
export type CaseRunResult = z.output<typeof caseRunResult>;
type RoundLine = z.output<typeof roundLine>;

/** The same, none of which may be changed. */
export type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

export function lineOfRound({ by, ...round }: Round): Frozen<RoundLine> {
  return { ...round, by: [...by] };
}

export function roundOfLine({ by, ...round }: Frozen<RoundLine>): Round {
  return { ...(round as Omit<Round, 'by'>), by: new Map(by) };
}
