/**
 * One scenario on one gateway, against what is expected there. The reference gateway and every known-good variant must
 * pass it, having exercised what it says it exercises; a known-bad gateway it names must be convicted by the named
 * property. An expected conviction is clean; a known failure that no longer fails is not.
 */
import type { Verdict, VerdictName } from '../properties/property.ts';
import {
  breakageOf,
  convictionsOf,
  planResult,
  type Bench,
  type Conviction,
  type PlanResult,
} from './chunk.ts';
import { compareAgain, isChecked, type DeterminismCheck, type Mismatch } from './determinism.ts';
import type { Outcome, Trial } from './execute.ts';
import { planError } from './plan-error.ts';
import type { ScenarioFile } from './scenarios.ts';
import type { Target } from './target.ts';

/** What must happen: a pass, or a conviction by this property. */
export type Expectation =
  { readonly type: 'pass' } | { readonly type: 'conviction'; readonly property: string };

export interface ScenarioCase {
  readonly file: ScenarioFile;
  readonly target: Target;
  readonly expectation: Expectation;
}

export interface ScenarioResult {
  readonly name: string;
  readonly file: string;
  readonly incident: string | null;
  readonly gateway: string;
  readonly verdict: VerdictName;
  readonly expected: 'pass' | 'violation';
  /** The property that must convict, when a violation is expected. */
  readonly expectedProperty: string | null;
  readonly properties: readonly {
    readonly id: string;
    readonly verdict: VerdictName;
    readonly exercised: number;
  }[];
  /** What happened, when a violation was found: the sentence of the expected property, else of the first. */
  readonly sentence: string | null;
  /** Why it is not as expected; null when it is. */
  readonly problem: string | null;
}

export interface ScenarioExecution {
  readonly result: ScenarioResult;
  readonly plan: PlanResult;
  readonly convictions: readonly Conviction[];
  readonly mismatch: Mismatch | undefined;
  /** The gateway ended the process it ran in. */
  readonly ended: boolean;
}

export async function runScenario(
  bench: Bench,
  check: DeterminismCheck,
  one: ScenarioCase,
): Promise<ScenarioExecution> {
  const { scenario } = one.file;
  const trial = scenarioTrial(bench, one);
  const outcome = await executeNamed(bench, trial, one);
  const ended = outcome.ended === true;
  const checked = !ended && isChecked(check, `${scenario.name}/${one.target.name}`);
  const mismatch = checked
    ? await compareAgain(bench.execute, trial, outcome.digest, scenario.name)
    : undefined;
  return {
    result: resultOf(one, outcome),
    plan: planResult(outcome, checked),
    convictions: convictionsOf(outcome),
    mismatch,
    ended,
  };
}

export function scenarioTrial(bench: Bench, { file, target }: ScenarioCase): Trial {
  const { gateway, dialect } = target;
  return { plan: file.scenario.plan, gateway, dialect, profile: bench.profile };
}

async function executeNamed(bench: Bench, trial: Trial, one: ScenarioCase): Promise<Outcome> {
  try {
    return await bench.execute(trial);
  } catch (thrown) {
    throw planError(`${one.file.file} on gateway '${one.target.name}'`, one.target, breakageOf(thrown));
  }
}

function resultOf({ file, target, expectation }: ScenarioCase, outcome: Outcome): ScenarioResult {
  const { scenario } = file;
  const [verdict, problem] =
    expectation.type === 'pass'
      ? passVerdict(scenario.exercises, outcome.verdicts)
      : convictionVerdict(expectation.property, outcome.verdicts);
  const wanted = expectation.type === 'conviction' ? expectation.property : undefined;
  return {
    name: scenario.name,
    file: file.file,
    incident: scenario.incident,
    gateway: target.name,
    verdict,
    expected: expectation.type === 'pass' ? 'pass' : 'violation',
    expectedProperty: wanted ?? null,
    properties: outcome.verdicts.map(({ property, verdict: name, exercised }) => ({
      id: property,
      verdict: name,
      exercised,
    })),
    sentence: sentenceOf(outcome.verdicts, wanted),
    problem,
  };
}

type Judgement = readonly [VerdictName, string | null];

function passVerdict(exercises: readonly string[], verdicts: readonly Verdict[]): Judgement {
  const violated = verdicts.filter((one) => one.verdict === 'violation');
  if (violated.length > 0) return ['violation', `violated ${violated.map((one) => one.property).join(', ')}`];
  const passed = new Set(verdicts.filter((one) => one.verdict === 'pass').map((one) => one.property));
  const missing = exercises.filter((id) => !passed.has(id));
  if (missing.length > 0) return ['inconclusive', `never exercised ${missing.join(', ')}`];
  return passed.size === 0 ? ['inconclusive', 'exercised nothing'] : ['pass', null];
}

function convictionVerdict(property: string, verdicts: readonly Verdict[]): Judgement {
  const convicted = verdicts.filter((one) => one.verdict === 'violation').map((one) => one.property);
  if (convicted.includes(property)) return ['violation', null];
  if (convicted.length > 0)
    return ['violation', `a known failure that ${property} no longer convicts (but ${convicted.join(', ')})`];
  const verdict = verdicts.find((one) => one.property === property)?.verdict ?? 'inconclusive';
  return [verdict, `a known failure that no longer fails: ${property} found nothing`];
}

function sentenceOf(verdicts: readonly Verdict[], wanted: string | undefined): string | null {
  const violated = verdicts.filter((one) => one.violations.length > 0);
  const chosen = violated.find((one) => one.property === wanted) ?? violated[0];
  return chosen?.violations[0]?.sentence ?? null;
}
