/** The page of a run. */
import { PROPERTIES } from '../properties/catalogue.ts';
import type { RunReport } from '../report/published.ts';
import { pageText } from './page-text.ts';

export interface RunPageParts {
  readonly report: RunReport;
  /** The pages of failure files, by the name that the report gives the file. */
  readonly links: Readonly<Record<string, string>>;
  readonly wallMicros: number;
}

export async function runPage({ report, links, wallMicros }: RunPageParts): Promise<string> {
  const title = `${report.verdict}: ${report.gateway}, seed '${report.seed}'`;
  const head = { title, kicker: `Gauntlet ${report.version}: a run`, heading: headingOf(report) };
  const data = {
    type: 'run',
    report,
    links,
    statements: statementsById(),
    circumstances: { wallMicros },
  } as const;
  return pageText(head, data, false);
}

function headingOf({ verdict, violations, plans }: RunReport): string {
  const unexpected = violations.filter(({ expected }) => !expected).length;
  const what =
    unexpected === 0 ? 'nothing is violated that should hold' : `${unexpected} failures were written down`;
  return `${verdict}: ${what} in ${plans} ${plans === 1 ? 'plan' : 'plans'}`;
}

/** What each property says must hold. */
export function statementsById(): Readonly<Record<string, string>> {
  return Object.fromEntries(PROPERTIES.map(({ id, statement }) => [id, statement]));
}
