/** Profiles for tests: files in a folder of their own, with the packaged incidents as cases. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadScenario, PACKAGED_SCENARIOS } from '../../src/campaign/scenarios.ts';
import type { LoadedCase } from '../../src/certify/case-run.ts';
import type { ResolvedProfile } from '../../src/certify/profile.ts';
import { loadProfile, type ProfilePlaces } from '../../src/certify/profile-file.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import { CATALOGUE, nameableIn } from '../../src/properties/versions.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const BOUNDS = `bounds:
  ack: 5000
  ackDuringCompaction: 5000
  firstProviderCall: 10000
  compaction: 10000
  settle: 60000
  slowReaderImpact: 5000
  heal: 60000
  boot: 60000
  fetch: 30000
  channelDeadline: 120000
`;

/** What is required begins on line 19. */
export const SMALL = `name: small@1
summary: a small one
needs: port
${BOUNDS}cases:
  - incidents/88538-late-end-after-reset.yaml
  - incidents/63374-reset-by-request.yaml
requirements:
  - { id: small.row, level: must, property: generation/row, cases: [88538-late-end-after-reset] }
  - { id: small.notified, level: must, property: eviction/notified, cases: [] }
  - { id: small.audited, level: should, property: rotation/audited, cases: [] }
`;

/** A folder of profile files, by their names without extension. */
export function placesWith(
  profiles: Readonly<Record<string, string>>,
  scenarios: string = PACKAGED_SCENARIOS,
): ProfilePlaces {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(profiles)) writeFileSync(join(folder, `${name}.yaml`), text);
  return { profiles: folder, scenarios, properties: nameableIn(CATALOGUE) };
}

export const SMALL_PROFILE: ResolvedProfile = loadProfile('small', placesWith({ 'small@1': SMALL }));

export function casesOf(profile: ResolvedProfile): readonly LoadedCase[] {
  return profile.cases.map((one) => ({
    case: one,
    file: loadScenario(join(PACKAGED_SCENARIOS, one.file), KNOWN_NAMES),
  }));
}
