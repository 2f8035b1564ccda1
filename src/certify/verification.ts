/**
 * Verification: the certificate made once more from profile and histories, as `certify` makes it, and compared with the
 * stored one, offline; what nothing implies is named as claims. Opens nothing but regular files below the folder. Judges
 * by the versions of properties that the
 * certificate names, and says so where one is gone. Must not know: how a difference is shown.
 */
import { join } from 'node:path';
import { dialectFor } from '../dialect/catalogue.ts';
import { sha256 } from '../input/canonical.ts';
import { readJsonFile } from '../input/text-file.ts';
import type { Scenario } from '../plan/scenario.ts';
import { CATALOGUE, nameableIn, versionsFor, type Catalogue } from '../properties/versions.ts';
import type { VerifyReport } from '../report/verify-report.ts';
import { certificateOf, isInterrupted } from './assessment.ts';
import { judgeStored, type Reference, type StoredHistory } from './bundle-histories.ts';
import {
  bundleRoot,
  CERTIFICATE_FILE,
  historyHeader,
  jsonText,
  listedFiles,
  listingOf,
  logPath,
  planPath,
  PROFILE_FILE,
  readCertificate,
} from './bundle.ts';
import {
  certifyCaseOf,
  changedServer,
  saysSomething,
  versionOf,
  type CaseRuns,
  type LoadedCase,
  type Repetition,
  type ServerInfo,
} from './case-run.ts';
import {
  CERTIFICATE_VERSION,
  certificateDigest,
  type CaseResult,
  type Certificate,
  type CertificateFile,
  type Circumstances,
} from './certificate.ts';
import { claimsOf, wordsClaimed, type Claim } from './claims.ts';
import { differencesOf, isWording, type Difference } from './differences.ts';
import { fileHash } from './history-file.ts';
import { judgeFor, type NamedJudge } from './named-judge.ts';
import { namedProperties, resolvedProfileSchema, type ResolvedProfile } from './profile.ts';
import { INTERRUPTED } from './requirement-assessment.ts';
import { isNeeded } from './waivers.ts';

/** A profile that this version has. */
export interface KnownProfile {
  readonly profile: ResolvedProfile;
  readonly cases: readonly LoadedCase[];
}

export interface Judging {
  /** By its whole name. */
  readonly profile: (name: string) => KnownProfile | undefined;
  /** This version. */
  readonly gauntlet: string;
  /** Default: what this version has. */
  readonly catalogue?: Catalogue;
}

export interface Verification {
  /** What the bundle says. */
  readonly certificate: Certificate;
  /** What its profile and its histories say; null when the profile or the dialect cannot be used. */
  readonly recomputed: Certificate | null;
  readonly outcome: VerifyReport['outcome'];
  readonly differences: readonly Difference[];
  readonly claims: readonly Claim[];
}

/** Throws InputError when there is no bundle at all. */
export function verifyBundle(bundle: string, judging: Judging): Verification {
  const file = readCertificate(bundle);
  const { certificate } = file;
  const work = new Verifying(bundleRoot(bundle), file, judging);
  const recomputed = work.run();
  // another version says the same in other words
  const worded = work.isJudgedByUs ? [] : work.differences.filter((one) => isWording(one));
  const differences = work.differences.filter((one) => !worded.includes(one));
  const isForged = differences.some(
    ({ judge }) => judge === undefined || (judge === 'other' && work.isJudgedByUs),
  );
  const outcome = isForged
    ? 'differs'
    : differences.length > 0 || recomputed === null
      ? 'another-judge'
      : certificate.complete && certificate.cases.every(isJudged)
        ? 'verified'
        : 'incomplete';
  const claims = [...claimsOf(file), ...wordsClaimed(worded.length)];
  return { certificate, recomputed, outcome, differences, claims };
}

function isJudged({ repetitions }: CaseResult): boolean {
  return repetitions.every(({ history, verdict }) => history !== null || verdict === 'not-applicable');
}

/** A case that is in the profile and in the certificate. */
interface StoredCase {
  readonly stored: CaseResult;
  /** Undefined: this version does not have it. */
  readonly loaded: LoadedCase | undefined;
}

interface StoredRuns extends CaseRuns {
  readonly scenario: Scenario | undefined;
}

class Verifying {
  readonly differences: Difference[] = [];
  /** This version made it, and has all that it was judged by. */
  isJudgedByUs = true;
  readonly #root: string;
  readonly #file: CertificateFile;
  readonly #judging: Judging;
  /** The hashes of files in the certificate, by path. */
  readonly #listed: ReadonlyMap<string, string>;
  /** By digest. */
  readonly #histories = new Map<string, StoredHistory>();

