/**
 * From judged repetitions to a verdict; a pure function of (profile, repetitions), the same when a certificate is issued
 * and when it is verified. One violation with evidence is a violation; a pass needs every repetition; a pass mixed with
 * anything else is inconclusive. Must not know: worlds, files, waivers.
 */
import type { VerdictName } from '../properties/property.ts';
import { assessCase } from './case-assessment.ts';
import type { CaseRuns } from './case-run.ts';
import type { CaseResult, RequirementResult } from './certificate.ts';
import type { ResolvedProfile } from './profile.ts';
import { assessRequirement } from './requirement-assessment.ts';

export interface Assessment {
  readonly verdict: VerdictName;
  readonly requirements: readonly RequirementResult[];
  readonly cases: readonly CaseResult[];
}

export function assess(profile: ResolvedProfile, runs: readonly CaseRuns[]): Assessment {
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
