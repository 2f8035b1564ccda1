/** What a certification came to: printed, its page written, and what the verb ends with. */
import { basename, dirname, join } from 'node:path';
import { shellWord } from '../campaign/commands.ts';
import { OutFolder } from '../campaign/out-folder.ts';
import { historyPath } from '../certify/bundle.ts';
import { certificateDigest } from '../certify/certificate.ts';
import type { Certification } from '../certify/certify.ts';
import { firstFindings } from '../certify/first-findings.ts';
import type { ResolvedProfile } from '../certify/profile.ts';
import type { WaiverOutcome } from '../certify/waivers.ts';
import { certificatePage } from '../page/certificate-page.ts';
import type { CertifyReport, ConfirmationReport } from '../report/certificate-report.ts';
import { renderCertify } from '../report/certificate-terminal.ts';
import { pageNameOf } from '../report/page-name.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import { EXIT, worst, type ExitCode } from './exit-codes.ts';
import { unwritten } from './report-files.ts';
import { printReport } from './terminal-io.ts';

export interface Certified {
  readonly certification: Certification;
  readonly outcome: WaiverOutcome;
  readonly confirmations: readonly ConfirmationReport[];
  /** The folder of the bundle. */
  readonly place: string;
}

export async function concludeCertificate(
  { certification, outcome, confirmations, place }: Certified,
  profile: ResolvedProfile,
  { json, quiet }: { readonly json: boolean; readonly quiet: boolean },
  startedAt: Date,
): Promise<ExitCode> {
  const verifyCommand = `npx gauntlet verify ${shellWord(place)}`;
  const findings = firstFindings(certification.certificate, profile, place);
  const report: CertifyReport = {
    ...certifyReport(certification, outcome, place),
    confirmations: [...confirmations],
    findings,
  };
  printReport(report, json, (shown, paint, width) =>
    renderCertify(shown, {
      paint,
      width,
      quiet,
      wallMicros: (Date.now() - startedAt.getTime()) * 1000,
      historyFile: (digest) => join(place, historyPath(digest)),
      judgeCommand: (digest) => `npx gauntlet judge ${shellWord(join(place, historyPath(digest)))}`,
      verifyCommand,
      page: pageNameOf(place),
    }),
  );
  const beside = new OutFolder(dirname(place));
  const commands = [{ label: 'check the bundle', command: verifyCommand }];
  const page = await certificatePage({ report, bundle: encodeURIComponent(basename(place)), commands });
  beside.write(basename(pageNameOf(place)), [page]);
  return worst([exitOf(certification, outcome), unwritten(beside)]);
}

function certifyReport(
  { certificate, interrupted, unreachable, dialectGuess }: Certification,
  { waived, stale }: WaiverOutcome,
  bundle: string,
): Omit<CertifyReport, 'findings' | 'confirmations'> {
  const { formatVersion: _format, files: _files, profile, judgedBy, notJudged, ...said } = certificate;
  return {
    schemaVersion: SCHEMA_VERSION,
    ...said,
    ...(dialectGuess === null ? {} : { dialectGuess }),
    profile: profile.name,
    profileHash: profile.hash,
    judgedBy: judgedBy ?? [],
    notJudged: notJudged ?? [],
    digest: certificateDigest(certificate),
    waived: [...waived],
    staleWaivers: [...stale],
    unreachable,
    interrupted,
    bundle,
  };
}

/**
 * Waived violations end with no 1; what was never shown stays open. Of chosen cases it is asked what they are for, and not
 * what others would have shown.
 */
export function exitOf(
  { certificate, interrupted, unreachable }: Certification,
  { unwaived, stale }: WaiverOutcome,
): ExitCode {
  const { requirements, cases, verdict, complete } = certificate;
  const open = complete
    ? verdict === 'inconclusive' ||
      requirements.some(({ level, verdict: one }) => level === 'must' && one === 'inconclusive')
    : cases.some((one) => one.verdict === 'inconclusive');
  return worst([
    unwaived.length > 0 || stale.length > 0 ? EXIT.violation : EXIT.clean,
    open ? EXIT.inconclusive : EXIT.clean,
    unreachable > 0 ? EXIT.target : EXIT.clean,
    interrupted ? EXIT.interrupted : EXIT.clean,
  ]);
}
