/**
 * What the histories and the profile imply for the rest of a certificate: the members that follow from them, the files
 * that must be there and no others, which executions can have been at all. Must not know: how a history is judged.
 */
import { join } from 'node:path';
import { canonicalJson } from '../input/canonical.ts';
import { readRegularText } from '../input/regular-file.ts';
import type { Scenario } from '../plan/scenario.ts';
import type { Assessment } from './assessment.ts';
import type { JudgedHistory } from './bundle-histories.ts';
import { CERTIFICATE_FILE, logPath, planPath, planText, PROFILE_FILE } from './bundle.ts';
import { versionOf, type CaseRuns, type CertifyCase, type ServerInfo } from './case-run.ts';
import type { Difference } from './certificate-differences.ts';
import type { Certificate, Circumstances } from './certificate.ts';
import type { ResolvedProfile } from './profile.ts';

/** A case as this version has it. */
export interface KnownCase extends CertifyCase {
  readonly scenario: Scenario;
}

/** What a second look at a bundle gave. */
export interface Found {
  readonly profile: ResolvedProfile;
  /** As the certificate lists them, with the facts that this version has. */
  readonly runs: readonly CaseRuns[];
  readonly again: Assessment;
  readonly histories: ReadonlyMap<string, JudgedHistory>;
  /** Empty: this version does not have the profile. */
  readonly scenarios: readonly KnownCase[];
}

/** The certificate with every implied member as it must be; what is only claimed stays. */
export function impliedCertificate(
  certificate: Certificate,
  { profile, runs, again, histories }: Found,
): Certificate {
  const servers = serversIn(runs, histories);
  const lengths = new Set(runs.map(({ repetitions }) => repetitions.length));
  const [repeat = certificate.repeat] = lengths.has(certificate.repeat) ? [certificate.repeat] : lengths;
  return {
    ...certificate,
    version: versionOf(certificate.target, servers[0] ?? {}),
    protocol: servers[0]?.protocol ?? null,
    repeat,
    complete:
      profile.cases.every(({ name }) => runs.some((one) => one.case.id === name)) && !isInterrupted(runs),
    verdict: again.verdict,
    requirements: [...again.requirements],
    cases: [...again.cases],
  };
}

/** Executions that cannot have been, each case by itself and all together. */
export function differingExecutions(
  { repeat, target }: Certificate,
  { profile, runs, histories }: Found,
): readonly Difference[] {
  const sentences: string[] = [];
  const first = serversIn(runs, histories)[0];
  const release = RELEASE.exec(versionOf(target, {}) ?? '')?.[0];
  for (const server of serversIn(runs, histories)) {
    const says = server.version ?? 'nothing';
    if (says !== (first?.version ?? 'nothing') || server.protocol !== first?.protocol)
      sentences.push(`one history is of version ${says}, and the first is of ${first?.version ?? 'nothing'}`);
    const own = RELEASE.exec(says)?.[0];
    if (release !== undefined && own !== undefined && own !== release)
      sentences.push(`the target is ${target}, and a history is of ${says}`);
  }
  const seen = new Set<string>();
  for (const { case: one, repetitions } of runs) {
    if (repetitions.length !== repeat)
      sentences.push(`case ${one.id} has ${repetitions.length} repetitions, and repeat is ${repeat}`);
    const barred = new Set(repetitions.map((each) => (each.type === 'not-applicable' ? each.reason : null)));
    if (barred.size > 1 && repetitions.every(({ type }) => type !== 'missing'))
      sentences.push(`case ${one.id} was applicable in some repetitions, and not in others`);
    for (const each of repetitions) {
      if (each.type !== 'judged' || profile.needs === 'port') continue;
      if (seen.has(each.history))
        sentences.push(
          `case ${one.id}: history ${each.history} is there twice, and nothing real happens twice`,
        );
      seen.add(each.history);
    }
  }
  return [...new Set(sentences)].map((sentence) => ({ file: CERTIFICATE_FILE, sentence }));
}

