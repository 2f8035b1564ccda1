/** The page of many certificates: releases across, incidents and requirements down, each cell a link to what shows it. */
import type { MatrixReport } from '../report/matrix-report.ts';
import { columnName } from '../report/matrix-cell.ts';
import type { MatrixPage } from './page-data.ts';
import { pageText } from './page-text.ts';
import { statementsById } from './run-page.ts';

export interface MatrixPageParts {
  readonly report: MatrixReport;
  readonly places: MatrixPage['places'];
}

export async function matrixPage({ report, places }: MatrixPageParts): Promise<string> {
  const { columns, rows, gauntlet } = report;
  const what = `${columns.length} ${columns.length === 1 ? 'certificate' : 'certificates'}, ${rows.length} rows`;
  const head = {
    title: `certificates: ${columns.map(columnName).join(', ')}`,
    kicker: `Gauntlet ${gauntlet}: a matrix of certificates`,
    heading: `What ${columns.length === 1 ? 'a release does' : 'releases do'}: ${what}`,
  };
  return pageText(head, { type: 'matrix', report, places, statements: statementsById() }, false);
}
