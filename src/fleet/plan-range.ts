/**
 * Ranges: consecutive plans that one worker executes at a time. A range that nobody could execute is cut in two, until
 * one plan is left. Plain data. Must not know: Redis.
 */
import { z } from 'zod';
import { count } from '../report/published.ts';

export const planRangeSchema = z.strictObject({
  /** Of the campaign itself, or of the canary: a gateway whose rare mistake has to be noticed. */
  of: z.enum(['campaign', 'canary']),
  /** First and last plan, both included. */
  from: count,
  to: count,
});

export type FleetRange = z.output<typeof planRangeSchema>;

/** Such as `campaign-1-100`: the same range is the same job, whoever asks for it. */
export function rangeName({ of, from, to }: FleetRange): string {
  return `${of}-${from}-${to}`;
}

/** Two halves; undefined: it is one plan. */
export function halvesOf({ of, from, to }: FleetRange): readonly [FleetRange, FleetRange] | undefined {
  if (from === to) return undefined;
  const middle = from + Math.floor((to - from) / 2);
  return [
    { of, from, to: middle },
    { of, from: middle + 1, to },
  ];
}
