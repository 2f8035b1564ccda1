/** What a profile asks for: the packaged ones that certificates name, and the one that campaigns are judged by. */
import { allBounds, BOUND_NAMES, type Requirement } from '../certify/profile.ts';
import { SIMULATED_PROFILE, type Bounds } from '../properties/profile.ts';
import { packagedProfile, packagedSentences } from './certificate-profiles.ts';
import { facts, type Explanation } from './explanation.ts';

const NEEDED = {
  url: 'an address to connect to',
  provider:
    'a gateway whose model plays the plan ({provider} in its description); at an address what compares with the model is inconclusive',
  proxy: 'a gateway whose model plays the plan, and connections that go through the fault proxy',
  lifecycle: 'all of that, and a process that can be stopped, killed and started',
  port: 'a gateway behind the in-process port',
} as const;

/** All profiles, each with what it is for. */
export function profileSentences(): { name: string; sentence: string }[] {
  return [
    {
      name: SIMULATED_PROFILE.name,
      sentence: 'every property, on every plan of the simulated world: what run and selftest judge by',
    },
    ...packagedSentences(),
  ];
}

/** By its name, or without a version by the newest. */
export function explainProfile(name: string): Explanation | undefined {
  const found = profileSentences().findLast((one) => one.name === name || one.name.split('@')[0] === name);
  if (found === undefined) return undefined;
  const explanation = { kind: 'profile', ...found } as const;
  if (found.name === SIMULATED_PROFILE.name)
    return { ...explanation, facts: facts(boundsOf(SIMULATED_PROFILE.bounds, 1000)) };
  const { extends: below, needs, requirements, cases, bounds } = packagedProfile(found.name);
  return {
    ...explanation,
    facts: facts(
      ['builds on', below],
      ['needs', [NEEDED[needs]]],
      ['requires', requirements.map(requirementLine)],
      ['cases', cases.map((one) => one.file)],
      boundsOf(allBounds(bounds), 1),
    ),
  };
}

function requirementLine(requirement: Requirement): string {
  const what =
    'property' in requirement ? requirement.property : 'equal digests of all repetitions of a case';
  return `${requirement.id} (${requirement.level}): ${what}`;
}

/** `perMs`: how many of the unit they are in make a millisecond. */
function boundsOf(bounds: Bounds, perMs: number): readonly [string, readonly string[]] {
  return ['bounds', BOUND_NAMES.map((bound) => `${bound}: ${bounds[bound] / perMs / 1000} s`)];
}
