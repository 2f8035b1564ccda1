/** `gauntlet diff OLD NEW`: what changed between two certificates; ends with 1 when something got worse. */
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { readCertificate } from '../certify/bundle.ts';
import type { CertificateFile } from '../certify/certificate.ts';
import { compareCertificates } from '../certify/comparison.ts';
import { renderDiff, type DiffReport } from '../report/certificate-diff.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { printReport } from './terminal-io.ts';

export function diffVerb(before: string, after: string, { json }: { readonly json: boolean }): ExitCode {
  const [old, now] = [readCertificate(before), readCertificate(after)];
  const changes = compareCertificates(old.certificate, now.certificate);
  const report: DiffReport = {
    schemaVersion: SCHEMA_VERSION,
    gauntlet: GAUNTLET_VERSION,
    before: sideOf(old),
    after: sideOf(now),
    worse: changes.filter(({ direction }) => direction === 'worse').length,
    changes,
  };
  printReport(report, json, renderDiff);
  return report.worse > 0 ? EXIT.violation : EXIT.clean;
}

function sideOf({ digest, certificate }: CertificateFile): DiffReport['before'] {
  const { target, version, profile, verdict } = certificate;
  return { target, version, profile: profile.name, verdict, digest };
}
