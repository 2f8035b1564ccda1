import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  judgeProfile,
  profileHash,
  requiredProperties,
  type ResolvedProfile,
} from '../../src/certify/profile.ts';
import { loadProfile, profileNames } from '../../src/certify/profile-file.ts';
import { packagedProfile, packagedProfileNames } from '../../src/cli/certificate-profiles.ts';
import { judgeFor } from '../../src/certify/named-judge.ts';
import { InputError } from '../../src/input/problem.ts';
import { PROPERTIES } from '../../src/properties/catalogue.ts';
import { CATALOGUE, referenceTo } from '../../src/properties/versions.ts';
import { placesWith, SMALL } from './small-profile.ts';
import { temporaryFolder } from './temporary-folder.ts';

const LARGE = `name: large@1
extends: small@1
summary: a larger one
needs: lifecycle
bounds: { ack: 7000 }
cases:
  - incidents/7442-slow-reader.yaml
requirements:
  - { id: large.gap, level: must, property: gap/announced, cases: [7442-slow-reader] }
`;

function problemsOf(profiles: Readonly<Record<string, string>>, name: string): readonly string[] {
  try {
    loadProfile(name, placesWith(profiles));
  } catch (thrown) {
    if (thrown instanceof InputError) return thrown.lines;
    throw thrown;
  }
  return [];
}

describe('a profile', () => {
  it('has everything of what it builds on, and its own bounds', () => {
    const places = placesWith({ 'small@1': SMALL, 'large@1': LARGE });
    const [small, large] = [loadProfile('small@1', places), loadProfile('large', places)];
    expect(large.extends).toEqual(['small@1']);
    expect(large.requirements.map(({ id }) => id)).toEqual([
      ...small.requirements.map(({ id }) => id),
      'large.gap',
    ]);
    expect(large.cases.map(({ name }) => name)).toEqual([
      '88538-late-end-after-reset',
      '63374-reset-by-request',
      '7442-slow-reader',
    ]);
    expect([small.bounds.ack, large.bounds.ack, large.bounds.heal]).toEqual([5000, 7000, 60_000]);
    expect(judgeProfile(large).bounds.ack).toBe(7_000_000);
    expect(profileNames(places)).toEqual(['small@1', 'large@1']);
  });

  it('is named without a version by its newest', () => {
    const places = placesWith({
      'small@9': SMALL.replace('small@1', 'small@9'),
      'small@10': SMALL.replace('small@1', 'small@10'),
    });
    expect(loadProfile('small', places).name).toBe('small@10');
  });

  it('has another hash when a case, a bound or a requirement is another, and the same with other line ends', () => {
    const hashes = (text: string, scenario: string): string => {
      const scenarios = temporaryFolder();
      mkdirSync(join(scenarios, 'incidents'));
      for (const name of ['88538-late-end-after-reset', '63374-reset-by-request'])
        writeFileSync(join(scenarios, 'incidents', `${name}.yaml`), scenario);
      return profileHash(loadProfile('small', placesWith({ 'small@1': text }, scenarios)));
    };
    const plain = hashes(SMALL, 'name: one\n');
    expect(plain).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes(SMALL, 'name: one\r\n')).toBe(plain);
    expect(hashes(SMALL.replace('a small one', 'other words'), 'name: one\n')).toBe(plain);
    const others = [
      hashes(SMALL, 'name: two\n'),
      hashes(SMALL.replace('ack: 5000', 'ack: 5001'), 'name: one\n'),
      hashes(SMALL.replace('level: should', 'level: must'), 'name: one\n'),
    ];
    expect(new Set([plain, ...others]).size).toBe(4);
  });

  it.each<[string, string, string]>([
    [
      'an unknown key',
      SMALL.replace('needs: port', 'needs: port\ncolour: red'),
      ":4:1: unknown key 'colour'",
    ],
    ['no name', SMALL.replace('name: small@1', 'title: x'), ":1:1: the key 'name' is missing"],
    ['a name without a version', SMALL.replace('small@1', 'small'), ':1:7: name: a name and a version'],
    ['another name', SMALL.replace('small@1', 'tiny@1'), ':1:7: the file is called small@1.yaml'],
    ['an unknown need', SMALL.replace('needs: port', 'needs: magic'), ':3:8: needs: '],
    ['a missing bound', SMALL.replace('  ack: 5000\n', ''), ':5:3: no bound is given for ack'],
    ['a bound that is none', SMALL.replace('ack: 5000', 'ack: soon'), ':5:8: bounds.ack: '],
    ['an unknown level', SMALL.replace('level: should', 'level: may'), ':21:'],
    [
      'a mistyped property',
      SMALL.replace('generation/row', 'generation/rows'),
      ":19:45: unknown property 'generation/rows' (did you mean 'generation/row'?)",
    ],
    [
      'a version of a property that is not there yet',
      SMALL.replace('generation/row', 'generation/row@9'),
      ":19:45: unknown property 'generation/row@9' (did you mean 'generation/row@1'?)",
    ],
    [
      'a case that is not listed',
      SMALL.replace('cases: [88538-late-end-after-reset]', 'cases: [63374-reset-by-rule]'),
      ":19:69: no case '63374-reset-by-rule' in this profile (did you mean '63374-reset-by-request'?)",
    ],
    [
      'a case without a file',
      SMALL.replace('- incidents/63374-reset-by-request', '- incidents/none'),
      ":17:5: no scenario file 'incidents/none.yaml'",
    ],
    [
      'a requirement twice',
      SMALL.replace('small.notified', 'small.row'),
      ":20:11: requirement 'small.row' is",
    ],
    ['no YAML', 'name: "x', ':1:9: '],
  ])('is refused with its place: %s', (_name, text, problem) => {
    const [first] = problemsOf({ 'small@1': text }, 'small@1');
    expect(first).toContain(`small@1.yaml${problem}`);
  });

  it('is refused when it builds on nothing, or on itself', () => {
    expect(problemsOf({ 'large@1': LARGE }, 'large@1')[0]).toMatch(
      /large@1\.yaml:2:10: unknown profile 'small@1'$/,
    );
    const circle = { 'large@1': LARGE, 'small@1': `${SMALL}extends: large@1\n` };
    expect(problemsOf(circle, 'large@1')[0]).toMatch(/small@1\.yaml:22:10: 'large@1' builds on 'large@1'$/);
    expect(problemsOf({ 'small@1': SMALL }, 'smal')[0]).toBe(
      "unknown profile 'smal' (did you mean 'small'?); there are small@1",
    );
  });
});

