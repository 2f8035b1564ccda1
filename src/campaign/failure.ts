/**
 * The failure file: everything that is needed to see one violation again, also after the generator changed. Its name
 * holds the hash of what failed, so it is never overwritten by another failure; what is found out about it later is added
 * to it. Format version 4; reads 1 to 3 as well.
 */
import { z } from 'zod';
import { digestOf } from '../history/digest.ts';
import type { HistoryRecord } from '../history/record.ts';
import { hashString } from '../kernel/hash.ts';
import { planSchema, type Plan } from '../plan/plan.ts';
import { canonicalJson, sha256 } from '../input/canonical.ts';
import type { Finding } from '../properties/finding.ts';
import { count, findingSchema, type Printed } from '../report/published.ts';
import { causalitySchema } from '../report/published-causality.ts';
import { explanationSchema } from '../report/published-explanation.ts';
import { fingerprint } from './fingerprint.ts';
import type { Target } from './target.ts';
import { GAUNTLET_VERSION } from './version.ts';

export const FAILURE_VERSION = 4;

/** So many records have a hash each; further ones share one by the block, or a long history made a file of megabytes. */
export const EXACT_RECORDS = 65_536;
export const BLOCK_RECORDS = 64;
const DIGITS = 8;

/** Where the plan came from: enough to regenerate it with the same version, unless it was shrunk since. */
const planSourceSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('seed'), seed: z.string(), index: count }),
  z.strictObject({ type: z.literal('scenario'), file: z.string(), name: z.string() }),
]);

const targetSchema = z.strictObject({
  reference: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('named'), name: z.string() }),
    z.strictObject({ type: z.literal('file'), path: z.string() }),
    z.strictObject({ type: z.literal('hosted'), text: z.string() }),
  ]),
  name: z.string(),
  dialect: z.string(),
  /** Hash of the target's source. */
  fingerprint: z.string(),
});

/** How the plan was made smaller. */
const shrunkSchema = z.strictObject({
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
  /** Eight hexadecimal digits per record, from record 65,536 on per 64 records: where another execution first differs. */
  recordHashes: z.string().refine(isHashes, 'expected eight hexadecimal digits per record'),
  /** The whole history, beside this file; null when it was not kept. */
  history: z.string().nullable(),
  /** What was found. Its state is null in a file of format 1, which did not say. */
  verdict: findingSchema.extend({ state: findingSchema.shape.state.nullable() }),
  plan: planSchema,
  /** What of the plan must be so; null: nobody has asked. */
  explanation: explanationSchema.nullable(),
  /** How probable it is by the point up to which the plan stays as it is; null: nobody has asked. */
  causality: causalitySchema.nullable().default(null),
});

/**
 * The content of a failure file, as `readFailure` gives it: all that is needed to execute one violation again. Only
 * read.
 */
export type Failure = Omit<Printed<typeof failureSchema>, 'plan'> & { readonly plan: Plan };
export type PlanSource = Failure['source'];

export interface FailureParts extends Pick<Failure, 'profile' | 'source' | 'shrunk' | 'plan' | 'digest'> {
  readonly target: Target;
  /** Named by its digest. */
  readonly historyFile: string | null;
  readonly history: readonly HistoryRecord[];
  /** With its evidence. */
  readonly finding: Finding;
}

export function failureOf({ target, history, historyFile, finding, ...parts }: FailureParts): Failure {
  const { name, dialect, reference } = target;
  return {
    formatVersion: FAILURE_VERSION,
    gauntlet: GAUNTLET_VERSION,
    target: { reference, name, dialect: dialect.name, fingerprint: fingerprint(reference) },
    recordHashes: folded(hashesOf(history)),
    history: historyFile,
    verdict: finding,
    explanation: null,
    causality: null,
    ...parts,
  };
}

/**
 * What an older file says, in this format: 1 knew neither states nor shrinking, 2 had a hash for every record, and 3
 * had neither an explanation nor a curve.
 */
export function fromOlder(value: Readonly<Record<string, unknown>>): unknown {
  const { formatVersion, recordHashes, verdict } = value;
  const now = {
    ...value,
    formatVersion: FAILURE_VERSION,
    explanation: null,
    causality: null,
    recordHashes:
      formatVersion !== 3 && typeof recordHashes === 'string' && isHashes(recordHashes)
        ? folded(hashesIn(recordHashes))
        : recordHashes,
  };
  if (formatVersion !== 1) return now;
  const stateless = typeof verdict === 'object' && verdict !== null ? { state: null, ...verdict } : verdict;
  return { ...now, shrunk: null, verdict: stateless };
}

/** Such as `seq-contiguous-3f2a09b1c4d7.json`. */
export function failureFileName(failure: Failure): string {
  const { explanation: _found, causality: _curve, ...failed } = failure;
  const hash = sha256(canonicalJson(failed)).slice(0, 12);
  return `${failure.verdict.property.replaceAll('/', '-')}-${hash}.json`;
}

/**
 * Index of the first record whose hash differs from the stored one; from record 65,536 on, of the first of the 64 that
 * differ together. Undefined when all agree.
 */
export function firstDifferenceFrom(failure: Failure, history: readonly HistoryRecord[]): number | undefined {
  const [stored, now] = [failure.recordHashes, folded(hashesOf(history))];
  if (stored === now) return undefined;
  let at = 0;
  while (stored.startsWith(now.slice(at, at + DIGITS), at) && at < now.length) at += DIGITS;
  const hashes = at / DIGITS;
  return hashes <= EXACT_RECORDS ? hashes : EXACT_RECORDS + (hashes - EXACT_RECORDS) * BLOCK_RECORDS;
}

function* hashesOf(history: readonly HistoryRecord[]): Generator<string> {
  for (const record of history) yield digestOf([record]).slice(0, DIGITS);
}

function* hashesIn(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += DIGITS) yield text.slice(at, at + DIGITS);
}

/** Hashes one after the other, of which the later ones stand for a block each. */
function folded(hashes: Iterable<string>): string {
  const exact: string[] = [];
  const blocks: string[] = [];
  let block = '';
  const close = (): void => {
    if (block !== '') blocks.push(hashString(block).toString(16).padStart(DIGITS, '0'));
    block = '';
  };
  for (const hash of hashes) {
    if (exact.length < EXACT_RECORDS) exact.push(hash);
    else block += hash;
    if (block.length === BLOCK_RECORDS * DIGITS) close();
  }
  close();
  return exact.join('') + blocks.join('');
}

/** A group of digits in a regular expression would be counted on the stack. */
function isHashes(text: string): boolean {
  return text.length % DIGITS === 0 && !/[^0-9a-f]/.test(text);
}
