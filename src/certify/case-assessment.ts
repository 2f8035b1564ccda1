/** One case over its repetitions: whether it passed as a scenario, and every property that it caught. */
import type { Verdict } from '../properties/property.ts';
import type { CaseRuns, Repetition } from './case-run.ts';
import type { CaseResult, Judgement } from './certificate.ts';
import { requiredProperties, type ResolvedProfile } from './profile.ts';
import { whyUnjudged } from './requirement-assessment.ts';

type RepetitionResult = CaseResult['repetitions'][number];

export function assessCase(profile: ResolvedProfile, { case: one, repetitions }: CaseRuns): CaseResult {
  const required = new Set(requiredProperties(profile));
  const results = repetitions.map((each) => resultOf(each, required, one.exercises));
  const judged = results.map(({ verdict }) => verdict);
  const verdict = combined(judged);
  return {
    ...one,
    verdict,
    violated: violatedIn(repetitions),
    repetitions: results,
    reason: results.find((each) => each.verdict === verdict)?.reason ?? null,
  };
}

/** One violation is one; a pass needs all; a pass mixed with anything else is inconclusive. */
function combined(verdicts: readonly Judgement[]): Judgement {
  if (verdicts.includes('violation')) return 'violation';
  const [first = 'inconclusive'] = verdicts;
  return verdicts.every((one) => one === first) ? first : 'inconclusive';
}

function resultOf(
  repetition: Repetition,
  required: ReadonlySet<string>,
  exercises: readonly string[],
): RepetitionResult {
  if (repetition.type !== 'judged')
    return {
      verdict: repetition.type === 'not-applicable' ? 'not-applicable' : 'inconclusive',
      history: null,
      reason: whyUnjudged(repetition),
    };
  return { ...judgeOne(repetition.verdicts, required, exercises), history: repetition.history };
}

/**
 * One history as one repetition of a scenario: violated when a required property is, passed when everything was
 * exercised that has to be; what the dialect cannot show has not.
 */
export function judgeOne(
  verdicts: readonly Verdict[],
  required: ReadonlySet<string>,
  exercises: readonly string[],
): { readonly verdict: Verdict['verdict']; readonly reason: string | null } {
  const violated = verdicts.filter((one) => one.verdict === 'violation' && required.has(one.property));
  if (violated.length > 0)
    return { verdict: 'violation', reason: `violated ${violated.map((one) => one.property).join(', ')}` };
  const owed = verdicts.filter(
    (one) => exercises.includes(one.property) && one.unobservable?.type !== 'holds',
  );
  const missing = owed.filter((one) => one.verdict !== 'pass').map((one) => one.property);
  if (missing.length > 0) {
    const notAsked = missing.filter((property) => !required.has(property));
    const note = notAsked.length === 0 ? '' : ` (the profile does not ask for ${notAsked.join(', ')})`;
    return { verdict: 'inconclusive', reason: `never exercised ${missing.join(', ')}${note}` };
  }
  return verdicts.some((one) => one.verdict === 'pass')
    ? { verdict: 'pass', reason: null }
    : { verdict: 'inconclusive', reason: 'exercised nothing' };
}

/** In the order of the catalogue. */
function violatedIn(repetitions: readonly Repetition[]): string[] {
  const violated = new Set<string>();
  const order: string[] = [];
  for (const one of repetitions) {
    if (one.type !== 'judged') continue;
    for (const { property, verdict } of one.verdicts) {
      if (!order.includes(property)) order.push(property);
      if (verdict === 'violation') violated.add(property);
    }
  }
  return order.filter((property) => violated.has(property));
}
