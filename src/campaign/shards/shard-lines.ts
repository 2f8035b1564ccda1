/**
 * What a shard leaves behind, as lines of JSON: what was asked for, its scenarios, its plans in order, and at the end
 * a hash of everything before. Plain data, read strictly. Must not know: files.
 */
import { z } from 'zod';
import {
  count,
  excuseSchema,
  findingSchema,
  mismatchSchema,
  scenarioResultSchema,
  verdictName,
} from '../../report/published.ts';
import type { PlanResult, PropertyCount } from '../chunk.ts';
import type { ScenarioExecution } from '../scenario-run.ts';

export const SHARD_VERSION = 1;

type Shape<T> = { readonly [K in keyof T]-?: z.ZodType<T[K]> };

const plansOf = z.strictObject({ from: count, to: count }).nullable();

/** What all shards of one run have in common. */
export const shardedRunSchema = z.strictObject({
  /** Of Gauntlet, with a hash of its modules. */
  version: z.string(),
  build: z.string(),
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
  /** A hash of what the scenarios say, and of the gateways that each of them runs on. */
  cases: z.string(),
});

export type ShardedRun = z.output<typeof shardedRunSchema>;

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

export const shardLineSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('shard'),
    shardVersion: z.literal(SHARD_VERSION),
    index: z.number().int().min(1),
    of: z.number().int().min(1),
    run: shardedRunSchema,
  }),
  z.strictObject({ type: z.literal('scenario'), position: count, execution: scenarioExecution }),
  z.strictObject({
    type: z.literal('plan'),
    index: count,
    result: planResult,
    mismatch: mismatchSchema.nullable(),
    /** The gateway ended its process with it. */
    ended: z.boolean(),
  }),
  z.strictObject({ type: z.literal('end'), sha256: z.string() }),
]);

export type ShardLine = z.output<typeof shardLineSchema>;
export type ShardHead = Extract<ShardLine, { type: 'shard' }>;
