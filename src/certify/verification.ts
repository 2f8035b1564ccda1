/**
 * Verification: everything that a bundle says and something else in bundle or profile implies, computed anew and
 * compared, offline; the rest is named as claims. Opens nothing but regular files below the folder. Judges by this
 * version's properties, and says so where another one judged. Must not know: how a difference is shown.
 */
import { join } from 'node:path';
import { dialectFor } from '../dialect/catalogue.ts';
import { messageOf } from '../input/problem.ts';
import { readRegularText } from '../input/regular-file.ts';
import { parseJsonText } from '../input/text-file.ts';
import { assess, type Assessment } from './assessment.ts';
import { judgeStored, type JudgedHistory, type StoredJudge } from './bundle-histories.ts';
import {
  bundleRoot,
  CERTIFICATE_FILE,
  historyHeader,
  listingOf,
  PROFILE_FILE,
  readCertificate,
} from './bundle.ts';
import { certifyCaseOf, type CaseRuns, type LoadedCase, type Repetition } from './case-run.ts';
import { differingMembers, type Difference } from './certificate-differences.ts';
import { certificateDigest, type CaseResult, type Certificate, type CertificateFile } from './certificate.ts';
import { claimsOf, type Claim } from './claims.ts';
import { fileHash } from './history-file.ts';
import {
  differingCircumstances,
  differingExecutions,
  differingFiles,
  impliedCertificate,
  type KnownCase,
} from './implied-members.ts';
import { judgeProfile, profileHash, resolvedProfileSchema, type ResolvedProfile } from './profile.ts';
import { INTERRUPTED } from './requirement-assessment.ts';

/** A profile that this version has. */
export interface KnownProfile {
  readonly hash: string;
  readonly cases: readonly LoadedCase[];
}

export interface Judging {
  /** By its whole name. */
  readonly profile: (name: string) => KnownProfile | undefined;
  /** This version. */
  readonly gauntlet: string;
}

export interface Verification {
  /** What the bundle says. */
  readonly certificate: Certificate;
  /** What its histories say; null when the profile or the dialect cannot be used. */
  readonly recomputed: Assessment | null;
  /**
   * `differs`: something in it is not as something else in it implies. `another-judge`: only what a version that is
   * not this one found differs, or cannot be computed here. `incomplete`: true, as far as it goes.
   */
  readonly outcome: 'verified' | 'incomplete' | 'another-judge' | 'differs';
  readonly differences: readonly Difference[];
  readonly claims: readonly Claim[];
}

/** Throws InputError when there is no bundle at all. */
export function verifyBundle(bundle: string, judging: Judging): Verification {
  const file = readCertificate(bundle);
  const work = new Verifying(bundleRoot(bundle), file, judging);
  const recomputed = work.run();
  const { certificate } = file;
  const { differences } = work;
  const isOurs = certificate.gauntlet === judging.gauntlet;
  const forged = differences.some(({ judge }) => judge === undefined || (judge === 'other' && isOurs));
  const judged = certificate.cases.flatMap((one) => one.repetitions.filter(isJudged)).length;
  const owed = certificate.cases.flatMap(({ repetitions }) => repetitions).length;
  const outcome = forged
    ? 'differs'
    : differences.length > 0 || recomputed === null
      ? 'another-judge'
      : certificate.complete && judged === owed
        ? 'verified'
        : 'incomplete';
  return { certificate, recomputed, outcome, differences, claims: claimsOf(file) };
}

function isJudged({ history, verdict }: CaseResult['repetitions'][number]): boolean {
  return history !== null || verdict === 'not-applicable';
}

class Verifying {
  readonly differences: Difference[] = [];
  readonly #root: string;
  readonly #file: CertificateFile;
  readonly #judging: Judging;
  readonly #here = new Set<string>();

  constructor(root: string, file: CertificateFile, judging: Judging) {
    this.#root = root;
    this.#file = file;
    this.#judging = judging;
  }

