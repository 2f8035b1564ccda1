/** The JSON of `gauntlet compare`, as a schema, and what people read of it: where two histories part. */
import { z } from 'zod';
import { formatMicros } from './duration.ts';
import { commandLine, cutLine, cutTo, type TextLine } from './fitted.ts';
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

/** What a side says where they part stands so far right; a file is as wide as most terminals. */
const INDENT = 6;
const FILE_WIDTH = 80;
/** Of what the sides differ in, so many lines, and about two before it differs. */
const MOST_LINES = 8;

const LEFT_OUT = '; what reads answer was left out (--reads)';

export function renderCompare(report: CompareReport, paint: Paint, width = FILE_WIDTH): string {
  const { outcome, first, second, divergences, views, seen: things, reads } = report;
  const [earliest, ...others] = divergences;
  const compared = `${counted(things, 'thing')} seen in ${counted(views, 'view')}`;
  const lines: readonly TextLine[] = [
    ...sideLines(paint('red', 'a'), first),
    ...sideLines(paint('green', 'b'), second),
    '',
    ...(earliest === undefined ? [] : block(divergenceLines(earliest, paint, width))),
    ...block(others.map((one) => `also ${placeOf(one)}`)),
    outcome === 'same'
      ? `${paint('green', 'same')}: ${compared}${reads ? '' : LEFT_OUT}`
      : outcome === 'different'
        ? `${paint('red', 'different')}: ${divergences.length} of ${counted(views, 'view')}`
        : `${paint('yellow', 'inconclusive')}: neither shows anything that is compared`,
  ];
  return joined(lines, width);
}

/** What it is, then the file or the command, which can be pasted. */
function sideLines(mark: string, { from, target, records }: CompareReport['first']): readonly TextLine[] {
  return [`${mark} ${target === null ? '' : `${target}, `}${counted(records, 'record')}`, commandLine(from)];
}

function placeOf({ client, session, alike, member }: ReportedDivergence): string {
  const place = session === '' ? client : `${client} in ${session}`;
  return `${place}: alike ${counted(alike, 'time')}, then different${member === null ? '' : ` at ${member}`}`;
}

function divergenceLines(one: ReportedDivergence, paint: Paint, width: number): readonly TextLine[] {
  const { before, first, second } = one;
  const alike = commonLength(textOf(first[0]), textOf(second[0]));
  const context = (each: ReportedSeen): string => paint('dim', cutTo(seenLine(each), width));
  const rows = (mark: string, [parting, ...after]: readonly ReportedSeen[]): readonly TextLine[] =>
    parting === undefined
      ? [`  ${mark} sees no more`]
      : [
          `  ${mark} ${momentOf(parting)}`,
          ...folded(textOf(parting), alike, width - INDENT).map((line) => cutLine(' '.repeat(INDENT) + line)),
          ...after.map((each) => context(each)),
        ];
  return [
    paint('bold', placeOf(one)),
    ...before.map((each) => context(each)),
    ...rows(paint('red', 'a'), first),
    ...rows(paint('green', 'b'), second),
  ];
}

function seenLine(seen: ReportedSeen): string {
  return `    ${momentOf(seen)}  ${textOf(seen)}`;
}

function momentOf({ record, atMicros }: ReportedSeen): string {
  return `#${String(record).padEnd(5)} ${formatMicros(atMicros).padStart(10)}`;
}

/** The part of a text around where it differs from the other, on several lines, broken between members where they are short enough. */
function folded(text: string, differsAt: number, columns: number): readonly string[] {
  const all = brokenAt(text, columns);
  if (all.length <= MOST_LINES) return all;
  const most = columns * MOST_LINES;
  const start = Math.max(0, Math.min(differsAt - 2 * columns, text.length - most));
  const shown = brokenAt(`${start > 0 ? '…' : ''}${text.slice(start)}`, columns);
  const isCut = shown.length > MOST_LINES;
  return shown.slice(0, MOST_LINES).map((line, at) => (isCut && at === MOST_LINES - 1 ? `${line}…` : line));
}

/** Behind a comma, else behind a space, else anywhere; no line is less than half full. */
function brokenAt(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (let rest = text; rest !== ''; rest = rest.slice(lines.at(-1)?.length ?? 0)) {
    const line = rest.slice(0, columns);
    const ends = rest.length <= columns ? [] : [line.lastIndexOf(','), line.lastIndexOf(' ')];
    const end = ends.find((one) => one >= columns / 2);
    lines.push(end === undefined ? line : line.slice(0, end + 1));
  }
  return lines;
}

function textOf(seen: ReportedSeen | undefined): string {
  return seen === undefined ? '' : `${seen.what}: ${seen.value}`;
}

function commonLength(one: string, other: string): number {
  let at = 0;
  while (at < Math.min(one.length, other.length) && one[at] === other[at]) at++;
  return at;
}
