/** The JSON of `gauntlet compare`, as a schema, and what people read of it: where two histories part. */
import { z } from 'zod';
import { formatMicros } from './duration.ts';
import { block, counted, joined } from './lines.ts';
import type { Paint } from './paint.ts';
import { count, version as schemaVersion, type Printed } from './published.ts';

const side = z.strictObject({
  /** The file that was given, or the command that gives this history again. */
  from: z.string(),
  target: z.string().nullable(),
  records: count,
  digest: z.string(),
});

/** One thing that a client saw, without what differs between two executions of one plan. */
const seen = z.strictObject({
  /** The record that shows it. */
  record: count,
  atMicros: z.number().min(0),
  /** What it is, and what it says as JSON: `sessions.changed: {…}`. */
  what: z.string(),
  value: z.string(),
});

const divergence = z.strictObject({
  client: z.string(),
  /** The session key; empty where none is named. */
  session: z.string(),
  /** So many things were seen alike before. */
  alike: count,
  /** The first member that differs: `session.status`; null when one saw no more, or something else. */
  member: z.string().nullable(),
  /** The last of what was alike, as the first history shows it. */
  before: z.array(seen),
  /** From where they part. */
  first: z.array(seen),
  second: z.array(seen),
});

export const compareReportSchema = z.strictObject({
  schemaVersion,
  version: z.string(),
  /** `inconclusive`: neither history shows anything that is compared. */
  outcome: z.enum(['same', 'different', 'inconclusive']),
  first: side,
  second: side,
  /** What reads answer was compared, too. */
  reads: z.boolean(),
  /** Views (what one client saw of one session) that were compared, and things seen in them, on both sides. */
  views: count,
  seen: count,
  /** One for each view that differs, the earliest first. */
  divergences: z.array(divergence),
});

export type CompareReport = Printed<typeof compareReportSchema>;
export type ReportedDivergence = CompareReport['divergences'][number];
export type ReportedSeen = ReportedDivergence['before'][number];

/** Characters of a line that is context, behind its record and time. */
const CLIPPED = 52;
/** Of what the sides differ in, so many lines of so many characters, and so many before it differs. */
const FOLDED = 72;
const MOST_LINES = 8;
const LEAD = 2 * FOLDED;

const LEFT_OUT = '; what reads answer was left out (--reads)';

export function renderCompare(report: CompareReport, paint: Paint): string {
  const { outcome, first, second, divergences, views, seen: things, reads } = report;
  const [earliest, ...others] = divergences;
  const compared = `${counted(things, 'thing')} seen in ${counted(views, 'view')}`;
  return joined([
    `${paint('red', 'a')} ${sideLine(first)}`,
    `${paint('green', 'b')} ${sideLine(second)}`,
    '',
    ...(earliest === undefined ? [] : block(divergenceLines(earliest, paint))),
    ...block(others.map((one) => `also ${placeOf(one)}`)),
    outcome === 'same'
      ? `${paint('green', 'same')}: ${compared}${reads ? '' : LEFT_OUT}`
      : outcome === 'different'
        ? `${paint('red', 'different')}: ${divergences.length} of ${counted(views, 'view')}`
        : `${paint('yellow', 'inconclusive')}: neither shows anything that is compared`,
  ]);
}

function sideLine({ from, target, records }: CompareReport['first']): string {
  return `${from} (${target === null ? '' : `${target}, `}${counted(records, 'record')})`;
}

function placeOf({ client, session, alike, member }: ReportedDivergence): string {
  const place = session === '' ? client : `${client} in ${session}`;
  return `${place}: alike ${counted(alike, 'time')}, then different${member === null ? '' : ` at ${member}`}`;
}

function divergenceLines(one: ReportedDivergence, paint: Paint): readonly string[] {
  const { before, first, second } = one;
  const alike = commonLength(textOf(first[0]), textOf(second[0]));
  const rows = (mark: string, [parting, ...after]: readonly ReportedSeen[]): readonly string[] =>
    parting === undefined
      ? [`  ${mark} sees no more`]
      : [
          `  ${mark} ${momentOf(parting)}`,
          ...folded(textOf(parting), alike).map((line) => `      ${line}`),
          ...after.map((each) => paint('dim', `    ${seenLine(each)}`)),
        ];
  return [
    paint('bold', placeOf(one)),
    ...before.map((each) => paint('dim', `    ${seenLine(each)}`)),
    ...rows(paint('red', 'a'), first),
    ...rows(paint('green', 'b'), second),
  ];
}

function seenLine(seen: ReportedSeen): string {
  const text = textOf(seen);
  return `${momentOf(seen)}  ${text.length > CLIPPED ? `${text.slice(0, CLIPPED - 1)}…` : text}`;
}

function momentOf({ record, atMicros }: ReportedSeen): string {
  return `#${String(record).padEnd(5)} ${formatMicros(atMicros).padStart(10)}`;
}

/** The part of a text around where it differs from the other, on several lines. */
function folded(text: string, differsAt: number): readonly string[] {
  const most = FOLDED * MOST_LINES;
  const start = text.length <= most ? 0 : Math.max(0, Math.min(differsAt - LEAD, text.length - most));
  const end = start + most;
  const shown = `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
  return Array.from({ length: Math.ceil(shown.length / FOLDED) }, (_, k) =>
    shown.slice(k * FOLDED, (k + 1) * FOLDED),
  );
}

function textOf(seen: ReportedSeen | undefined): string {
  return seen === undefined ? '' : `${seen.what}: ${seen.value}`;
}

function commonLength(one: string, other: string): number {
  let at = 0;
  while (at < Math.min(one.length, other.length) && one[at] === other[at]) at++;
  return at;
}
