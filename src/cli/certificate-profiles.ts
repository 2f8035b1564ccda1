/** The profiles that come with Gauntlet, with the scenarios of their cases: put together for the verbs that need them. */
import { join } from 'node:path';
import { loadScenario, PACKAGED_SCENARIOS } from '../campaign/scenarios.ts';
import type { LoadedCase } from '../certify/case-run.ts';
import type { ResolvedProfile } from '../certify/profile.ts';
import {
  loadProfile,
  PACKAGED_PROFILES,
  profileNames,
  profileSummary,
  type ProfilePlaces,
} from '../certify/profile-file.ts';
import type { KnownProfile } from '../certify/verification.ts';
import { ofEach } from '../input/problem.ts';
import { CATALOGUE, nameableIn } from '../properties/versions.ts';
import { KNOWN_NAMES } from '../campaign/known-names.ts';

const PLACES: ProfilePlaces = {
  profiles: PACKAGED_PROFILES,
  scenarios: PACKAGED_SCENARIOS,
  properties: nameableIn(CATALOGUE),
};

export function packagedProfileNames(): readonly string[] {
  return profileNames(PLACES);
}

/** All of them, each with what it is for, in one sentence. */
export function packagedSentences(): { name: string; sentence: string }[] {
  return packagedProfileNames().map((name) => ({ name, sentence: profileSummary(name, PLACES) }));
}

/** By its name, or without a version by the newest. Throws InputError. */
export function packagedProfile(name: string): ResolvedProfile {
  return loadProfile(name, PLACES);
}

/** Undefined when this version has no profile of exactly this name. */
export function knownProfile(name: string): KnownProfile | undefined {
  if (!packagedProfileNames().includes(name)) return undefined;
  const profile = packagedProfile(name);
  return { profile, cases: loadCases(profile) };
}

/** The cases of a profile with their scenarios. Throws InputError with the problems of all of them. */
export function loadCases({ cases }: ResolvedProfile): readonly LoadedCase[] {
  return ofEach(cases, (one) => ({
    case: one,
    file: loadScenario(join(PACKAGED_SCENARIOS, one.file), KNOWN_NAMES),
  }));
}
