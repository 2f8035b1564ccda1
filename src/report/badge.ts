/** A run as a badge: what shields.io takes from an address (its endpoint schema), beside the other reports. */
import { z } from 'zod';
import { counted } from './lines.ts';
import type { Printed, RunReport } from './published.ts';

export const badgeSchema = z.strictObject({
  schemaVersion: z.literal(1),
  label: z.string().min(1),
  message: z.string().min(1),
  color: z.enum(['brightgreen', 'red', 'yellow']),
  /** Whoever shows it cannot give it another colour. */
  isError: z.boolean(),
});

export type Badge = Printed<typeof badgeSchema>;

const COLOURS = { pass: 'brightgreen', violation: 'red', inconclusive: 'yellow' } as const;

/** By the verdict that the exit code tells: what is known before does not count. */
export function badgeOf({ plans, interrupted, baseline, ...report }: RunReport): Badge {
  const verdict = baseline?.verdict ?? report.verdict;
  return {
    schemaVersion: 1,
    label: 'gauntlet',
    message: interrupted ? `${verdict}, interrupted` : `${verdict}, ${counted(plans, 'plan')}`,
    color: COLOURS[verdict],
    isError: verdict === 'violation',
  };
}
