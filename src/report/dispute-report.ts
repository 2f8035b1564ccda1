/** The JSON of `gauntlet judge --property P --explain`, as a schema, and what people read: a verdict, and what would change it. */
import { z } from 'zod';
import { count, findingSchema, verdictName, version, type Printed } from './published.ts';
import { proofLines } from './evidence-line.ts';
import { commandLine, type TextLine } from './fitted.ts';
import { joined } from './lines.ts';
import { COLOUR, type Paint } from './paint.ts';

const disputedFinding = z.strictObject({
  ...findingSchema.shape,
  /** Each frame of the evidence as it crossed the wire, by its record. */
  frames: z.array(z.strictObject({ record: count, text: z.string() })),
  /** Declarations that would excuse it, each alone; empty: none that any dialect makes. */
  excusedBy: z.array(
    z.strictObject({
      member: z.string(),
      says: z.string(),
      insteadOf: z.string(),
      declaredBy: z.array(z.string()),
    }),
  ),
});

export const disputeReportSchema = z.strictObject({
  schemaVersion: version,
  gauntlet: z.string(),
  history: z.string(),
  dialect: z.string(),
  profile: z.string(),
  property: z.string(),
  /** With its version. */
  judgedBy: z.string(),
  statement: z.string(),
  why: z.string(),
  /** What counts as one exercise, how often it has to be there, and how often it was. */
  exercise: z.string(),
  minimum: count,
  exercised: count,
  verdict: verdictName,
  /** Why it is inconclusive; null otherwise. */
  reason: z.string().nullable(),
  findings: z.array(disputedFinding),
});

export type DisputeReport = Printed<typeof disputeReportSchema>;

export function renderDispute(report: DisputeReport, paint: Paint, width: number): string {
  const {
    property,
    judgedBy,
    statement,
    why,
    exercise,
    minimum,
    exercised,
    verdict,
    reason,
    findings,
    dialect,
  } = report;
  const lines: readonly TextLine[] = [
    `${paint('bold', property)} in ${report.history}, dialect ${dialect}, judged by ${judgedBy}`,
    `  ${statement}`,
    paint('dim', `  why: ${why}`),
    paint('dim', `  exercised ${exercised} times, at least ${minimum}: ${exercise}`),
    '',
    ...findings.flatMap((one) => findingLines(one, dialect, paint)),
    `${paint(COLOUR[verdict], verdict)}${reason === null ? '' : `: ${reason}`}`,
  ];
  return joined(lines, width);
}

/** People read no more of a frame; the JSON has it whole. */
const LONGEST_FRAME = 2_000;

function shortened(text: string): string {
  if (text.length <= LONGEST_FRAME) return text;
  return `${text.slice(0, LONGEST_FRAME)}…+${text.length - LONGEST_FRAME} characters`;
}

function findingLines(
  finding: DisputeReport['findings'][number],
  dialect: string,
  paint: Paint,
): readonly TextLine[] {
  const { sentence, cause, frames, excusedBy } = finding;
  return [
    `${sentence}`,
    `  the clause: ${cause}`,
    ...proofLines(finding, paint),
    ...(frames.length === 0 ? [] : [paint('dim', '  the frames')]),
    ...frames.map(({ record, text }) => commandLine(`#${record} ${shortened(text)}`)),
    ...(excusedBy.length === 0
      ? [`  nothing that a dialect may declare instead of what ${dialect} does would excuse it`]
      : ['  what would excuse it, if it is so: a dialect that declares']),
    ...excusedBy.flatMap(({ says, insteadOf, declaredBy }) => [
      `    ${says} (as ${declaredBy.join(', ')})`,
      paint('dim', `      where ${dialect} declares: ${insteadOf}`),
    ]),
    '',
  ];
}
