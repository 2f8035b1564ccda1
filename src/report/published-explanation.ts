/** What `explain FILE` finds out about a failure, as a schema: in the failure file, in its JSON and on the page. */
import { z } from 'zod';
import { count, findingSchema, replayedMembers, type Printed } from './published.ts';

const SINCE_VERSION = 1;

/** Values next to each other that fail. Both ends were executed, and so was what passes beside them. */
const windowSchema = z.strictObject({
  from: z.number(),
  to: z.number(),
  /** The nearest value below it that was executed and does not fail like this; null: no smaller one was drawn. */
  below: z.number().nullable(),
  above: z.number().nullable(),
});

const fieldSchema = z.strictObject({
  /** Such as `m3.turn.end.afterMs`; of the whole plan, without an entry in front. */
  path: z.string(),
  /** The client, operation or fault that it is of; null: the whole plan. */
  entry: z.string().nullable(),
  name: z.string(),
  /** 0 is when things happen, 3 what seldom matters. */
  rank: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  /**
   * `must`: no other value that was tried fails. `any`: all that were tried fail. `range`: some do.
   * `untried`: the budget ran out before its turn.
   */
  says: z.enum(['must', 'any', 'range', 'untried']),
  /** What the plan has. */
  value: z.union([z.string(), z.number()]),
  unit: z.enum(['ms', 'bytes', 'bytes a second', '']),
  /** Of a time: the operation or fault that it is counted from; null: from the beginning, or it is no time. */
  after: z.string().nullable(),
  /** Of a number: those that fail, in rising order; the plan's value is in one of them. */
  windows: z.array(windowSchema),
  /** Of a number: the least and the most that was drawn; null: it is none. */
  drawn: z.strictObject({ least: z.number(), most: z.number() }).nullable(),
  /** Of a number: the ends of the window with the plan's value are exact to one. */
  exact: z.boolean(),
  /** Of a choice: what else was chosen and failed as well, and what did not. */
  fails: z.array(z.string()),
  passes: z.array(z.string()),
  executions: count,
  /** What came out, in words. */
  words: z.string(),
});

/** What of a plan must be so for it to fail as it does. */
export const explanationSchema = z.strictObject({
  explanationVersion: z.literal(SINCE_VERSION),
  /** All of it as one sentence. */
  sentence: z.string(),
  /** Those that say most first. */
  fields: z.array(fieldSchema),
  executions: count,
  /** Most executions that were allowed, and whether they sufficed for everything that was looked for. */
  budget: count,
  complete: z.boolean(),
});

export const EXPLANATION_VERSION = SINCE_VERSION;

export const explanationReportSchema = z.strictObject({
  ...replayedMembers,
  /** Null: it was not reproduced. */
  explained: z
    .strictObject({
      /** The failure file that holds the explanation: the given one, or a smaller one that was made of it first. */
      file: z.string(),
      /** What making it smaller took; null: it was small. */
      shrinking: z.strictObject({ entriesBefore: count, entriesAfter: count, executions: count }).nullable(),
      /** The plan in words. */
      plan: z.array(z.string()),
      violation: z.strictObject({ ...findingSchema.shape, state: findingSchema.shape.state.nullable() }),
      explanation: explanationSchema,
      replay: z.string(),
    })
    .nullable(),
  interrupted: z.boolean(),
});

export type FieldFinding = Printed<typeof fieldSchema>;
export type FailureExplanation = Printed<typeof explanationSchema>;
export type ExplanationReport = Printed<typeof explanationReportSchema>;
