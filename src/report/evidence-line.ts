/**
 * Evidence as the lines that people read: record number, virtual time, who to whom; the fields on which the verdict
 * depends, with what they were before; the frame; then what led there, and the plan's entries behind it.
 */
import type { Evidence, EvidenceField, Finding } from '../properties/finding.ts';
import { formatMicros } from './duration.ts';
import { cutLine, type TextLine } from './fitted.ts';
import { aligned, joined } from './lines.ts';
import { plainPaint, type Paint } from './paint.ts';

/** So many fields of a frame are shown; what changed comes first. */
const MOST_FIELDS = 6;

/** Aligned lines, one for each record. */
export function evidenceLines(evidence: readonly Evidence[]): readonly string[] {
  return headings(evidence).map((heading, at) => `${heading}  ${evidence[at]?.what ?? ''}`);
}

/** All that is known of a finding beside its sentence, indented by two and more. */
export function proofLines(
  finding: Pick<Finding, 'evidence' | 'background'>,
  paint: Paint,
): readonly TextLine[] {
  const { evidence, background } = finding;
  const whens = moments(evidence);
  const shown = evidence.flatMap((one, at): readonly TextLine[] => {
    const fields = fieldLines(one.fields ?? [], paint);
    const from = who(one);
    const when = `    ${whens[at] ?? ''}  `;
    // what nobody sent says what it is itself
    if (from === '') return [cutLine(when + one.what), ...fields];
    return [cutLine(when + from), ...fields, cutLine(`      ${one.what}`)];
  });
  if (background === undefined) return shown;
  const { causes, steps, untried } = background;
  return [
    ...shown,
    ...(untried === 0 ? [] : [paint('dim', `    ${untried} more fields of these frames were not tried`)]),
    ...(causes.length === 0 ? [] : [paint('dim', '  what came before it')]),
    ...causeLines(causes),
    ...(steps.length === 0 ? [] : [paint('dim', '  the steps of the plan that led there')]),
    ...steps.map((step, at) => `    ${at + 1}. ${step}`),
  ];
}

/** The same as text, as wide as it is. */
export function proofText(finding: Pick<Finding, 'evidence' | 'background'>): readonly string[] {
  return joined(proofLines(finding, plainPaint))
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '');
}

/** Most have nobody who sends: no column for that. */
function causeLines(causes: readonly Evidence[]): readonly TextLine[] {
  const whens = moments(causes);
  return causes.map((one, at) => {
    const from = who(one);
    return cutLine(`    ${whens[at] ?? ''}  ${from === '' ? '' : `${from}: `}${one.what}`);
  });
}

function fieldLines(fields: readonly EvidenceField[], paint: Paint): readonly TextLine[] {
  const [changed, same] = [fields.filter(isChanged), fields.filter((one) => !isChanged(one))];
  const all = [...changed, ...same];
  const more = all.length - MOST_FIELDS;
  return [
    ...all.slice(0, MOST_FIELDS).map((one) => `      ${fieldText(one, paint)}`),
    ...(more > 0 ? [paint('dim', `      and ${more} more fields`)] : []),
  ];
}

function isChanged({ value, was }: EvidenceField): boolean {
  return was !== null && was.value !== value;
}

/** `payload.row.status = "done" (was null in #631)`. */
export function fieldText(field: EvidenceField, paint: Paint): string {
  const { path, value, was } = field;
  const before = was !== null && isChanged(field) ? ` (was ${JSON.stringify(was.value)} in #${was.i})` : '';
  return `${paint('bold', path)} = ${JSON.stringify(value)}${before}`;
}

/** Record, time and who, in columns. */
function headings(evidence: readonly Evidence[]): readonly string[] {
  const whens = moments(evidence);
  const rows = evidence.map((one, at) => [`${whens[at] ?? ''}  ${who(one)}`, '']);
  return aligned(rows).map(([heading = '']) => heading);
}

/** Record and time, in columns. */
function moments(evidence: readonly Evidence[]): readonly string[] {
  const rows = evidence.map((one) => [`#${one.i}`, formatMicros(one.atMicros)] as const);
  const width = (column: 0 | 1): number => Math.max(0, ...rows.map((row) => row[column].length));
  const [w0, w1] = [width(0), width(1)];
  return rows.map(([number, at]) => `${number.padStart(w0)}  ${at.padStart(w1)}`);
}

function who({ client, conn, direction, stage }: Evidence): string {
  const name = conn === null ? (client ?? '') : `${client ?? '?'}#${conn}`;
  if (direction === null) return name;
  const arrow = direction === 'gateway → client' ? `gateway → ${name}` : `${name} → gateway`;
  return stage === 'delivered' ? `${arrow} (delivered)` : `${arrow} (sent)`;
}
