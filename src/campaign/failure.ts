/**
 * The failure file: everything that is needed to see one violation again, also after the generator changed. Its name
 * holds the hash of its content, so it is never overwritten by another failure. Format version 2; reads 1 as well.
 */
import { z } from 'zod';
import { digestOf } from '../history/digest.ts';
import type { HistoryRecord } from '../history/record.ts';
import { planSchema, type Plan } from '../plan/plan.ts';
import { canonicalJson, sha256 } from '../input/canonical.ts';
import type { Conviction } from './chunk.ts';
import { evidenceIn, evidenceSchema } from './evidence.ts';
import { fingerprint } from './fingerprint.ts';
import { STATES } from '../properties/protocol-state.ts';
import type { Target } from './target.ts';
import { GAUNTLET_VERSION } from './version.ts';

export const FAILURE_VERSION = 2;

const count = z.number().int().min(0);

/** Where the plan came from: enough to regenerate it with the same version, unless it was shrunk since. */
export const planSourceSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('seed'), seed: z.string(), index: count }),
  z.strictObject({ type: z.literal('scenario'), file: z.string(), name: z.string() }),
]);

const targetSchema = z.strictObject({
  reference: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('named'), name: z.string() }),
    z.strictObject({ type: z.literal('file'), path: z.string() }),
  ]),
  name: z.string(),
  dialect: z.string(),
  /** Hash of the target's source. */
  fingerprint: z.string(),
});

/** How the plan was made smaller. */
export const shrunkSchema = z.strictObject({
  /** Name of the failure file that was shrunk. */
  from: z.string(),
  /** Clients beyond the first, operations, turn steps and faults. */
  entriesBefore: count,
  entriesAfter: count,
  executions: count,
  minimal: z.enum(['proven', 'budget-ran-out']),
});

export const failureSchema = z.strictObject({
  formatVersion: z.literal(FAILURE_VERSION),
  gauntlet: z.string(),
  target: targetSchema,
  profile: z.string(),
  source: planSourceSchema,
  /** Null: the plan is as its source gave it. */
  shrunk: shrunkSchema.nullable(),
  digest: z.string(),
  /** Eight hexadecimal digits per record, one after the other: where another execution first differs. */
  recordHashes: z.string().regex(/^([0-9a-f]{8})*$/, 'expected eight hexadecimal digits per record'),
  /** The whole history, beside this file; null when it was not kept. */
  history: z.string().nullable(),
  verdict: z.strictObject({
    property: z.string(),
    cause: z.string(),
    /** The protocol state at the first record of the evidence; null in a file of format 1, which did not say. */
    state: z.enum(STATES).nullable(),
    sentence: z.string(),
    records: z.array(count),
    evidence: z.array(evidenceSchema),
  }),
  plan: planSchema,
});

export type Failure = z.output<typeof failureSchema>;
export type PlanSource = z.output<typeof planSourceSchema>;

export interface FailureParts {
  readonly target: Target;
  readonly profile: string;
  readonly source: PlanSource;
  /** Default: it was not. */
  readonly shrunk?: Failure['shrunk'];
  readonly plan: Plan;
  readonly digest: string;
  readonly history: readonly HistoryRecord[];
  readonly conviction: Conviction;
  /** Name of the history file, when there is one. */
  readonly historyFile: string | null;
}

export function failureOf(parts: FailureParts): Failure {
  const { target, conviction, history } = parts;
  return {
    formatVersion: FAILURE_VERSION,
    gauntlet: GAUNTLET_VERSION,
    target: {
      reference: target.reference,
      name: target.name,
      dialect: target.dialect.name,
      fingerprint: fingerprint(target.reference),
    },
    profile: parts.profile,
    source: parts.source,
    shrunk: parts.shrunk ?? null,
    digest: parts.digest,
    recordHashes: history.map(recordHash).join(''),
    history: parts.historyFile,
    verdict: {
      property: conviction.property,
      cause: conviction.cause,
      state: conviction.state,
      sentence: conviction.sentence,
      records: [...conviction.records],
      evidence: evidenceIn(history, conviction.records),
    },
    plan: parts.plan,
  };
}

/** What a file of format 1 says, in this format: it knew neither states nor shrinking. */
export function fromFormat1(value: Readonly<Record<string, unknown>>): unknown {
  const { verdict } = value;
  const stateless = typeof verdict === 'object' && verdict !== null ? { state: null, ...verdict } : verdict;
  return { ...value, formatVersion: FAILURE_VERSION, shrunk: null, verdict: stateless };
}

/** Such as `seq-contiguous-3f2a09b1c4d7.json`. */
export function failureFileName(failure: Failure): string {
  const hash = sha256(canonicalJson(failure)).slice(0, 12);
  return `${failure.verdict.property.replaceAll('/', '-')}-${hash}.json`;
}

/** Index of the first record whose hash differs from the stored one; undefined when all agree. */
export function firstDifferenceFrom(failure: Failure, history: readonly HistoryRecord[]): number | undefined {
  const stored = failure.recordHashes.length / 8;
  for (let i = 0; i < Math.max(stored, history.length); i++) {
    const record = history[i];
    if (record === undefined || recordHash(record) !== failure.recordHashes.slice(i * 8, i * 8 + 8)) return i;
  }
  return undefined;
}

function recordHash(record: HistoryRecord): string {
  return digestOf([record]).slice(0, 8);
}