  constructor(root: string, file: CertificateFile, judging: Judging) {
    this.#root = root;
    this.#file = file;
    this.#judging = judging;
    this.#listed = new Map(file.certificate.files.map((one) => [one.path, one.sha256]));
  }

  run(): Certificate | null {
    const { certificate, circumstances } = this.#file;
    const { files, others } = listingOf(this.#root);
    for (const path of others) this.#differ('is a link, a pipe or a device, not a file', path);
    // nothing of such a folder is opened
    if (others.length > 0) return null;
    const hashes = new Map<string, string>();
    for (const path of files)
      if (path !== CERTIFICATE_FILE) hashes.set(path, fileHash(join(this.#root, path)));
    for (const path of new Set([...this.#listed.keys(), ...hashes.keys()]))
      this.#compare('its SHA-256 in the certificate', this.#listed.get(path), hashes.get(path), path);
    const recomputed = this.#recomputed();
    const again = recomputed ?? certificate;
    const waived = circumstances.waived.filter((one) => isNeeded(one, again));
    this.#compare('', this.#file, {
      digest: certificateDigest(certificate),
      certificate: again,
      circumstances: {
        ...circumstances,
        interrupted: isInterrupted(again),
        waived,
        ...confirmedIn(circumstances, again),
      },
    });
    return recomputed;
  }

  #compare(path: string, stored: unknown, again: unknown, file = CERTIFICATE_FILE): void {
    this.differences.push(...differencesOf(file, path, stored, again));
  }

  #differ(sentence: string, file = CERTIFICATE_FILE): void {
    this.differences.push({ file, sentence });
  }

  #lack(file: string, what: string): void {
    this.differences.push({ file, sentence: `this version has no ${what}`, judge: 'gone' });
  }

  /** Null: this version cannot. */
  #recomputed(): Certificate | null {
    const { cases, dialect, formatVersion, gauntlet, profile: named, target, world } = this.#file.certificate;
    const known = this.#judging.profile(named.name);
    const profile = known?.profile ?? this.#storedProfile();
    if (profile === undefined) return null;
    const chosen = profile.cases.flatMap(({ name }): readonly StoredCase[] => {
      const stored = cases.find(({ id }) => id === name);
      const loaded = known?.cases.find((one) => one.case.name === name);
      return stored === undefined ? [] : [{ stored, loaded }];
    });
    const judge = this.#judgeFor(profile);
    this.#judgeHistories(profile, judge, chosen);
    if (dialectFor(dialect) === undefined) {
      this.#lack(CERTIFICATE_FILE, `dialect '${dialect}'`);
      return null;
    }
    const repeat = Math.max(0, ...chosen.map(({ stored }) => stored.repetitions.length));
    const runs = chosen.map(({ stored, loaded }) => ({
      scenario: loaded?.file.scenario,
      case: loaded === undefined ? stored : certifyCaseOf(loaded),
      repetitions: Array.from({ length: repeat }, (_, at) => this.#repetition(stored.repetitions[at])),
    }));
    const servers = [...this.#histories.values()].map(({ server }) => server).filter(saysSomething);
    for (const sentence of new Set([
      ...servers.flatMap((one) => changedServer(target, servers[0] ?? {}, one) ?? []),
      ...servers.flatMap((one) => otherRelease(target, one) ?? []),
      ...impossibleRuns(profile, runs),
    ]))
      this.#differ(sentence);
    const [server = {}] = servers;
    const files = this.#files(profile, runs);
    const judgedBy = formatVersion === CERTIFICATE_VERSION ? judge.judgedBy : undefined;
    const given = { gauntlet, target, ...(world === undefined ? {} : { world }), dialect, files };
    return certificateOf({ ...given, profile, server, runs, judgedBy });
  }

  /** What the profile names; the rest as this version has it, or as another one had it. */
  #judgeFor(profile: ResolvedProfile): NamedJudge {
    const { cases, formatVersion, gauntlet, judgedBy } = this.#file.certificate;
    const { catalogue = CATALOGUE, gauntlet: own } = this.#judging;
    const ours = judgeFor(profile, catalogue);
    for (const required of versionsFor(namedProperties(profile), []))
      if (judgedBy?.includes(required) === false)
        this.#differ(`judgedBy lacks ${required}, by which the profile has it judged`);
    const nameable = nameableIn(catalogue);
    const older = (judgedBy ?? []).filter((one) => nameable.has(one) && !ours.judgedBy.includes(one));
    this.isJudgedByUs =
      formatVersion === CERTIFICATE_VERSION &&
      gauntlet === own &&
      ours.gone.length === 0 &&
      older.length === 0;
    if (this.isJudgedByUs) return ours;
    // format 1 says it of the profile and of what cases exercise
    const theirs = judgeFor(profile, catalogue, judgedBy ?? cases.flatMap(({ exercises }) => exercises));
    for (const reference of theirs.gone) this.#lack(CERTIFICATE_FILE, reference);
    return theirs;
  }

  /** The bundle's own, where this version has none of the name. */
  #storedProfile(): ResolvedProfile | undefined {
    this.#lack(PROFILE_FILE, `profile '${this.#file.certificate.profile.name}' to compare it with`);
    try {
      const path = join(this.#root, PROFILE_FILE);
      return resolvedProfileSchema.parse(readJsonFile(path, 'a resolved profile', { isForeign: true }));
    } catch {
      this.#differ('is no resolved profile', PROFILE_FILE);
      return undefined;
    }
  }

  /** Each once, however many repetitions refer to it. */
  #judgeHistories(profile: ResolvedProfile, judge: NamedJudge, cases: readonly StoredCase[]): void {
    const { target, world, dialect: name } = this.#file.certificate;
    const dialect = dialectFor(name);
    const about = { target, ...(world === undefined ? {} : { world }), dialect: name, profile: profile.name };
    const references = new Map<string, Reference[]>();
    for (const { stored, loaded } of cases)
      for (const digest of new Set(stored.repetitions.flatMap(({ history }) => history ?? []))) {
        const one = { header: historyHeader(about, stored, digest), plan: loaded?.file.scenario.plan };
        references.set(digest, [...(references.get(digest) ?? []), one]);
      }
    for (const [digest, some] of references) {
      const history = judgeStored(this.#root, digest, some, dialect, judge);
      this.#histories.set(digest, history);
      this.differences.push(...history.differences);
    }
  }

  /** What has no history is taken as the certificate says it. */
  #repetition(stored: CaseResult['repetitions'][number] | undefined): Repetition {
    const history = this.#histories.get(stored?.history ?? '');
    if (history !== undefined) return history.repetition;
    if (stored === undefined || stored.reason === INTERRUPTED) return { type: 'missing' };
    const { verdict, reason } = stored;
    return { type: verdict === 'not-applicable' ? verdict : 'unreachable', reason: reason ?? '' };
  }

  /** What the certificate must list; a hash that nothing implies is the stored one. */
  #files(profile: ResolvedProfile, runs: readonly StoredRuns[]): Certificate['files'] {
    const hashes = new Map([[PROFILE_FILE, sha256(jsonText(profile))]]);
    const add = (path: string, text?: string): void =>
      void hashes.set(path, text === undefined ? (this.#listed.get(path) ?? '') : sha256(text));
    for (const { files } of this.#histories.values()) for (const path of files) add(path);
    for (const { case: one, scenario, repetitions } of runs)
      for (const [at, each] of repetitions.entries()) {
        if (each.type !== 'judged' || each.verdicts.every(({ verdict }) => verdict !== 'violation')) continue;
        add(planPath(one.id), scenario === undefined ? undefined : jsonText(scenario));
        const log = this.#histories.get(each.history)?.log;
        add(logPath(one.id, at + 1), profile.needs === 'port' ? log : undefined);
      }
    return listedFiles(hashes);
  }
}

/** What no case violated was not tried. */
function confirmedIn(
  { confirmations }: Circumstances,
  { cases }: Certificate,
): Pick<Circumstances, 'confirmations'> {
  if (confirmations === undefined) return {};
  return {
    confirmations: confirmations.filter((one) =>
      cases.some(({ id, violated }) => id === one.case && violated.includes(one.property)),
    ),
  };
}

const RELEASE = /^\d{4}\.\d+\.\d+/;

/** A target that is named by a release says no other. */
function otherRelease(target: string, { version }: ServerInfo): string | undefined {
  const [named, own] = [versionOf(target, {}), version].map((one) => RELEASE.exec(one ?? '')?.[0]);
  return named === undefined || own === undefined || own === named
    ? undefined
    : `the target is ${target}, and a history is of ${own}`;
}

/** Executions that cannot have been. */
function* impossibleRuns({ needs }: ResolvedProfile, runs: readonly CaseRuns[]): Generator<string> {
  const seen = new Set<string>();
  for (const { case: one, repetitions } of runs) {
    const barred = new Set(repetitions.map((each) => (each.type === 'not-applicable' ? each.reason : null)));
    if (barred.size > 1 && repetitions.every(({ type }) => type !== 'missing'))
      yield `case ${one.id} was applicable in some repetitions, and not in others`;
    for (const each of repetitions) {
      if (each.type !== 'judged' || needs === 'port') continue;
      if (seen.has(each.history))
        yield `case ${one.id}: history ${each.history} is there twice, and nothing real happens twice`;
      seen.add(each.history);
    }
  }
}
