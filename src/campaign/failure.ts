/**
 * The failure file: everything that is needed to see one violation again, also after the generator changed. Its name
 * holds the hash of its content, so it is never overwritten by another failure. Format version 1.
 */
import { z } from 'zod';
import { digestOf } from '../history/digest.ts';
import type { HistoryRecord } from '../history/record.ts';
import { planSchema, type Plan } from '../plan/plan.ts';
import { canonicalJson, sha256 } from './canonical.ts';
import type { Conviction } from './chunk.ts';
import { evidenceOf, evidenceSchema } from './evidence.ts';
import { fingerprint } from './fingerprint.ts';
import type { Target } from './target.ts';
import { GAUNTLET_VERSION } from './version.ts';

export const FAILURE_VERSION = 1;

const count = z.number().int().min(0);

/** Where the plan came from: enough to regenerate it with the same version. */
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

export const failureSchema = z.strictObject({
  formatVersion: z.literal(FAILURE_VERSION),
  gauntlet: z.string(),
  target: targetSchema,
  profile: z.string(),
  source: planSourceSchema,
  digest: z.string(),
  /** Eight hexadecimal digits per record, one after the other: where another execution first differs. */
  recordHashes: z.string().regex(/^([0-9a-f]{8})*$/, 'expected eight hexadecimal digits per record'),
  /** The whole history, beside this file; null when it was not kept. */
  history: z.string().nullable(),
  verdict: z.strictObject({
    property: z.string(),
    cause: z.string(),
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
    digest: parts.digest,
    recordHashes: history.map(recordHash).join(''),
    history: parts.historyFile,
    verdict: {
      property: conviction.property,
      cause: conviction.cause,
      sentence: conviction.sentence,
      records: [...conviction.records],
      evidence: conviction.records.flatMap((i) => {
        const record = history[i];
        return record === undefined ? [] : [evidenceOf(record)];
      }),
    },
    plan: parts.plan,
  };
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
