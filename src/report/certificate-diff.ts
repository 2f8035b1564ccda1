/** The JSON of `gauntlet diff`, as a schema, and what people read of it: the worse first. */
import { z } from 'zod';
import { judgementName } from './certificate-report.ts';
import { joined } from './lines.ts';
import { COLOUR, type Paint } from './paint.ts';
import { verdictName, version as schemaVersion, type Printed } from './published.ts';

const side = z.strictObject({
  target: z.string(),
  version: z.string().nullable(),
  profile: z.string(),
  verdict: verdictName,
  digest: z.string(),
});

export const diffReportSchema = z.strictObject({
  schemaVersion,
  gauntlet: z.string(),
  before: side,
  after: side,
  /** How many got worse. */
  worse: z.number().int().min(0),
  changes: z.array(
    z.strictObject({
      kind: z.enum(['requirement', 'case']),
      id: z.string(),
      title: z.string(),
      /** Null: not in that certificate. */
      before: judgementName.nullable(),
      after: judgementName.nullable(),
      direction: z.enum(['better', 'worse', 'other']),
      detail: z.string(),
    }),
  ),
});

export type DiffReport = Printed<typeof diffReportSchema>;
type Change = DiffReport['changes'][number];

const GROUPS = [
  ['worse', 'red'],
  ['better', 'green'],
  ['other', 'yellow'],
] as const;

export function renderDiff(report: DiffReport, paint: Paint, width?: number): string {
  const { before, after, changes } = report;
  const lines = [`${before.target} (${before.verdict}) → ${after.target} (${after.verdict})`];
  if (before.profile !== after.profile) lines.push(`profile ${before.profile} → ${after.profile}`);
  for (const [direction, colour] of GROUPS) {
    const group = changes.filter((one) => one.direction === direction);
    if (group.length === 0) continue;
    lines.push('', paint(colour, direction), ...group.map((one) => `  ${changeLine(one, paint)}`));
  }
  if (changes.length === 0) lines.push('nothing changed');
  return joined(lines, width);
}

function changeLine({ kind, id, before, after, detail }: Change, paint: Paint): string {
  return `${kind} ${paint('bold', id)}: ${word(before, paint)} → ${word(after, paint)}${paint('dim', ` (${detail})`)}`;
}

function word(judgement: Change['before'], paint: Paint): string {
  return judgement === null ? 'not there' : paint(COLOUR[judgement], judgement);
}
