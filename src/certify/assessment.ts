/**
 * From judged repetitions to a certificate: the same when it is issued and when it is verified. One violation with
 * evidence is a violation; a pass needs every repetition; a pass mixed with anything else is inconclusive. Pure. Must
 * not know: worlds, files, waivers.
 */
import type { VerdictName } from '../properties/property.ts';
import { assessCase } from './case-assessment.ts';
import { versionOf, type CaseRuns, type ServerInfo } from './case-run.ts';
import { CERTIFICATE_VERSION, type Certificate, type RequirementResult } from './certificate.ts';
import { NOT_JUDGED } from './not-judged.ts';
import { profileHash, type ResolvedProfile } from './profile.ts';
import { assessRequirement, INTERRUPTED } from './requirement-assessment.ts';

/** What a certificate is made of. */
export interface Findings extends Pick<Certificate, 'gauntlet' | 'target' | 'world' | 'dialect' | 'files'> {
  readonly profile: ResolvedProfile;
  /** The first hello. */
  readonly server: ServerInfo;
  /** Each case as often as the others. */
  readonly runs: readonly CaseRuns[];
  /** Undefined: format 1, which does not say it, nor what was excused. */
  readonly judgedBy: readonly string[] | undefined;
}

export function certificateOf({ profile, server, runs, judgedBy, ...given }: Findings): Certificate {
  const found = assess(profile, runs);
  const format =
    judgedBy === undefined
      ? {
          formatVersion: 1 as const,
          requirements: found.requirements.map(({ excused: _unsaid, ...one }) => one),
        }
      : { formatVersion: CERTIFICATE_VERSION, judgedBy: [...judgedBy], notJudged: [...NOT_JUDGED] };
  return {
    ...given,
    ...found,
    ...format,
    version: versionOf(given.target, server),
    protocol: server.protocol ?? null,
    profile: { name: profile.name, hash: profileHash(profile) },
    repeat: runs[0]?.repetitions.length ?? 0,
    complete: !isInterrupted(found) && runs.length === profile.cases.length,
  };
}

export function isInterrupted({ cases }: Pick<Certificate, 'cases'>): boolean {
  return cases.some(({ repetitions }) => repetitions.some(({ reason }) => reason === INTERRUPTED));
}

export function assess(
  profile: ResolvedProfile,
  runs: readonly CaseRuns[],
): Pick<Certificate, 'verdict' | 'requirements' | 'cases'> {
  const requirements = profile.requirements.map((one) => assessRequirement(one, runs));
  return {
    verdict: overall(requirements),
    requirements,
    cases: runs.map((one) => assessCase(profile, one)),
  };
}

/** What must hold decides; what should is reported. */
function overall(requirements: readonly RequirementResult[]): VerdictName {
  const musts = requirements.filter(({ level }) => level === 'must');
  if (musts.some(({ verdict }) => verdict === 'violation')) return 'violation';
  // nothing that passes is nothing that was shown
  if (musts.some(({ verdict }) => verdict === 'inconclusive')) return 'inconclusive';
  return musts.some(({ verdict }) => verdict === 'pass') ? 'pass' : 'inconclusive';
}
