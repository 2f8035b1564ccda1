/** `gauntlet verify BUNDLE`: computes what a bundle implies anew, offline, and says what differs and what is claimed. */
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { certificateDigest } from '../certify/certificate.ts';
import { UNSIGNED } from '../certify/claims.ts';
import { verifyBundle } from '../certify/verification.ts';
import { printable } from '../input/printable.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import { renderVerify, type VerifyReport } from '../report/verify-report.ts';
import { knownProfile } from './certificate-profiles.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { printReport } from './terminal-io.ts';

const EXIT_BY_OUTCOME = {
  verified: EXIT.clean,
  incomplete: EXIT.inconclusive,
  'another-judge': EXIT.inconclusive,
  differs: EXIT.violation,
} as const;

export function verifyVerb(bundle: string, { json }: { readonly json: boolean }): ExitCode {
  const judging = { profile: knownProfile, gauntlet: GAUNTLET_VERSION };
  const { certificate, claims, differences, outcome, recomputed } = verifyBundle(bundle, judging);
  const { target, version, profile, dialect } = certificate;
  const report: VerifyReport = {
    schemaVersion: SCHEMA_VERSION,
    gauntlet: GAUNTLET_VERSION,
    target,
    version,
    profile: profile.name,
    dialect,
    verdict: (recomputed ?? certificate).verdict,
    requirements: (recomputed ?? certificate).requirements,
    digest: certificateDigest(certificate),
    judgedBy: certificate.judgedBy ?? [],
    notJudged: certificate.notJudged ?? [],
    outcome,
    recomputed: recomputed !== null,
    differences,
    claims,
    unproven: UNSIGNED,
  };
  printReport(report, json, (shown, paint, width) => renderVerify(shown, printable(bundle), paint, width));
  return EXIT_BY_OUTCOME[outcome];
}
