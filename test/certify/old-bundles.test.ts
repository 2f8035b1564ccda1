/**
 * A bundle as it was written before histories held texts and certificates said what judged them: history format 1,
 * certificate format 1, profile speaks@1. It says today what it said then.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { GAUNTLET_VERSION } from '../../src/campaign/version.ts';
import { CERTIFICATE_FILE } from '../../src/certify/bundle.ts';
import { certificateDigest, certificateFileSchema, type Certificate } from '../../src/certify/certificate.ts';
import { verifyBundle, type Verification } from '../../src/certify/verification.ts';
import { knownProfile } from '../../src/cli/certificate-profiles.ts';
import { temporaryFolder } from './temporary-folder.ts';

const BUNDLE = join(import.meta.dirname, 'data/closes-all-on-oversized');
const JUDGING = { profile: knownProfile, gauntlet: GAUNTLET_VERSION };

/** A copy that says something else, with the digest that fits. */
function forged(change: (certificate: Certificate) => void): Verification {
  const folder = join(temporaryFolder(), 'copy');
  cpSync(BUNDLE, folder, { recursive: true });
  const path = join(folder, CERTIFICATE_FILE);
  const { certificate, circumstances } = certificateFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  change(certificate);
  writeFileSync(path, JSON.stringify({ digest: certificateDigest(certificate), certificate, circumstances }));
  return verifyBundle(folder, JUDGING);
}

it('is verified by the versions that its profile names, with its verdict', () => {
  const { certificate, claims, differences, outcome, recomputed } = verifyBundle(BUNDLE, JUDGING);
  expect({ outcome, differences }).toEqual({ outcome: 'verified', differences: [] });
  expect(certificate).toMatchObject({
    formatVersion: 1,
    profile: { name: 'speaks@1' },
    verdict: 'violation',
  });
  expect(certificate.judgedBy).toBeUndefined();
  const verdicts = recomputed?.requirements.map(({ subject, verdict }) => `${subject}: ${verdict}`);
  expect(verdicts).toEqual([
    'service/available: pass',
    'send/accounted: pass',
    'scope/isolated: pass',
    'close/explained: violation',
  ]);
  expect(claims.map(({ says }) => says)).toContain(
    'the words of 2 sentences and plans, which this version writes otherwise',
  );
});

it.each<[string, (certificate: Certificate) => void]>([
  ['a verdict', (certificate) => void (certificate.verdict = 'pass')],
  [
    'the verdict on a requirement',
    ({ requirements }) => void Object.assign(requirements[3] ?? {}, { verdict: 'pass', evidence: [] }),
  ],
  ['a finding less', ({ requirements }) => void requirements[3]?.evidence.pop()],
])('is not verified once somebody forged %s', (_what, change) => {
  expect(forged(change).outcome).not.toBe('verified');
});

it('claims its words, which are those of what wrote it', () => {
  const { claims, outcome } = forged(({ requirements }) => {
    for (const finding of requirements[3]?.evidence ?? []) finding.sentence = 'nothing much';
  });
  expect(outcome).toBe('verified');
  expect(claims.map(({ member }) => member)).toContain('certificate.requirements[].evidence[].sentence');
});
