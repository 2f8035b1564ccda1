/**
 * Scenario files: finds them, reads them, and reports everything that is wrong with them as `file:line:column: message`.
 * A scenario argument is a path, or a filter (an incident number, or part of a name or file name) over the packaged ones.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scenarioSchema, type Scenario } from '../plan/scenario.ts';
import { nearest } from '../input/nearest.ts';
import { InputError, ofEach } from '../input/problem.ts';
import { LARGEST_SCENARIO_BYTES, readJsonFile, readTextFile, shown } from '../input/text-file.ts';
import { parseYaml } from '../input/yaml-source.ts';
import { TARGET_ALIVE } from '../properties/target-alive.ts';
import { isObject } from '../protocol/frame.ts';
import type { ScenarioResult } from '../report/published.ts';
import type { PlanSource } from './failure.ts';
import { readFailure } from './failure-file.ts';

export interface ScenarioFile {
  /**
   * Its name in reports and in printed commands. One that comes with Gauntlet is named from Gauntlet's own root, so
   * that no report depends on where that lies; any other relative to the working directory where it lies below it.
   */
  readonly file: string;
  readonly scenario: Scenario;
  /** Of the plan in a failure file, as long as nobody made it smaller. */
  readonly source?: PlanSource;
  /** Why it is in the seed database; absent: it is a file. */
  readonly kept?: ScenarioResult['kept'];
}

/** Names that scenarios may refer to. */
export interface KnownNames {
  readonly gateways: ReadonlySet<string>;
  readonly properties: ReadonlySet<string>;
}

/** The scenarios that come with Gauntlet. */
export const PACKAGED_SCENARIOS: string = fileURLToPath(new URL('../../scenarios', import.meta.url));

const SCENARIO_FILE = /\.(ya?ml|json)$/;

/** Loads the packaged scenarios below `folder`. Throws InputError naming every problem in every file. */
export function loadPackagedScenarios(known: KnownNames, folder = ''): readonly ScenarioFile[] {
  return loadAll(scenarioPaths(join(PACKAGED_SCENARIOS, folder)), known);
}

/**
 * Loads what scenario arguments name, in the order of the arguments, each file once. Throws InputError when one names
 * nothing, or a file cannot be used.
 */
export function selectScenarios(words: readonly string[], known: KnownNames): readonly ScenarioFile[] {
  const chosen = new Map<string, ScenarioFile>();
  let packaged: readonly ScenarioFile[] | undefined;
  for (const word of words) {
    const paths = existsSync(resolve(word)) ? scenarioPaths(resolve(word)) : undefined;
    packaged ??= paths === undefined ? loadPackagedScenarios(known) : undefined;
    const found = paths === undefined ? filterScenarios(packaged ?? [], word) : loadAll(paths, known);
    if (found.length === 0)
      throw new InputError(`no scenario matches '${word}'${suggestion(word, packaged ?? [])}`);
    for (const each of found) chosen.set(each.file, each);
  }
  return [...chosen.values()];
}

export function filterScenarios(all: readonly ScenarioFile[], word: string): readonly ScenarioFile[] {
  const wanted = word.toLowerCase();
  return all.filter(
    ({ file, scenario }) =>
      scenario.incident === wanted ||
      scenario.name.toLowerCase().includes(wanted) ||
      file.toLowerCase().includes(wanted),
  );
}

/** Loads one scenario file, or a failure file as the scenario that its plan is. Throws InputError. */
export function loadScenario(path: string, known: KnownNames): ScenarioFile {
  if (path.endsWith('.json') && isFailureFile(path)) return failedScenario(path);
  const text = readTextFile(path, 'a scenario', shown(path), LARGEST_SCENARIO_BYTES);
  return parseScenario(text, path, known);
}

/** The scenario in a text that is, or is going to be, the file at `path`. Throws InputError. */
export function parseScenario(text: string, path: string, known: KnownNames): ScenarioFile {
  const source = parseYaml(shown(path), text);
  const scenario = source.read(scenarioSchema);
  const problems = namesIn(scenario).flatMap(([at, kind, name]) => {
    const names = kind === 'gateway' ? known.gateways : known.properties;
    return names.has(name) ? [] : [source.at(at, `unknown ${kind} '${name}'${nearest(name, [...names])}`)];
  });
  if (problems.length > 0) throw new InputError(problems);
  return { file: nameOf(path), scenario };
}

function isFailureFile(path: string): boolean {
  const value = readJsonFile(path, 'a scenario');
  return isObject(value) && 'formatVersion' in value && 'verdict' in value;
}

/** What failed once must now pass, and exercise the property that was violated. */
function failedScenario(path: string): ScenarioFile {
  const { plan, verdict, source, shrunk } = readFailure(shown(path));
  const origin = source.type === 'seed' ? `plan ${source.index} of seed '${source.seed}'` : source.name;
  return {
    file: shown(path),
    scenario: scenarioSchema.parse({
      name: `${origin}, which violated ${verdict.property}`.slice(0, 200),
      story: verdict.sentence,
      exercises: verdict.property === TARGET_ALIVE ? [] : [verdict.property],
      plan,
    }),
    ...(shrunk === null ? { source } : {}),
  };
}

/** The names that a scenario refers to, and where. */
function namesIn({ convicts, exercises }: Scenario) {
  return [
    ...convicts.flatMap(({ gateway, property }, i) => [
      [['convicts', i, 'gateway'], 'gateway', gateway] as const,
      [['convicts', i, 'property'], 'property', property] as const,
    ]),
    ...exercises.map((property, i) => [['exercises', i], 'property', property] as const),
  ];
}

function loadAll(paths: readonly string[], known: KnownNames): readonly ScenarioFile[] {
  return ofEach(paths, (path) => loadScenario(path, known));
}

/** Scenario files at or below a path, sorted by code unit. */
function scenarioPaths(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => SCENARIO_FILE.test(file))
    .sort()
    .map((file) => join(path, file));
}

function nameOf(path: string): string {
  const packaged = relative(PACKAGED_SCENARIOS, path);
  if (packaged.startsWith('..') || isAbsolute(packaged)) return shown(path);
  return `scenarios/${packaged.replaceAll('\\', '/')}`;
}

function suggestion(word: string, all: readonly ScenarioFile[]): string {
  return /[\\/]|\.(ya?ml|json)$/.test(word)
    ? ' (no such file either)'
    : nearest(
        word,
        all.map(({ scenario }) => scenario.name),
      );
}
