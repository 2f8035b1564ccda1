/** The page of a certificate, which lies beside its bundle: a bundle holds what its certificate lists, and nothing else. */
import type { CertifyReport } from '../report/certificate-report.ts';
import type { Command } from './page-data.ts';
import { pageText } from './page-text.ts';
import { statementsById } from './run-page.ts';

export interface CertificatePageParts {
  readonly report: CertifyReport;
  /** The bundle's folder, from where the page lies. */
  readonly bundle: string;
  readonly commands: readonly Command[];
}

export async function certificatePage({ report, bundle, commands }: CertificatePageParts): Promise<string> {
  const { target, world, verdict, profile, gauntlet } = report;
  const where = world === 'hosted' ? ', hosted in virtual time' : '';
  const head = {
    title: `${target ?? 'a target'}: ${verdict} against ${profile}${where}`,
    kicker: `Gauntlet ${gauntlet}: a certificate`,
    heading: `${target ?? 'A target'} against ${profile}${where}: ${verdict}`,
  };
  return pageText(
    head,
    { type: 'certificate', report, bundle, commands, statements: statementsById() },
    false,
  );
}
