/**
 * Promotes a failure to a scenario: names it, tells its story, and before anything is written reads the text back and
 * runs it on the catalogue. A known-bad gateway that failed must be convicted by the same property again; on correct
 * gateways the scenario demands that property exercised only where it is. Never overwrites a file.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { invariant } from '../kernel/invariant.ts';
import type { Scenario } from '../plan/scenario.ts';
import { canonicalJson } from '../input/canonical.ts';
import { SCHEMA_VERSION, type PromoteReport, type ScenarioResult } from '../report/published.ts';
import { planName, type Executor } from './chunk.ts';
import type { Failure } from './failure.ts';
import { InputError } from '../input/problem.ts';
import type { OutFolder } from './out-folder.ts';
import { casesOnCatalogue } from './scenario-cases.ts';
import { runScenario } from './scenario-run.ts';
import { scenarioText } from './scenario-text.ts';
import { parseScenario, type KnownNames, type ScenarioFile } from './scenarios.ts';
import type { Target } from './target.ts';
import { GAUNTLET_VERSION } from './version.ts';

export interface FailureToPromote {
  readonly failure: Failure;
  /** A sentence; null: made from gateway, property and cause. */
  readonly name: string | null;
  /** The folder the scenario goes to. */
  readonly into: OutFolder;
  readonly target: Target;
}

/** Throws InputError when the file exists, or the failure cannot be a scenario of this version. */
export async function promote(
  { failure, name, into, target }: FailureToPromote,
  executor: Executor,
  known: KnownNames,
): Promise<PromoteReport> {
  const { property, cause } = failure.verdict;
  const sentence = name ?? `${failure.target.name} violates ${property} (${cause})`;
  const fileName = `${kebab(sentence)}.yaml`;
  const path = join(into.path, fileName);
  const isKnownBad = target.kind === 'bad';
  const draft: Scenario = {
    name: sentence,
    incident: null,
    story: summaryOf(failure),
    convicts: isKnownBad ? [{ gateway: target.name, property }] : [],
    exercises: [property],
    plan: failure.plan,
  };
  let attempt = await tried(draft, path, executor, known);
  if (attempt.results.some(({ expected, verdict }) => expected === 'pass' && verdict === 'inconclusive'))
    attempt = await tried({ ...draft, exercises: [] }, path, executor, known);
  const { text, scenario, results } = attempt;
  const isConvicted = results.every((one) => one.expected === 'pass' || one.problem === null);
  if (isConvicted) write(into, fileName, text);
  return {
    schemaVersion: SCHEMA_VERSION,
    version: GAUNTLET_VERSION,
    name: scenario.name,
    file: isConvicted && into.problem === undefined ? path : null,
    convicts: scenario.convicts,
    exercises: scenario.exercises,
    results: results.map(({ gateway, expected, verdict, problem }) => ({
      gateway,
      expected,
      verdict,
      problem,
    })),
  };
}

interface Attempt {
  readonly text: string;
  readonly scenario: Scenario;
  readonly results: readonly ScenarioResult[];
}

async function tried(draft: Scenario, path: string, executor: Executor, known: KnownNames): Promise<Attempt> {
  const text = scenarioText(draft);
  const file: ScenarioFile = parseScenario(text, path, known);
  invariant(
    canonicalJson(file.scenario) === canonicalJson(draft),
    'a scenario that was written reads back as it was',
  );
  const results: ScenarioResult[] = [];
  for (const one of casesOnCatalogue([file])) results.push((await runScenario(executor, 'none', one)).result);
  return { text, scenario: file.scenario, results };
}

function summaryOf({ verdict, source, shrunk, target }: Failure): string {
  const from = source.type === 'seed' ? planName(source.seed, source.index) : `scenario '${source.name}'`;
  const how =
    shrunk === null ? '' : `, shrunk from ${shrunk.entriesBefore} entries to ${shrunk.entriesAfter}`;
  const during = verdict.state === null ? '' : ` while ${verdict.state}`;
  return `Gateway ${target.name}${during}: ${verdict.sentence}. Found by ${verdict.property} in ${from}${how}.\n`;
}

const LONGEST_NAME = 80;

/** The sentence as a file name: whole words of lower-case letters and digits. */
function kebab(sentence: string): string {
  const words = sentence.toLowerCase().match(/[a-z0-9]+/g);
  if (words === null) throw new InputError(`--name '${sentence}' has no letter or digit for a file name`);
  let name = words[0].slice(0, LONGEST_NAME);
  for (const word of words.slice(1)) {
    if (name.length + 1 + word.length > LONGEST_NAME) break;
    name += `-${word}`;
  }
  return name;
}

function write(folder: OutFolder, file: string, text: string): void {
  if (existsSync(join(folder.path, file)))
    throw new InputError(
      `${join(folder.path, file)}: exists already, and is never overwritten; give it another --name`,
    );
  folder.write(file, [text]);
}
