/** The page of many certificates: a table for incidents and one for requirements, each cell a link to what shows it. */
import { cellText, columnName, rowName } from '../../report/matrix-cell.ts';
import type { MatrixReport } from '../../report/matrix-report.ts';
import type { MatrixPage } from '../page-data.ts';
import { h, type Content } from './element.ts';
import { notJudgedSection, section, tableOf, verdictText, type TableCell } from './verdict-table.ts';

type Row = MatrixReport['rows'][number];
type Cell = Row['cells'][number];

export function matrixView(page: MatrixPage): readonly HTMLElement[] {
  const { notJudged } = page.report;
  const all: readonly (HTMLElement | null)[] = [
    certificateSection(page),
    rowSection(page, 'incident', 'Incidents'),
    rowSection(page, 'requirement', 'Requirements'),
    notJudgedSection(notJudged),
  ];
  return all.filter((one) => one !== null);
}

function certificateSection({ report: { columns }, places }: MatrixPage): HTMLElement {
  return section(
    'Certificates',
    tableOf({
      label: 'certificates',
      heads: ['target', 'version', 'world', 'profile', 'verdict', 'bundle'],
      rows: columns.map(({ target, version, world, profile, verdict }, at): readonly TableCell[] => {
        const { page, bundle } = places[at] ?? { page: null, bundle: '' };
        return [
          page === null ? target : h('a', { href: page }, target),
          version ?? 'unknown',
          world ?? 'unknown',
          profile,
          verdictText(verdict),
          h('a', { href: `${bundle}/certificate.json` }, 'certificate.json'),
        ];
      }),
    }),
  );
}

function rowSection(page: MatrixPage, kind: Row['kind'], title: string): HTMLElement | null {
  const { report, statements } = page;
  const rows = report.rows.filter((row) => row.kind === kind);
  if (rows.length === 0) return null;
  return section(
    title,
    h(
      'p',
      { class: 'note' },
      'Each cell leads to what shows it: the certificate, at this case or requirement.',
    ),
    tableOf({
      label: title.toLowerCase(),
      heads: [kind, ...report.columns.map(columnName)],
      rows: rows.map((row): readonly TableCell[] => [
        [rowName(row), statement(row, statements)],
        ...row.cells.map((cell, at) => cellOf(row, cell, page.places[at])),
      ]),
    }),
  );
}

/** What an incident is about. What a requirement says must hold: an id is that of a profile, of which the property is a part. */
function statement({ kind, about, cells }: Row, statements: MatrixPage['statements']): Content {
  const property =
    kind === 'requirement' ? cells.find(({ violated }) => violated !== null)?.violated?.property : undefined;
  const text = about ?? (property === undefined ? undefined : statements[property.replace(/@\d+$/, '')]);
  return text === undefined ? null : h('div', { class: 'note' }, text);
}

function cellOf(row: Row, cell: Cell, place: MatrixPage['places'][number] | undefined): TableCell {
  const { verdict, shown } = cell;
  if (verdict === null) return '';
  const text = h('span', { class: `verdict ${verdict}` }, `${MARK[verdict]} ${cellText(row, cell)}`);
  const href = place === undefined ? undefined : hrefOf(row, shown, place);
  return href === undefined ? text : h('a', { href, class: 'cell' }, text);
}

const MARK: Readonly<Record<NonNullable<Cell['verdict']>, string>> = {
  pass: '✓',
  violation: '✗',
  inconclusive: '?',
  'not-applicable': '–',
};

/** The page of the certificate, at the place; without one, the history. */
function hrefOf(
  { kind, id }: Row,
  shown: Cell['shown'],
  { page, bundle }: MatrixPage['places'][number],
): string | undefined {
  const at = kind === 'requirement' ? id : shown?.case;
  if (page !== null && at !== undefined) return `${page}#at=${encodeURIComponent(at)}`;
  return shown === null ? undefined : `${bundle}/histories/history-${shown.history}.jsonl`;
}
