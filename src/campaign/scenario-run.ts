/**
 * One scenario on one gateway, against what is expected there. The reference gateway and every known-good variant must
 * pass it, having exercised what it says it exercises; a known-bad gateway it names must be convicted by the named
 * property. An expected conviction is clean; a known failure that no longer fails is not.
 */
import type { Verdict, VerdictName } from '../properties/property.ts';
import type { Mismatch, ScenarioResult } from '../report/published.ts';
import { regenerateCommand, runCommand } from './commands.ts';
import { breakageOf, planResult, type Executor, type PlanResult } from './chunk.ts';
import { compareAgain, isChecked, type DeterminismCheck } from './determinism.ts';
import type { Outcome, Trial } from './execute.ts';
import { planError } from './plan-error.ts';
import type { ScenarioFile } from './scenarios.ts';
import type { Target } from './target.ts';

export interface ScenarioCase {
  readonly file: ScenarioFile;
  readonly target: Target;
  /** The property that must convict it; null: it must pass. */
  readonly expectedProperty: string | null;
}

export interface ScenarioExecution {
  readonly result: ScenarioResult;
  readonly plan: PlanResult;
  readonly mismatch: Mismatch | undefined;
  /** The gateway ended the process it ran in. */
  readonly ended: boolean;
}

export async function runScenario(
  executor: Executor,
  check: DeterminismCheck,
  one: ScenarioCase,
): Promise<ScenarioExecution> {
  const { scenario } = one.file;
  const trial = scenarioTrial(executor, one);
  const outcome = await executeNamed(executor, trial, one);
  const ended = outcome.ended === true;
  const checked = !ended && isChecked(check, `${scenario.name}/${one.target.name}`);
  const mismatch = checked
    ? await compareAgain(executor.execute, trial, outcome.digest, scenario.name)
    : undefined;
  return {
    result: resultOf(one, outcome),
    plan: planResult(outcome, checked),
    mismatch,
    ended,
  };
}

export function scenarioTrial(executor: Executor, { file, target }: ScenarioCase): Trial {
  const { gateway, dialect } = target;
  return { plan: file.scenario.plan, gateway, dialect, profile: executor.profile };
}

async function executeNamed(executor: Executor, trial: Trial, one: ScenarioCase): Promise<Outcome> {
  try {
    return await executor.execute(trial);
  } catch (thrown) {
    throw planError(`${one.file.file} on gateway '${one.target.name}'`, one.target, breakageOf(thrown));
  }
}

function resultOf(
  { file, target, expectedProperty }: ScenarioCase,
  { verdicts, virtualMicros }: Outcome,
): ScenarioResult {
  const { name, incident, exercises } = file.scenario;
  const { kept, source } = file;
  const [verdict, problem] =
    expectedProperty === null
      ? passVerdict(exercises, verdicts, kept !== undefined)
      : convictionVerdict(expectedProperty, verdicts);
  return {
    name,
    file: file.file,
    incident,
    gateway: target.name,
    verdict,
    expected: expectedProperty === null ? 'pass' : 'violation',
    expectedProperty,
    properties: verdicts.map((one) => ({
      id: one.property,
      verdict: one.verdict,
      exercised: one.exercised,
    })),
    sentence: sentenceOf(verdicts, expectedProperty),
    virtualMicros,
    command:
      kept === undefined || source === undefined
        ? runCommand(file.file, target.reference)
        : regenerateCommand(source, target.reference),
    problem,
    ...(kept === undefined ? {} : { kept }),
  };
}

type Judgement = readonly [VerdictName, string | null];

/** `isDrawn`: nobody chose it for what it exercises. */
function passVerdict(
  exercises: readonly string[],
  verdicts: readonly Verdict[],
  isDrawn: boolean,
): Judgement {
  const violated = verdicts.filter((one) => one.verdict === 'violation');
  if (violated.length > 0) return ['violation', `violated ${violated.map((one) => one.property).join(', ')}`];
  const passed = new Set(verdicts.filter((one) => one.verdict === 'pass').map((one) => one.property));
  const notShown = new Set(
    verdicts.filter((one) => one.unobservable?.type === 'holds').map((one) => one.property),
  );
  const missing = exercises.filter((id) => !passed.has(id) && !notShown.has(id));
  if (missing.length > 0) return ['inconclusive', `never exercised ${missing.join(', ')}`];
  if (passed.size > 0) return ['pass', null];
  return ['inconclusive', isDrawn ? null : 'exercised nothing'];
}

function convictionVerdict(property: string, verdicts: readonly Verdict[]): Judgement {
  const convicted = verdicts.filter((one) => one.verdict === 'violation').map((one) => one.property);
  if (convicted.includes(property)) return ['violation', null];
  if (convicted.length > 0)
    return ['violation', `a known failure that ${property} no longer convicts (but ${convicted.join(', ')})`];
  const verdict = verdicts.find((one) => one.property === property)?.verdict ?? 'inconclusive';
  return [verdict, `a known failure that no longer fails: ${property} found nothing`];
}

function sentenceOf(verdicts: readonly Verdict[], wanted: string | null): string | null {
  const violated = verdicts.filter((one) => one.violations.length > 0);
  const chosen = violated.find((one) => one.property === wanted) ?? violated[0];
  return chosen?.violations[0]?.sentence ?? null;
}