/** Properties that came after the profiles: their next versions are to require them. */
const FOR_NEXT_VERSIONS: readonly string[] = [];
const LEVELS = ['speaks', 'ordered', 'bounded', 'durable', 'deterministic'];
const VERSIONS = [1, 2];
/** What a wider property asks is not asked twice. */
const LASTING = PROPERTIES.filter(({ supersededBy }) => supersededBy === undefined);

describe('the packaged profiles', () => {
  it('build on each other, from a URL to the in-process port', () => {
    expect(packagedProfileNames()).toEqual(
      LEVELS.flatMap((level) => VERSIONS.map((version) => `${level}@${version}`)),
    );
    for (const version of VERSIONS) {
      const names = LEVELS.map((level) => `${level}@${version}`);
      const profiles = names.map(packagedProfile);
      // what compares with the model came with the second version
      const ordered = version === 1 ? 'url' : 'provider';
      expect(profiles.map(({ needs }) => needs)).toEqual(['url', ordered, 'proxy', 'lifecycle', 'port']);
      for (const [at, profile] of profiles.entries()) expect(profile.extends).toEqual(names.slice(0, at));
    }
  });

  it('require every property at the top, in the newest version, as it is now', () => {
    const top = packagedProfile('deterministic');
    const required = new Set(top.requirements.flatMap((one) => ('property' in one ? [one.property] : [])));
    const others = LASTING.filter((property) => !required.has(referenceTo(property)));
    expect(others.map(({ id }) => id).toSorted()).toEqual(FOR_NEXT_VERSIONS.toSorted());
    expect([...required].filter((reference) => !reference.includes('@'))).toEqual([]);
  });

  it('that are frozen name versions of which the code is kept', () => {
    for (const name of packagedProfileNames())
      expect(judgeFor(packagedProfile(name), CATALOGUE).gone, name).toEqual([]);
  });

  it('have lost nothing in their newest versions', () => {
    for (const level of LEVELS) {
      const [before, now] = VERSIONS.map((version) => packagedProfile(`${level}@${version}`));
      const ids = (profile = before): readonly string[] => requiredProperties(profile as ResolvedProfile);
      const wider = (id: string): string => PROPERTIES.find((one) => one.id === id)?.supersededBy ?? id;
      expect(ids(now)).toEqual(expect.arrayContaining(ids().map(wider)));
      expect(now?.cases.map((one) => one.name)).toEqual(
        expect.arrayContaining(before?.cases.map((one) => one.name) ?? []),
      );
    }
  });

  it('name each requirement after its level', () => {
    for (const profile of packagedProfileNames().map(packagedProfile)) {
      const levels = [...profile.extends, profile.name].map((name) => name.replace(/@.*/, ''));
      for (const { id } of profile.requirements) expect(levels).toContain(id.replace(/\..*/, ''));
    }
  });
});
