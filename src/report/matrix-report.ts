/**
 * The JSON of `gauntlet matrix`, as a schema, and its table for terminals and as Markdown: releases across, incidents
 * and requirements down.
 */
import { z } from 'zod';
import { judgementName, verdictName } from './certificate-report.ts';
import { COLOUR } from './certificate-terminal.ts';
import { text as escaped } from './markdown.ts';
import type { Paint } from './paint.ts';
import { count, version as schemaVersion } from './published.ts';

const matrixCell = z.strictObject({
  /** Null: the certificate does not say. */
  verdict: judgementName.nullable(),
  violated: z.strictObject({ repetitions: count, of: count, property: z.string() }).nullable(),
  /** An incident's violation is one of the property that is meant for it. */
  expected: z.boolean(),
});

export const matrixReportSchema = z.strictObject({
  schemaVersion,
  gauntlet: z.string(),
  columns: z.array(
    z.strictObject({
      target: z.string(),
      version: z.string().nullable(),
      profile: z.string(),
      verdict: verdictName,
    }),
  ),
  /** One cell per column. */
  rows: z.array(
    z.strictObject({
      kind: z.enum(['incident', 'requirement']),
      id: z.string(),
      cells: z.array(matrixCell),
    }),
  ),
});

export type MatrixReport = z.output<typeof matrixReportSchema>;
type Cell = z.output<typeof matrixCell>;
type Row = MatrixReport['rows'][number];

export function renderMatrix({ columns, rows }: MatrixReport, paint: Paint): string {
  const heads = ['', ...columns.map(({ target }) => target)];
  const table = rows.map((row) => [rowName(row), ...row.cells.map((one) => cellText(row, one))]);
  const last = ['verdict', ...columns.map(({ verdict }) => verdict)];
  const widths = heads.map((head, at) =>
    Math.max(...[head, ...[...table, last].map((line) => line[at] ?? '')].map((text) => text.length)),
  );
  const line = (texts: readonly string[], colours: readonly (Cell['verdict'] | undefined)[]): string =>
    texts
      .map((text, at) => {
        const padded = at === texts.length - 1 ? text : text.padEnd(widths[at] ?? 0);
        const verdict = colours[at];
        return verdict == null ? padded : paint(COLOUR[verdict], padded);
      })
      .join('  ')
      .trimEnd();
  const lines = [paint('bold', line(heads, []))];
  let kind: Row['kind'] | undefined;
  for (const [at, row] of rows.entries()) {
    if (kind !== undefined && kind !== row.kind) lines.push('');
    kind = row.kind;
    lines.push(line(table[at] ?? [], [undefined, ...row.cells.map(({ verdict }) => verdict)]));
  }
  lines.push('', line(last, [undefined, ...columns.map(({ verdict }) => verdict)]));
  return `${lines.join('\n')}\n`;
}

export function matrixMarkdown({ columns, rows }: MatrixReport): string {
  const section = (kind: Row['kind'], title: string): readonly string[] => {
    const some = rows.filter((row) => row.kind === kind);
    if (some.length === 0) return [];
    return [
      `| ${title} | ${columns.map(({ target }) => escaped(target)).join(' | ')} |`,
      `|---|${columns.map(() => '---').join('|')}|`,
      ...some.map(
        (row) =>
          `| ${escaped(rowName(row))} | ${row.cells.map((one) => escaped(cellText(row, one))).join(' | ')} |`,
      ),
      '',
    ];
  };
  const verdicts = columns.map(({ target, verdict, profile }) => `- ${target}: **${verdict}** (${profile})`);
  const lines = [...section('incident', 'incident'), ...section('requirement', 'requirement'), ...verdicts];
  return `${lines.join('\n')}\n`;
}

/** Numbers are issues. */
function rowName({ kind, id }: Row): string {
  return kind === 'incident' && /^\d+$/.test(id) ? `#${id}` : id;
}

function cellText({ kind }: Row, { verdict, violated, expected }: Cell): string {
  if (verdict === null) return '';
  if (violated === null) return verdict === 'not-applicable' ? 'n/a' : verdict;
  const often = `${violated.repetitions} of ${violated.of}`;
  if (kind === 'requirement') return `violation ${often}`;
  return `${expected ? 'violation' : 'other violation'} ${often} (${violated.property})`;
}
