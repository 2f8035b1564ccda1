/** The JSON of `gauntlet verify`, as a schema, and what people read of it: what differs, and what is only claimed. */
import { z } from 'zod';
import { judgedMembers } from './certificate-report.ts';
import { notJudgedLines } from './certificate-terminal.ts';
import { block, joined } from './lines.ts';
import { COLOUR, type Paint } from './paint.ts';
import type { Printed } from './published.ts';

export const verifyReportSchema = z.strictObject({
  ...judgedMembers,
  /**
   * `differs`: something in the bundle is not as something else in it implies. `another-judge`: only what another
   * version found differs, or cannot be computed here. `incomplete`: true, but not every case was run to its end.
   */
  outcome: z.enum(['verified', 'incomplete', 'another-judge', 'differs']),
  /** False: the verdict and the requirements are the bundle's own, because nothing could be computed anew. */
  recomputed: z.boolean(),
  differences: z.array(
    z.strictObject({
      file: z.string(),
      sentence: z.string(),
      /** This version does not have what is judged by; or it is a judgement, which another version made. */
      judge: z.enum(['gone', 'other']).optional(),
    }),
  ),
  /** What the bundle says and nothing in it proves, by the member of certificate.json that says it. */
  claims: z.array(z.strictObject({ member: z.string(), says: z.string() })),
  /** Why nothing proves them. */
  unproven: z.string(),
});

export type VerifyReport = Printed<typeof verifyReportSchema>;

export function renderVerify(report: VerifyReport, bundle: string, paint: Paint, width?: number): string {
  const { claims, differences, unproven } = report;
  return joined(
    [
      ...block(
        differences.map(
          ({ file, sentence }) => `${paint('red', 'DIFFERS')} ${paint('bold', file)}: ${sentence}`,
        ),
      ),
      closing(report, bundle, paint),
      ...notJudgedLines(report.notJudged, paint),
      paint('dim', `claims, not proven (${unproven}):`),
      ...claims.map(({ says }) => paint('dim', `  ${says}`)),
    ],
    width,
  );
}

function closing(report: VerifyReport, bundle: string, paint: Paint): string {
  const { outcome, differences, target, profile, verdict, digest } = report;
  const finding = `${target ?? ''} against ${profile} is ${paint(COLOUR[verdict], verdict)}, as its histories say; digest ${digest}`;
  switch (outcome) {
    case 'verified':
      return `${paint('green', 'verified')}: ${finding}`;
    case 'incomplete':
      return `${paint('yellow', 'incomplete')}: not every case of ${profile} was run to its end; as far as that goes, ${finding}`;
    case 'another-judge':
      return `${paint('yellow', 'judged by another judge')}: ${bundle} is as it was written, but what judged it is not this version`;
    case 'differs': {
      const many = differences.length === 1 ? 'one difference' : `${differences.length} differences`;
      return `${paint('red', 'not verified')}: ${bundle} does not say what its histories say (${many})`;
    }
  }
}
