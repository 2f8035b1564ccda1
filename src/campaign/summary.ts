/** The rule that turns everything a run found into one verdict, and what it did not exercise. */
import type { VerdictName } from '../properties/property.ts';
import type { RunReport } from '../report/published.ts';
import type { PropertyTally } from './ledger.ts';

export type RunSummary = Pick<
  RunReport,
  'violations' | 'scenarios' | 'inconclusive' | 'interrupted' | 'plans'
> & {
  readonly coverage: Pick<RunReport['coverage'], 'missing'>;
  readonly determinism: Pick<RunReport['determinism'], 'mismatches'>;
};

/**
 * A violation weighs most, then what nobody exercised, what had to be covered and was not, and what cannot be shown
 * again.
 */
export function verdictOf(summary: RunSummary): VerdictName {
  const unexpected = summary.violations.some((one) => !one.expected);
  const wrong = summary.scenarios.some((one) => one.problem !== null && one.verdict !== 'inconclusive');
  const stillPassing = summary.scenarios.some((one) => one.problem !== null && one.expected === 'violation');
  if (unexpected || wrong || stillPassing) return 'violation';
  const unsure = summary.scenarios.some((one) => one.problem !== null);
  const unseen = summary.inconclusive.length > 0 || summary.coverage.missing.length > 0;
  const unrepeatable = summary.determinism.mismatches.length > 0;
  if (unsure || unseen || unrepeatable || summary.interrupted || summary.plans === 0) return 'inconclusive';
  return 'pass';
}

/**
 * Properties that nothing exercised. After a campaign every property is owed; after scenarios alone only those that
 * the scenarios name, which their own results already say.
 */
export function neverExercised(
  tallies: readonly PropertyTally[],
  hasCampaign: boolean,
): RunReport['inconclusive'] {
  if (!hasCampaign) return [];
  return (
    tallies
      .filter((one) => one.passes === 0 && one.violations === 0)
      // what the dialect cannot show is not applicable, which `explain` and the property's own line say
      .filter((one) => one.declared === 0 || one.declared < one.inconclusive)
      .map((one) => ({ property: one.property, reason: one.reason ?? 'never exercised' }))
  );
}
