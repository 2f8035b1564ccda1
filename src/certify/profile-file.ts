/**
 * Profile files: finds them, reads them strictly, resolves what they build on and hashes their cases. Everything that
 * is wrong is reported as `file:line:column: message`. Must not know: scenarios' contents; a case is a path and a hash.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../input/canonical.ts';
import { nearest } from '../input/nearest.ts';
import { InputError } from '../input/problem.ts';
import { readTextFile, shown } from '../input/text-file.ts';
import { parseYaml, type YamlSource } from '../input/yaml-source.ts';
import {
  BOUND_NAMES,
  profileFileSchema,
  type ProfileCase,
  type ProfileFile,
  type ResolvedProfile,
} from './profile.ts';

export interface ProfilePlaces {
  /** The folder with the profile files. */
  readonly profiles: string;
  /** The folder that case paths start from. */
  readonly scenarios: string;
  /** What a requirement may name. */
  readonly properties: ReadonlySet<string>;
}

/** The profiles that come with Gauntlet. */
export const PACKAGED_PROFILES: string = fileURLToPath(new URL('./profiles', import.meta.url));

/** A profile as its file says it, with the places of what it says. */
interface ReadProfile {
  readonly path: string;
  readonly profile: ProfileFile;
  readonly source: YamlSource;
}

/** The names of the profiles in a folder, each after what it builds on. Throws InputError. */
export function profileNames(places: ProfilePlaces): readonly string[] {
  return namesIn(places)
    .map((name) => ({ name, depth: lineage(name, places).length }))
    .sort((a, b) => a.depth - b.depth || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}

/**
 * The profile with this name and everything it builds on. Without a version the newest one. Throws InputError when
 * there is none, or when a file of the chain cannot be used.
 */
export function loadProfile(name: string, places: ProfilePlaces): ResolvedProfile {
  return resolve(lineage(newestOf(name, places), places), places);
}

/** What the profile with exactly this name is for, in one sentence. Throws InputError. */
export function profileSummary(name: string, places: ProfilePlaces): string {
  return readProfile(name, places).profile.summary.trim();
}

function namesIn({ profiles }: ProfilePlaces): string[] {
  const files = readdirSync(profiles).filter((file) => file.endsWith('.yaml'));
  return files.map((file) => basename(file, '.yaml'));
}

function newestOf(name: string, places: ProfilePlaces): string {
  const names = namesIn(places);
  if (names.includes(name)) return name;
  const versions = names
    .filter((one) => one.startsWith(`${name}@`))
    .sort((a, b) => versionOf(b) - versionOf(a));
  const [newest] = versions;
  if (newest !== undefined) return newest;
  const words = names.map((one) => one.replace(/@.*/, ''));
  throw new InputError(
    `unknown profile '${name}'${nearest(name, words)}; there are ${names.sort().join(', ')}`,
  );
}

function versionOf(name: string): number {
  return Number(name.slice(name.indexOf('@') + 1));
}

/** The files of a profile and of what it builds on, the lowest first. */
function lineage(name: string, places: ProfilePlaces): readonly ReadProfile[] {
  const chain: ReadProfile[] = [];
  let next: string | undefined = name;
  while (next !== undefined) {
    const read = readProfile(next, places);
    chain.unshift(read);
    const below: string | undefined = read.profile.extends;
    if (below === undefined) break;
    if (chain.some((one) => one.profile.name === below))
      throw new InputError(read.source.at(['extends'], `'${below}' builds on '${name}'`));
    if (!existsSync(pathOf(below, places)))
      throw new InputError(read.source.at(['extends'], `unknown profile '${below}'`));
    next = below;
  }
  return chain;
}

function pathOf(name: string, { profiles }: ProfilePlaces): string {
  return join(profiles, `${name}.yaml`);
}

function readProfile(name: string, places: ProfilePlaces): ReadProfile {
  const path = pathOf(name, places);
  const source = parseYaml(shown(path), readTextFile(path, 'a profile', shown(path)));
  const profile = source.read(profileFileSchema);
  if (profile.name !== name)
    throw new InputError(
      source.at(['name'], `the file is called ${name}.yaml, so the name must be '${name}'`),
    );
  return { path, profile, source };
}

/** Puts a chain together; collects the problems of all its files before it gives up. */
function resolve(chain: readonly ReadProfile[], places: ProfilePlaces): ResolvedProfile {
  const problems: string[] = [];
  const cases: ProfileCase[] = [];
  const requirements: ResolvedProfile['requirements'] = [];
  let bounds: ProfileFile['bounds'] = {};
  for (const { profile, source } of chain) {
    bounds = { ...bounds, ...profile.bounds };
    for (const [i, file] of profile.cases.entries()) {
      const name = basename(file, '.yaml');
      const path = join(places.scenarios, file);
      if (cases.some((one) => one.name === name))
        problems.push(source.at(['cases', i], `case '${name}' is there already`));
      else if (!existsSync(path)) problems.push(source.at(['cases', i], `no scenario file '${file}'`));
      else cases.push({ name, file, sha256: textHash(path) });
    }
    const names = cases.map((one) => one.name);
    for (const [i, one] of profile.requirements.entries()) {
      const at = ['requirements', i] as const;
      if (requirements.some(({ id }) => id === one.id))
        problems.push(source.at([...at, 'id'], `requirement '${one.id}' is there already`));
      if ('property' in one && !places.properties.has(one.property))
        problems.push(
          source.at(
            [...at, 'property'],
            `unknown property '${one.property}'${nearest(one.property, [...places.properties])}`,
          ),
        );
      for (const [j, name] of one.cases.entries())
        if (!names.includes(name))
          problems.push(
            source.at([...at, 'cases', j], `no case '${name}' in this profile${nearest(name, names)}`),
          );
      requirements.push(one);
    }
  }
  const top = chain.at(-1) as ReadProfile;
  const lacking = BOUND_NAMES.filter((bound) => bound !== 'cancel' && bounds[bound] === undefined);
  if (lacking.length > 0)
    problems.push(top.source.at(['bounds'], `no bound is given for ${lacking.join(', ')}`));
  if (problems.length > 0) throw new InputError(problems);
  return {
    name: top.profile.name,
    extends: chain.slice(0, -1).map(({ profile }) => profile.name),
    needs: top.profile.needs,
    bounds: bounds as ResolvedProfile['bounds'],
    cases,
    requirements,
  };
}

/** The same on every system, whatever its line ends are. */
function textHash(path: string): string {
  return sha256(readTextFile(path, 'a profile', shown(path)).replaceAll('\r\n', '\n'));
}
