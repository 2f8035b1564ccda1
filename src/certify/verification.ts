/**
 * Verification: everything that a bundle says, computed anew from its histories, offline. Says exactly what differs:
 * a file that was changed, is missing or was added, a digest, a verdict. Judges by this version's properties.
 * Must not know: how a difference is shown.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dialectFor } from '../dialect/catalogue.ts';
import { digestOf } from '../history/digest.ts';
import { InputError, messageOf } from '../input/problem.ts';
import { readJsonFile } from '../input/text-file.ts';
import { assess, type Assessment } from './assessment.ts';
import {
  bundleRoot,
  CERTIFICATE_FILE,
  filesBelow,
  historyPath,
  PROFILE_FILE,
  readCertificate,
} from './bundle.ts';
import type { CaseRuns, Repetition } from './case-run.ts';
import { certificateDigest, type CaseResult, type Certificate } from './certificate.ts';
import { judgeRecords } from './certify.ts';
import { differingVerdicts, type Difference } from './certificate-differences.ts';
import { fileHash, readHistoryFile } from './history-file.ts';
import { judgeProfile, profileHash, resolvedProfileSchema, type ResolvedProfile } from './profile.ts';

export interface Verification {
  /** What the bundle says. */
  readonly certificate: Certificate;
  /** What its histories say; null when the profile or the dialect cannot be used. */
  readonly recomputed: Assessment | null;
  /** Empty: the bundle says what its histories say. */
  readonly differences: readonly Difference[];
}

/**
 * `knownHash` gives the hash of a profile that comes with this version, by name. Throws InputError when there is no
 * bundle at all.
 */
export function verifyBundle(
  bundle: string,
  knownHash: (profile: string) => string | undefined,
): Verification {
  const { digest, certificate } = readCertificate(bundle);
  const root = bundleRoot(bundle);
  const differences: Difference[] = [];
  if (certificateDigest(certificate) !== digest)
    differences.push({ file: CERTIFICATE_FILE, sentence: 'the digest is not that of the certificate' });
  differences.push(...differingFiles(root, certificate));
  const profile = readProfile(root, certificate, knownHash, differences);
  const recomputed = profile === undefined ? null : recompute(root, certificate, profile, differences);
  if (recomputed !== null) differences.push(...differingVerdicts(certificate, recomputed));
  return { certificate, recomputed, differences };
}

function differingFiles(root: string, { files }: Certificate): readonly Difference[] {
  const differences: Difference[] = [];
  const listed = new Set([CERTIFICATE_FILE, ...files.map(({ path }) => path)]);
  for (const { path, sha256 } of files) {
    if (path.split('/').includes('..'))
      differences.push({ file: path, sentence: 'lies outside of the bundle' });
    else if (!existsSync(join(root, path))) differences.push({ file: path, sentence: 'is missing' });
    else if (fileHash(join(root, path)) !== sha256)
      differences.push({
        file: path,
        sentence: 'was changed: its SHA-256 is not the one in the certificate',
      });
  }
  for (const path of filesBelow(root))
    if (!listed.has(path)) differences.push({ file: path, sentence: 'is not in the certificate' });
  return differences;
}

function readProfile(
  root: string,
  { profile: { name, hash } }: Certificate,
  knownHash: (profile: string) => string | undefined,
  differences: Difference[],
): ResolvedProfile | undefined {
  const differ = (sentence: string): undefined => {
    differences.push({ file: PROFILE_FILE, sentence });
  };
  const path = join(root, PROFILE_FILE);
  if (!existsSync(path)) return undefined;
  let value: unknown;
  try {
    value = readJsonFile(path, 'a resolved profile');
  } catch (thrown) {
    return differ(`cannot be read: ${messageOf(thrown)}`);
  }
  const parsed = resolvedProfileSchema.safeParse(value);
  if (!parsed.success) return differ('is no resolved profile');
  const profile = parsed.data;
  if (profile.name !== name) differ(`is '${profile.name}', and the certificate says '${name}'`);
  if (profileHash(profile) !== hash) differ('has another hash than the certificate says');
  const known = knownHash(name);
  if (known === undefined) differ(`this version has no profile '${name}' to compare it with`);
  else if (known !== hash) differ(`is not the '${name}' that this version has`);
  return profile;
}

function recompute(
  root: string,
  certificate: Certificate,
  profile: ResolvedProfile,
  differences: Difference[],
): Assessment | null {
  const dialect = dialectFor(certificate.dialect);
  const histories = certificate.cases.some((one) => one.repetitions.some(({ history }) => history !== null));
  if (dialect === undefined && histories) {
    const sentence = `this version has no dialect '${certificate.dialect}'`;
    differences.push({ file: CERTIFICATE_FILE, sentence });
    return null;
  }
  const bounds = judgeProfile(profile);
  // repetitions with equal histories were judged once
  const judged = new Map<string, Repetition>();
  const judge = (digest: string): Repetition => {
    const known = judged.get(digest);
    if (known !== undefined || dialect === undefined) return known ?? { type: 'missing' };
    const path = historyPath(digest);
    const full = join(root, path);
    let result: Repetition = { type: 'missing' };
    try {
      const { records, problems } = readHistoryFile(full);
      for (const { line, reason } of problems.slice(0, MOST_PROBLEMS))
        differences.push({ file: path, sentence: `line ${line} cannot be read: ${reason}` });
      const found = digestOf(records);
      if (found !== digest)
        differences.push({ file: path, sentence: `its records have the digest ${found}, not ${digest}` });
      result = { type: 'judged', history: digest, verdicts: judgeRecords(records, dialect, bounds) };
    } catch (thrown) {
      if (!(thrown instanceof InputError)) throw thrown;
      const sentence = 'cannot be judged again: it cannot be read';
      differences.push({ file: path, sentence });
    }
    judged.set(digest, result);
    return result;
  };
  return assess(
    profile,
    certificate.cases.map((one): CaseRuns => ({ case: caseOf(one), repetitions: repetitionsOf(one, judge) })),
  );
}

/** Of one file; the rest of a damaged one says no more. */
const MOST_PROBLEMS = 3;

function caseOf({ id, name, file, incident, expectedProperty, exercises }: CaseResult): CaseRuns['case'] {
  return { id, name, file, incident, expectedProperty, exercises };
}

/** What has no history is taken as the certificate says it. */
function repetitionsOf(one: CaseResult, judge: (digest: string) => Repetition): readonly Repetition[] {
  return one.repetitions.map(({ verdict, history, reason }): Repetition => {
    if (history !== null) return judge(history);
    return { type: verdict === 'not-applicable' ? verdict : 'unreachable', reason: reason ?? '' };
  });
}
