/** The JSON of `gauntlet verify`, as a schema, and what people read of it: what differs, file by file. */
import { z } from 'zod';
import { judgedMembers } from './certificate-report.ts';
import { COLOUR } from './certificate-terminal.ts';
import type { Paint } from './paint.ts';

export const verifyReportSchema = z.strictObject({
  ...judgedMembers,
  /** `differs`: the bundle does not say what its histories say. */
  outcome: z.enum(['verified', 'differs']),
  /** False: the verdict and the requirements are the bundle's own, because nothing could be computed anew. */
  recomputed: z.boolean(),
  differences: z.array(z.strictObject({ file: z.string(), sentence: z.string() })),
});

export type VerifyReport = z.output<typeof verifyReportSchema>;

export function renderVerify(report: VerifyReport, bundle: string, paint: Paint): string {
  const { outcome, differences, target, profile, verdict, digest } = report;
  const lines = differences.map(
    ({ file, sentence }) => `${paint('red', 'DIFFERS')} ${paint('bold', file)}: ${sentence}`,
  );
  const closing =
    outcome === 'verified'
      ? `${paint('green', 'verified')}: ${target ?? ''} against ${profile} is ${paint(COLOUR[verdict], verdict)}, as its histories say; digest ${digest}`
      : `${paint('red', 'not verified')}: ${bundle} does not say what its histories say (${differences.length === 1 ? 'one difference' : `${differences.length} differences`})`;
  return `${[...lines, ...(lines.length === 0 ? [] : ['']), closing].join('\n')}\n`;
}