const RELEASE = /^\d{4}\.\d+\.\d+/;

/** A waiver accepts a violation that is there; who was interrupted left something out. */
export function differingCircumstances(
  { interrupted, waived }: Circumstances,
  { again, runs }: Found,
): readonly Difference[] {
  const differences: Difference[] = [];
  const differ = (sentence: string): void =>
    void differences.push({ file: CERTIFICATE_FILE, sentence, judge: 'other' });
  if (interrupted !== isInterrupted(runs))
    differences.push({
      file: CERTIFICATE_FILE,
      sentence: `interrupted is ${String(interrupted)}, and the cases say ${String(!interrupted)}`,
    });
  for (const { requirement, case: name } of waived) {
    const tallies = again.requirements.find(({ id }) => id === requirement)?.repetitions ?? [];
    if (!tallies.some((tally) => tally.violation > 0 && (name === null || tally.case === name)))
      differ(`${requirement} is waived${name === null ? '' : ` in ${name}`}, and it is not violated there`);
  }
  return differences;
}

/** Files that must be there, files that nothing calls for, and texts that are not as they must be. */
export function differingFiles(root: string, { files }: Certificate, found: Found): readonly Difference[] {
  const differences: Difference[] = [];
  const differ = (file: string, sentence: string): void => {
    // whether a run failed, and so left a plan and a log, is the judge's finding
    const isJudged = /^(?:plans|logs)\//.test(file);
    differences.push({ file, sentence, ...(isJudged ? { judge: 'other' } : {}) });
  };
  const texts = expectedFiles(found);
  const listed = new Set(files.map(({ path }) => path));
  for (const [path, text] of texts) {
    if (!listed.has(path)) differ(path, 'is missing in the certificate');
    else if (text !== undefined && textIn(root, path) !== text)
      differ(path, 'is not as the profile and the histories make it');
  }
  for (const path of listed) if (!texts.has(path)) differ(path, 'belongs to nothing in the certificate');
  return differences;
}

function textIn(root: string, path: string): string | undefined {
  try {
    return readRegularText(join(root, path), 'a text');
  } catch {
    return undefined;
  }
}

/** By path, with their texts where these are implied. */
function expectedFiles({
  profile,
  runs,
  histories,
  scenarios,
}: Found): ReadonlyMap<string, string | undefined> {
  const texts = new Map<string, string | undefined>([[PROFILE_FILE, `${canonicalJson(profile, 2)}\n`]]);
  for (const { files } of histories.values()) for (const path of files) texts.set(path, undefined);
  for (const { case: one, repetitions } of runs) {
    for (const [at, each] of repetitions.entries()) {
      if (each.type !== 'judged' || each.verdicts.every(({ verdict }) => verdict !== 'violation')) continue;
      const scenario = scenarios.find(({ id }) => id === one.id)?.scenario;
      texts.set(planPath(one.id), scenario === undefined ? undefined : planText(scenario));
      const log = histories.get(each.history)?.log;
      texts.set(logPath(one.id, at + 1), profile.needs === 'port' ? `${log ?? ''}\n` : undefined);
    }
  }
  return texts;
}

function isInterrupted(runs: readonly CaseRuns[]): boolean {
  return runs.some(({ repetitions }) => repetitions.some(({ type }) => type === 'missing'));
}

/** What the first hello of each history says, in the order of the runs: the first repetition of every case first. */
function serversIn(
  runs: readonly CaseRuns[],
  histories: ReadonlyMap<string, JudgedHistory>,
): readonly ServerInfo[] {
  const most = Math.max(0, ...runs.map(({ repetitions }) => repetitions.length));
  return Array.from({ length: most }, (_, at) =>
    runs.flatMap(({ repetitions }) => {
      const one = repetitions[at];
      const server = one?.type === 'judged' ? histories.get(one.history)?.server : undefined;
      return server?.version === undefined && server?.protocol === undefined ? [] : [server];
    }),
  ).flat();
}
