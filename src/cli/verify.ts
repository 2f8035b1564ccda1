/** `gauntlet verify BUNDLE`: computes all hashes and verdicts of a certificate anew, offline, and says what differs. */
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { certificateDigest } from '../certify/certificate.ts';
import { verifyBundle } from '../certify/verification.ts';
import { printable } from '../input/printable.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import { renderVerify, type VerifyReport } from '../report/verify-report.ts';
import { packagedHash } from './certificate-profiles.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { outputFor } from './terminal-io.ts';

export function verifyVerb(bundle: string, { json }: { readonly json: boolean }): ExitCode {
  const { certificate, differences, recomputed } = verifyBundle(bundle, packagedHash);
  const { target, version, profile, dialect } = certificate;
  const report: VerifyReport = {
    schemaVersion: SCHEMA_VERSION,
    gauntlet: GAUNTLET_VERSION,
    target,
    version,
    profile: profile.name,
    dialect,
    verdict: (recomputed ?? certificate).verdict,
    requirements: [...(recomputed ?? certificate).requirements],
    digest: certificateDigest(certificate),
    outcome: differences.length === 0 && recomputed !== null ? 'verified' : 'differs',
    recomputed: recomputed !== null,
    differences: [...differences],
  };
  const output = outputFor(json);
  output.report(report, (shown) => renderVerify(shown, printable(bundle), output.paint));
  return report.outcome === 'verified' ? EXIT.clean : EXIT.violation;
}
