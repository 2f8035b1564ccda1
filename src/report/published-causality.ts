/** What `why FILE` finds out about a failure, as a schema: in the failure file, in its JSON and on the page. */
import { z } from 'zod';
import { count, findingSchema, replayedMembers, type Printed } from './published.ts';

const SINCE_VERSION = 1;

/** What happened at a point: a client first asked for an operation, a turn step was said, a run was over, a fault happened. */
const entrySchema = z.strictObject({
  type: z.enum(['operation', 'step', 'end', 'fault']),
  /** Of the operation or fault; of a step and an end, of the send whose run it is. */
  id: z.string(),
  /** Of a step: its place in the script, from 0; null: it is none. */
  step: count.nullable(),
  /** What it is, in words. */
  words: z.string(),
  /** Index of the record of the failure's history that shows it, and its virtual time. */
  record: count,
  atMicros: z.number().min(0),
});

const pointSchema = z.strictObject({
  /** So many entries stay; what comes after the last of them is drawn anew. */
  kept: count,
  /** The last that stays; null: nothing does. */
  entry: entrySchema.nullable(),
  executions: count,
  /** How many of them failed in the same way. */
  failures: count,
});

const riseSchema = z.strictObject({
  /** Across this entry. */
  entry: entrySchema,
  /** Its place, from 1. */
  kept: count,
  /** The share of the continuations that failed before it and with it. */
  before: z.number().min(0).max(1),
  after: z.number().min(0).max(1),
});

/** How probable the failure is by the point up to which the execution stays as it was. */
export const causalitySchema = z.strictObject({
  causalityVersion: z.literal(SINCE_VERSION),
  /** What it comes to, as one sentence. */
  sentence: z.string(),
  /** Entries in all. */
  entries: count,
  /** Those that were executed, in the order of time; between them nothing was. The first keeps nothing, the last everything. */
  points: z.array(pointSchema),
  /** Where the probability rises most, from one entry to the next; null: it rises nowhere at once. */
  jump: riseSchema.nullable(),
  /**
   * The earliest entry from which on it fails where little is left to chance, when that is before the jump: one entry makes the
   * mistake, another one shows it. Else, when the jump leaves it open, the one behind it from which on it fails with nothing else
   * done. Null or absent: there is none.
   */
  begins: riseSchema
    .extend({
      /** What comes after: nothing, and runs go on as their scripts say; a message to each session; that, a compaction and a message more; a message to each and a restart. */
      when: z.enum(['still', 'asked', 'used', 'restarted']),
    })
    .nullable()
    .default(null),
  /** It fails whatever is drawn: no entry is to blame. */
  fromTheStart: z.boolean(),
  executions: count,
  budget: count,
  /** The budget sufficed to look at everything between which the probability changes. */
  complete: z.boolean(),
});

export const CAUSALITY_VERSION = SINCE_VERSION;

export const whyReportSchema = z.strictObject({
  ...replayedMembers,
  /** Null: it was not reproduced. */
  found: z
    .strictObject({
      /** The failure file that holds the curve; null: the failure is one of another gateway than the file's. */
      file: z.string().nullable(),
      violation: z.strictObject({ ...findingSchema.shape, state: findingSchema.shape.state.nullable() }),
      causality: causalitySchema,
    })
    .nullable(),
  interrupted: z.boolean(),
});

export type CausalityEntry = Printed<typeof entrySchema>;
export type Causality = Printed<typeof causalitySchema>;
export type WhyReport = Printed<typeof whyReportSchema>;
