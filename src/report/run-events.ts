/**
 * What happens while `gauntlet run` goes on, a line of JSON each (`--ndjson`), as a schema and as the types that it is
 * made in. Two runs say the same but for `wallMs` and for how many plans a line of type `plans` comes after. Members
 * may be added within a `schemaVersion`.
 */
import { z } from 'zod';
import { count, findingSchema, verdictName, version as schemaVersion, type Printed } from './published.ts';

/** Wall milliseconds since the run began: when the line was printed, and nothing of the verdict depends on it. */
const wallMs = z.number().int().min(0);

const total = count.nullable();

const events = [
  /** The first line. */
  z.strictObject({
    type: z.literal('begin'),
    schemaVersion,
    version: z.string(),
    gateway: z.string(),
    seed: z.string(),
    /** Executions of scenarios, and plans of the campaign; null: until its time is over. */
    scenarios: count,
    plans: total,
  }),
  /** A scenario was executed on one gateway. */
  z.strictObject({
    type: z.literal('scenario'),
    done: count,
    total: count,
    name: z.string(),
    file: z.string(),
    gateway: z.string(),
    verdict: verdictName,
    /** Why it is not as expected; null when it is. */
    problem: z.string().nullable(),
  }),
  /** Some more plans of the campaign were executed; `kinds` of failure are known by now. */
  z.strictObject({ type: z.literal('plans'), done: count, total, kinds: count }),
  /** A violation of a kind (property, state, cause) that was not there before. */
  z.strictObject({
    type: z.literal('violation'),
    plan: z.string(),
    gateway: z.string(),
    property: findingSchema.shape.property,
    cause: findingSchema.shape.cause,
    state: findingSchema.shape.state,
    sentence: findingSchema.shape.sentence,
    /** A scenario names this gateway as one that must fail it. */
    expected: z.boolean(),
  }),
  /** The last line; `report.json` says more. */
  z.strictObject({
    type: z.literal('end'),
    verdict: verdictName,
    exitCode: count,
    plans: count,
    digest: z.string(),
    interrupted: z.boolean(),
  }),
] as const;

export const runEventSchema = z.discriminatedUnion('type', events);
export type RunEvent = Printed<typeof runEventSchema>;

/** A line as it is printed. */
export const runLineSchema = z.discriminatedUnion('type', [
  events[0].extend({ wallMs }),
  events[1].extend({ wallMs }),
  events[2].extend({ wallMs }),
  events[3].extend({ wallMs }),
  events[4].extend({ wallMs }),
]);

export function runLine(event: RunEvent, wallMs: number): string {
  return `${JSON.stringify({ ...event, wallMs })}\n`;
}