  run(): Assessment | null {
    const { certificate, circumstances, digest } = this.#file;
    if (certificateDigest(certificate) !== digest)
      this.#differ(CERTIFICATE_FILE, 'the digest is not that of the certificate');
    const { files, others } = listingOf(this.#root);
    for (const path of others) this.#differ(path, 'is a link, a pipe or a device, not a file');
    // nothing of such a folder is opened
    if (others.length > 0) return null;
    for (const path of files) this.#here.add(path);
    this.#compareFiles();
    const profile = this.#profile();
    if (profile === undefined) return null;
    const known = this.#knownProfile(profile);
    const cases = known?.cases.map((one) => ({ ...certifyCaseOf(one), scenario: one.file.scenario }));
    const dialect = dialectFor(certificate.dialect);
    const judge = { dialect, profile: judgeProfile(profile) };
    const histories = this.#histories(profile, judge, cases ?? []);
    for (const { differences } of histories.values()) this.differences.push(...differences);
    if (dialect === undefined) return this.#gone(`this version has no dialect '${certificate.dialect}'`);
    const runs = certificate.cases.map((stored): CaseRuns => {
      const facts = cases?.find((one) => one.id === stored.id) ?? stored;
      const { id, name, file, incident, expectedProperty, exercises } = facts;
      const repetitions = stored.repetitions.map((one) => repetitionOf(one, histories));
      return { case: { id, name, file, incident, expectedProperty, exercises }, repetitions };
    });
    const order = profile.cases.map(({ name }) => name);
    const inProfile = order.flatMap((id) => runs.find((one) => one.case.id === id) ?? []);
    const again = assess(profile, inProfile);
    const found = { profile, runs, again, histories, scenarios: cases ?? [] };
    this.differences.push(
      ...differingMembers(certificate, impliedCertificate(certificate, found)),
      ...differingExecutions(certificate, found),
      ...differingCircumstances(circumstances, found),
      ...differingFiles(this.#root, certificate, found),
    );
    return again;
  }

  /** Each judged once, however many repetitions refer to it. */
  #histories(
    profile: ResolvedProfile,
    judge: StoredJudge,
    cases: readonly KnownCase[],
  ): ReadonlyMap<string, JudgedHistory> {
    const { certificate } = this.#file;
    const about = { target: certificate.target, dialect: certificate.dialect, profile: profile.name };
    const histories = new Map<string, JudgedHistory>();
    for (const digest of new Set(certificate.cases.flatMap(digestsOf))) {
      const referring = certificate.cases.filter((one) => digestsOf(one).includes(digest));
      const headers = referring.map((one) => historyHeader(about, one, digest));
      const plans = cases
        .filter(({ id }) => referring.some((one) => one.id === id))
        .map(({ scenario }) => scenario.plan);
      histories.set(digest, judgeStored(this.#root, digest, { headers, plans }, judge));
    }
    return histories;
  }

  /** What it was judged by is not there. */
  #gone(sentence: string): null {
    this.differences.push({ file: CERTIFICATE_FILE, sentence, judge: 'gone' });
    return null;
  }

  #differ(file: string, sentence: string): void {
    if (this.differences.some((one) => one.file === file && one.sentence === sentence)) return;
    this.differences.push({ file, sentence });
  }

  #compareFiles(): void {
    const { files } = this.#file.certificate;
    const listed = new Set([CERTIFICATE_FILE]);
    for (const { path, sha256 } of files) {
      if (listed.has(path)) this.#differ(path, 'is in the certificate twice');
      listed.add(path);
      if (path.startsWith('/') || path.split('/').includes('..'))
        this.#differ(path, 'lies outside of the bundle');
      else if (!this.#here.has(path)) this.#differ(path, 'is missing');
      else if (fileHash(join(this.#root, path)) !== sha256)
        this.#differ(path, 'was changed: its SHA-256 is not the one in the certificate');
    }
    for (const path of this.#here) if (!listed.has(path)) this.#differ(path, 'is not in the certificate');
    const paths = files.map(({ path }) => path);
    if (paths.some((path, at) => at > 0 && path < (paths[at - 1] ?? '')))
      this.#differ(CERTIFICATE_FILE, 'the files are not in the order of their paths');
  }

  #profile(): ResolvedProfile | undefined {
    const { name, hash } = this.#file.certificate.profile;
    if (!this.#here.has(PROFILE_FILE)) {
      this.#differ(PROFILE_FILE, 'is missing');
      return undefined;
    }
    let value: unknown;
    try {
      value = parseJsonText(
        readRegularText(join(this.#root, PROFILE_FILE), 'a resolved profile'),
        PROFILE_FILE,
      );
    } catch (thrown) {
      this.#differ(PROFILE_FILE, `cannot be read: ${messageOf(thrown)}`);
      return undefined;
    }
    const parsed = resolvedProfileSchema.safeParse(value);
    if (!parsed.success) {
      this.#differ(PROFILE_FILE, 'is no resolved profile');
      return undefined;
    }
    const profile = parsed.data;
    if (profile.name !== name)
      this.#differ(PROFILE_FILE, `is '${profile.name}', and the certificate says '${name}'`);
    if (profileHash(profile) !== hash)
      this.#differ(PROFILE_FILE, 'has another hash than the certificate says');
    return profile;
  }

  #knownProfile(profile: ResolvedProfile): KnownProfile | undefined {
    const known = this.#judging.profile(profile.name);
    if (known === undefined)
      this.differences.push({
        file: PROFILE_FILE,
        sentence: `this version has no profile '${profile.name}' to compare it with`,
        judge: 'gone',
      });
    else if (known.hash !== profileHash(profile))
      this.#differ(PROFILE_FILE, `is not the '${profile.name}' that this version has`);
    else return known;
    return undefined;
  }
}

function digestsOf({ repetitions }: CaseResult): readonly string[] {
  return repetitions.flatMap(({ history }) => history ?? []);
}

/** What has no history is taken as the certificate says it. */
function repetitionOf(
  { verdict, history, reason }: CaseResult['repetitions'][number],
  histories: ReadonlyMap<string, JudgedHistory>,
): Repetition {
  if (history !== null) return histories.get(history)?.repetition ?? { type: 'missing' };
  if (reason === INTERRUPTED) return { type: 'missing' };
  return { type: verdict === 'not-applicable' ? verdict : 'unreachable', reason: reason ?? '' };
}
