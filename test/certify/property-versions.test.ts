/** Certificates name versions of properties: what is frozen is judged by the version that it names, or said to be gone. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CERTIFICATE_FILE } from '../../src/certify/bundle.ts';
import { certificateDigest, certificateFileSchema, type Certificate } from '../../src/certify/certificate.ts';
import { NOT_JUDGED } from '../../src/certify/not-judged.ts';
import { judgeProfile, type ResolvedProfile } from '../../src/certify/profile.ts';
import { loadScenario, PACKAGED_SCENARIOS } from '../../src/campaign/scenarios.ts';
import { namedTarget } from '../../src/campaign/target.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import { Recorder } from '../../src/history/history.ts';
import { judgeRecords } from '../../src/properties/judge.ts';
import { simulate } from '../../src/simulation/world.ts';
import { verifyBundle, type Verification } from '../../src/certify/verification.ts';
import { generationRow } from '../../src/properties/generation-row.ts';
import { FindingChecker, type Property } from '../../src/properties/property.ts';
import { CATALOGUE, propertiesAt, type Catalogue } from '../../src/properties/versions.ts';
import { certified, type Certified } from './small-certificate.ts';
import { casesOf, SMALL_PROFILE } from './small-profile.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Finds fault with everything. */
class Stricter extends FindingChecker {
  override finish(): void {
    this.exercised++;
    this.add('a later clause', 'what was not asked for before', 0);
  }
}

function strict(changes: Partial<Property>): Property {
  return { ...generationRow, watches: [], start: (model) => new Stricter(model), ...changes };
}

/** As the first profiles name it. */
const FIRST_ROW: Property = { ...generationRow, version: 1 };
const STRICT_ROW = strict({ version: 2 });
/** A later Gauntlet, which may have kept what it judged by before. */
function later(...earlier: readonly Property[]): Catalogue {
  const current = CATALOGUE.current.map((one) => (one.id === generationRow.id ? STRICT_ROW : one));
  const others = CATALOGUE.earlier.filter(({ id }) => id !== generationRow.id);
  return { current, earlier: [...others, ...earlier] };
}

const NEXT_PROFILE: ResolvedProfile = {
  ...SMALL_PROFILE,
  name: 'small@2',
  requirements: SMALL_PROFILE.requirements.map((one) =>
    'property' in one ? { ...one, property: `${one.property}@${one.id === 'small.row' ? 2 : 1}` } : one,
  ),
};

function verified(bundle: string, catalogue: Catalogue, gauntlet = '0.1.0'): Verification {
  const profile = (name: string) => {
    const known = [SMALL_PROFILE, NEXT_PROFILE].find((one) => one.name === name);
    return known === undefined ? undefined : { profile: known, cases: casesOf(known) };
  };
  return verifyBundle(bundle, { profile, gauntlet, catalogue });
}

let made: Certified;

beforeAll(async () => {
  made = await certified('reference');
});

/** A copy of the bundle that says something else, with the digest that fits. */
function rewritten(change: (certificate: Certificate) => void): string {
  const folder = join(temporaryFolder(), 'copy');
  cpSync(made.place, folder, { recursive: true });
  const path = join(folder, CERTIFICATE_FILE);
  const file = certificateFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  change(file.certificate);
  writeFileSync(path, JSON.stringify({ ...file, digest: certificateDigest(file.certificate) }));
  return folder;
}

/** As certificates were before they said what judged them. */
function inFormat1(certificate: Certificate): void {
  certificate.formatVersion = 1;
  delete certificate.judgedBy;
  delete certificate.notJudged;
}

describe('a certificate', () => {
  it('says which version of each property judged, and what is not judged', () => {
    const { judgedBy, notJudged, formatVersion } = made.certificate;
    expect(formatVersion).toBe(2);
    expect(judgedBy).toHaveLength(CATALOGUE.current.length);
    expect(judgedBy).toContain('generation/row@1');
    expect(notJudged).toEqual(NOT_JUDGED);
    for (const words of [
      'attachments',
      'thinking',
      'several agents',
      'sessions.patch',
      'chat.inject',
      'cron',
    ])
      expect(notJudged?.join('; ')).toContain(words);
  });

  it('is by the versions that its profile names', async () => {
    const catalogue = later(FIRST_ROW);
    const next = await certified('reference', { profile: NEXT_PROFILE, catalogue });
    const [row] = next.certificate.requirements;
    expect(row).toMatchObject({ subject: 'generation/row@2', verdict: 'violation' });
    expect(row?.evidence[0]?.sentence).toBe('what was not asked for before');
    const frozen = await certified('reference', { catalogue });
    expect(frozen.certificate).toMatchObject({ verdict: 'pass' });
    expect(frozen.certificate.requirements[0]?.subject).toBe('generation/row');
    for (const { place } of [next, frozen]) expect(verified(place, catalogue).outcome).toBe('verified');
  });

  it('is not made by versions that are gone', async () => {
    await expect(certified('reference', { catalogue: later() })).rejects.toThrow(
      'profile small@1 names what this version no longer judges by: generation/row@1; take a newer one',
    );
  });
});

