/**
 * What a run left in a seed database about itself: how far its plans came, what they cost, and which failures were open, each
 * with the moment from which on it was. One file for each run, named by when and what it was, so that no two branches write the
 * same file unless they ran the same.
 */
import { z } from 'zod';
import { canonicalJson } from '../../input/canonical.ts';
import { count, verdictName, type RunReport } from '../../report/published.ts';
import { failureKindSchema, kindKey, momentSchema, type Moment } from './seed-entry.ts';
import type { WatchedPlans } from './watched-plans.ts';
import { GAUNTLET_VERSION } from '../version.ts';

export const RECORD_VERSION = 1;

/** Of one target so many are kept, the newest. */
export const MOST_RUNS = 200;

export const runRecordSchema = z.strictObject({
  formatVersion: z.literal(RECORD_VERSION),
  gauntlet: z.string(),
  /** As it was named. */
  gateway: z.string(),
  fingerprint: z.string(),
  ran: momentSchema,
  seed: z.string(),
  digest: z.string(),
  verdict: verdictName,
  /** Plans of seeds: those that the database held, and those of the campaign. */
  plans: count,
  /** After so many of them: cells, pairs and triples of facts. */
  growth: z.array(z.tuple([count, count, count, count])),
  /** CPU time of all that executed; null: nobody measured it. Differs from one execution to the next. */
  coreMicros: count.nullable(),
  /** Failures that nobody expected, each kind once. */
  open: z.array(
    z.strictObject({ ...failureKindSchema.shape, plan: z.string(), plans: count, since: momentSchema }),
  ),
});

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
export type RunRecord = Frozen<z.output<typeof runRecordSchema>>;

export interface RecordedRun {
  readonly report: RunReport;
  readonly watched: WatchedPlans;
  readonly now: Moment;
  /** As it was named. */
  readonly gateway: string;
  readonly fingerprint: string;
  readonly coreMicros: number | null;
}

/** `before`: those of the same target. */
export function runRecord(
  before: readonly RunRecord[],
  { report, watched, now, gateway, fingerprint, coreMicros }: RecordedRun,
): RunRecord {
  const { gateway: judged, seed, digest, verdict } = report;
  const record = { ran: now, digest };
  const previous = inOrder(before)
    .filter((one) => recordFileName(one) < recordFileName(record))
    .at(-1);
  const since = new Map(previous?.open.map((one) => [kindKey(one), one.since]));
  const open = new Map<string, RunRecord['open'][number]>();
  for (const one of report.violations) {
    if (one.expected || one.gateway !== judged || open.has(kindKey(one))) continue;
    const { property, cause, state, plan, plans } = one;
    open.set(kindKey(one), { property, cause, state, plan, plans, since: since.get(kindKey(one)) ?? now });
  }
  return {
    formatVersion: RECORD_VERSION,
    gauntlet: GAUNTLET_VERSION,
    gateway,
    fingerprint,
    ...record,
    seed,
    verdict,
    plans: watched.points.at(-1)?.[0] ?? 0,
    growth: watched.points,
    coreMicros,
    open: [...open.values()],
  };
}

/** The oldest comes first. */
export function inOrder(records: readonly RunRecord[]): readonly RunRecord[] {
  return [...records].sort((a, b) => (recordFileName(a) < recordFileName(b) ? -1 : 1));
}

/** Without the folder; sorts as the moments do. */
export function recordFileName({ ran: { at, commit }, digest }: Pick<RunRecord, 'ran' | 'digest'>): string {
  const when = new Date(at)
    .toISOString()
    .replace(/\.000Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
  return `${when}-${commit.replaceAll(/[^0-9A-Za-z]/g, '').slice(0, 12)}-${digest}.json`;
}

export function recordText(record: RunRecord): string {
  return `${canonicalJson(record, 2)}\n`;
}
