/** A row of the matrix and a cell of it in words: the same for terminals, Markdown and the page. Free of Node. */
import type { MatrixReport } from './matrix-report.ts';

type Column = MatrixReport['columns'][number];
type Row = MatrixReport['rows'][number];
type Cell = Row['cells'][number];

/** Virtual time is said: it is not the usual. */
export function columnName({ target, world }: Column): string {
  return world === 'hosted' ? `${target} (hosted)` : target;
}

/** Numbers are issues. */
export function rowName({ kind, id }: Row): string {
  return kind === 'incident' && /^\d+$/.test(id) ? `#${id}` : id;
}

export function cellText({ kind }: Row, { verdict, violated, expected }: Cell): string {
  if (verdict === null) return '';
  if (violated === null) return verdict === 'not-applicable' ? 'n/a' : verdict;
  const often = `${violated.repetitions} of ${violated.of}`;
  if (kind === 'requirement') return `violation ${often}`;
  return `${expected ? 'violation' : 'other violation'} ${often} (${violated.property})`;
}
