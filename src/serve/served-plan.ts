/**
 * The plan of a served session: what the model says in the runs to come, and what happens to whoever connects, at times. A
 * JSON or YAML file; everything wrong is said with its place. After the last turn the built-in runtime goes on by itself.
 */
import { z } from 'zod';
import { readTextFile } from '../input/text-file.ts';
import { parseYaml } from '../input/yaml-source.ts';
import type { ServedFault } from './fault-sequence.ts';

const milliseconds = z.number().int().min(0).max(86_400_000);
const text = z.string().max(16 * 1024 * 1024);

const step = z.union([
  /** A piece of the reply. */
  z.strictObject({ says: text, afterMs: milliseconds.default(10) }),
  /** The result of a tool. */
  z.strictObject({
    tool: text,
    name: z.string().min(1).default('browser'),
    afterMs: milliseconds.default(10),
  }),
]);

const turnSchema = z.strictObject({
  /** The first run of a message with this text; default: the next run that there is. */
  to: z.string().optional(),
  startAfterMs: milliseconds.default(5),
  steps: z.array(step).default([]),
  /** `never`: it goes on until somebody ends it. */
  ends: z.enum(['stop', 'error', 'never']).default('stop'),
  endAfterMs: milliseconds.default(5),
  /** What the model says it took. */
  tokens: z.number().int().min(0).default(100),
});

/** Milliseconds since the gateway first listened. */
const at = { atMs: milliseconds };
/** Which connection, from 0, the oldest first; modulo how many there are. */
const pick = z.number().int().min(0).default(0);

const faultSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('cut'), ...at, pick }),
  z.strictObject({ type: z.literal('stall'), ...at, pick, forMs: milliseconds.default(1_000) }),
  z.strictObject({ type: z.literal('restart'), ...at, downMs: milliseconds.default(500) }),
  z.strictObject({ type: z.literal('reset'), ...at }),
  z.strictObject({ type: z.literal('large-result'), ...at, overBytes: z.number().int().min(1).default(1) }),
]) satisfies z.ZodType<ServedFault>;

export const servedPlanSchema = z.strictObject({
  turns: z.array(turnSchema).default([]),
  faults: z.array(faultSchema).default([]),
});

export type ServedTurn = z.output<typeof turnSchema>;
export type ServedPlan = z.output<typeof servedPlanSchema>;

/** Throws InputError, one line for each problem. */
export function readServedPlan(path: string): ServedPlan {
  const { turns, faults } = parseYaml(path, readTextFile(path, 'a plan of a served session')).read(
    servedPlanSchema,
  );
  return { turns, faults: faults.toSorted((a, b) => a.atMs - b.atMs) };
}
