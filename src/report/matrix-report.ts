/**
 * The JSON of `gauntlet matrix`, as a schema, and its table for terminals and as Markdown: releases across, incidents
 * and requirements down.
 */
import { z } from 'zod';
import { judgementName, worldName } from './certificate-report.ts';
import { notJudgedLines } from './certificate-terminal.ts';
import { aligned, joined } from './lines.ts';
import { table, text as escaped } from './markdown.ts';
import { cellText, columnName, rowName } from './matrix-cell.ts';
import { COLOUR, type Paint } from './paint.ts';
import { count, verdictName, version as schemaVersion, type Printed } from './published.ts';

const matrixCell = z.strictObject({
  /** Null: the certificate does not say. */
  verdict: judgementName.nullable(),
  violated: z.strictObject({ repetitions: count, of: count, property: z.string() }).nullable(),
  /** An incident's violation is one of the property that is meant for it. */
  expected: z.boolean(),
  /** The case, and the digest of its history, that shows it; null: no execution does. */
  shown: z.strictObject({ case: z.string(), history: z.string() }).nullable(),
});

export const matrixReportSchema = z.strictObject({
  schemaVersion,
  gauntlet: z.string(),
  columns: z.array(
    z.strictObject({
      target: z.string(),
      version: z.string().nullable(),
      /** Null: a certificate of before it was said. */
      world: worldName.nullable(),
      profile: z.string(),
      verdict: verdictName,
    }),
  ),
  /** What some certificate says that it does not judge. */
  notJudged: z.array(z.string()),
  /** One cell per column. */
  rows: z.array(
    z.strictObject({
      kind: z.enum(['incident', 'requirement']),
      id: z.string(),
      /** Of an incident: what its cases are about. Of a requirement: null. */
      about: z.string().nullable(),
      cells: z.array(matrixCell),
    }),
  ),
});

export type MatrixReport = Printed<typeof matrixReportSchema>;
type Row = MatrixReport['rows'][number];
type Cell = Row['cells'][number];

export function renderMatrix({ columns, rows, notJudged }: MatrixReport, paint: Paint): string {
  const [head = [], last = [], ...cells] = aligned([
    ['', ...columns.map(columnName)],
    ['verdict', ...columns.map(({ verdict }) => verdict)],
    ...rows.map((row) => [rowName(row), ...row.cells.map((one) => cellText(row, one))]),
  ]);
  const line = (
    [name = '', ...texts]: readonly string[],
    judged: readonly Pick<Cell, 'verdict'>[],
  ): string => {
    const painted = texts.map((text, at) => {
      const verdict = judged[at]?.verdict;
      return verdict == null ? text : paint(COLOUR[verdict], text);
    });
    return [name, ...painted].join('  ').trimEnd();
  };
  return joined([
    paint('bold', line(head, [])),
    ...rows.flatMap((row, at) => [
      ...(at > 0 && row.kind !== rows[at - 1]?.kind ? [''] : []),
      line(cells[at] ?? [], row.cells),
    ]),
    '',
    line(last, columns),
    ...notJudgedLines(notJudged, paint),
  ]);
}

export function matrixMarkdown({ columns, rows, notJudged }: MatrixReport): string {
  const section = (kind: Row['kind']): readonly string[] => {
    const some = rows.filter((row) => row.kind === kind);
    if (some.length === 0) return [];
    return table(
      [kind, ...columns.map((one) => escaped(columnName(one)))],
      some.map((row) => [rowName(row), ...row.cells.map((one) => cellText(row, one))].map(escaped)),
    );
  };
  const verdicts = columns.map((one) => `- ${columnName(one)}: **${one.verdict}** (${one.profile})`);
  const others = notJudged.length === 0 ? [] : ['', `Not judged: ${notJudged.map(escaped).join('; ')}.`];
  return joined([...section('incident'), ...section('requirement'), ...verdicts, ...others]);
}