describe('a version of which the code is kept', () => {
  it('does not convict by what came later', () => {
    const scenario = loadScenario(
      join(PACKAGED_SCENARIOS, 'certify/a-model-that-fails.yaml'),
      KNOWN_NAMES,
    ).scenario;
    const { gateway, dialect } = namedTarget('says-done-between-turns');
    const recorder = new Recorder({ keep: true });
    simulate(scenario.plan, gateway, recorder);
    const verdictBy = (reference: string): string | undefined => {
      const { properties } = propertiesAt([reference], CATALOGUE);
      const profile = judgeProfile(SMALL_PROFILE);
      return judgeRecords(recorder.records, { dialect, profile, properties })[0]?.verdict;
    };
    expect(verdictBy('status/coherent')).toBe('pass');
    expect(verdictBy('status/coherent@2')).toBe('violation');
  });
});

describe('verifying what an older Gauntlet judged', () => {
  const RELEASES = ['0.1.0', '0.2.0'] as const;

  it.each(RELEASES)('goes by the versions that it names where they are kept (%s)', (gauntlet) => {
    const { outcome, recomputed } = verified(made.place, later(FIRST_ROW), gauntlet);
    expect(outcome).toBe('verified');
    expect(recomputed).toEqual(made.certificate);
  });

  it.each(RELEASES)(
    'says that another judge judged it where one is gone, never that it is forged (%s)',
    (by) => {
      const { outcome, differences, recomputed } = verified(made.place, later(), by);
      expect(outcome).toBe('another-judge');
      expect(differences[0]).toEqual({
        file: CERTIFICATE_FILE,
        sentence: 'this version has no generation/row@1',
        judge: 'gone',
      });
      expect(recomputed?.requirements[0]?.reason).toContain(
        'this version judges by generation/row@2, and no more by generation/row@1',
      );
    },
  );

  it('does not ask it for what came later', () => {
    const young = strict({ id: 'young/one', version: 1 });
    const current = [...CATALOGUE.current, young];
    expect(verified(made.place, { ...CATALOGUE, current }, '0.2.0')).toMatchObject({ outcome: 'verified' });
  });

  it('takes what says no versions for the first ones', () => {
    const old = rewritten(inFormat1);
    expect(verified(old, CATALOGUE)).toMatchObject({ outcome: 'verified', differences: [] });
    expect(verified(old, later(FIRST_ROW)).outcome).toBe('verified');
    expect(verified(old, later()).outcome).toBe('another-judge');
    const other = rewritten((certificate) => {
      inFormat1(certificate);
      certificate.verdict = 'inconclusive';
    });
    expect(verified(other, CATALOGUE).outcome).toBe('another-judge');
  });
});

describe('a forged list of versions', () => {
  it.each<[string, (list: string[]) => void]>([
    ['lacks one', (list) => void list.pop()],
    ['has one that nobody knows', (list) => void list.push('young/one@1')],
    [
      'has another version of what the profile names',
      (list) => void list.splice(list.indexOf('rotation/audited@1'), 1, 'rotation/audited@2'),
    ],
    ['names one from the future', (list) => void list.splice(0, 1, 'seq/contiguous@9')],
  ])('of this version is refused: it %s', (_what, change) => {
    const forged = rewritten(({ judgedBy = [] }) => change(judgedBy));
    expect(verified(forged, CATALOGUE).outcome).toBe('differs');
  });

  it('is refused when it names less than the profile, whoever is said to have made it', () => {
    const forged = rewritten((certificate) => {
      certificate.gauntlet = '0.0.9';
      certificate.judgedBy = certificate.judgedBy?.filter((one) => !one.startsWith('generation/row'));
    });
    const { outcome, differences } = verified(forged, CATALOGUE);
    expect(outcome).toBe('differs');
    expect(differences.map(({ sentence }) => sentence)).toContain(
      'judgedBy lacks generation/row@1, by which the profile has it judged',
    );
  });
});
