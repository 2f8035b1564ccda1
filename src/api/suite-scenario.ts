/** What is wrong with what a scenario showed, in the words of a failed test. */
import type { JudgePlanOptions } from '../campaign/judge-plan.ts';
import type { Outcome } from '../campaign/execute.ts';
import type { Scenario } from '../plan/scenario.ts';
import { findingTexts } from './finding-text.ts';

/** Undefined: nothing, or what was waived. */
export function scenarioProblem(
  { exercises, story }: Scenario,
  outcome: Outcome,
  options: JudgePlanOptions,
  waivers: Readonly<Record<string, string>>,
): string | undefined {
  const { verdicts } = outcome;
  const violated = verdicts.filter(
    ({ verdict, property }) => verdict === 'violation' && !(property in waivers),
  );
  if (violated.length > 0)
    return [
      story.trim(),
      ...violated.flatMap(({ property }) => findingTexts(outcome, options, property)),
    ].join('\n\n');
  const unshown = verdicts.filter(
    ({ property, verdict }) =>
      exercises.includes(property) && verdict === 'inconclusive' && !(property in waivers),
  );
  return unshown.length === 0
    ? undefined
    : unshown
        .map(({ property, reason }) => `${property} is inconclusive: ${reason ?? 'not exercised'}`)
        .join('\n');
}
