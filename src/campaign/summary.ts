/**
 * The summary of a run: what reports are rendered from. Depends on seed, version and arguments alone (under a time
 * budget also on how many plans fitted). Holds the rule that turns it into one verdict.
 */
import type { VerdictName } from '../properties/property.ts';
import type { Coverage } from './coverage.ts';
import type { Mismatch } from './determinism.ts';
import type { Evidence } from '../properties/finding.ts';
import type { PropertyTally } from './ledger.ts';
import type { ProtocolState } from '../properties/protocol-state.ts';
import type { ScenarioResult } from './scenario-run.ts';

export interface FoundViolation {
  readonly property: string;
  readonly cause: string;
  /** The protocol state at the first record of the evidence. */
  readonly state: ProtocolState;
  readonly gateway: string;
  /** `plan 17 of seed 'gauntlet'`, or the name of a scenario. */
  readonly plan: string;
  readonly sentence: string;
  readonly records: readonly number[];
  readonly evidence: readonly Evidence[];
  /** The failure file. */
  readonly file: string;
  /** Commands that show it again: one regenerates the plan, one reads the failure file. */
  readonly replay: readonly string[];
  /** The command that makes it smaller. */
  readonly shrink: string;
  /** How many plans of the campaign failed the same property for the same reason in the same state. */
  readonly plans: number;
  /** A scenario names this gateway as one that must fail it. */
  readonly expected: boolean;
}

export interface CampaignSummary {
  /** The range that was asked for; `to` is null when only time ended it. */
  readonly from: number;
  readonly to: number | null;
  /** How many of its plans were executed. */
  readonly plans: number;
  /** Kinds of failure: (property, state, cause). */
  readonly kinds: number;
  /** How many of these were too many to write down. */
  readonly unwritten: number;
}

export interface RunSummary {
  readonly verdict: VerdictName;
  readonly gateway: string;
  readonly seed: string;
  /** Null when there was none. */
  readonly campaign: CampaignSummary | null;
  /** Executed plans, scenarios included, each counted once. */
  readonly plans: number;
  readonly events: number;
  readonly records: number;
  readonly virtualMicros: number;
  readonly digest: string;
  readonly scenarios: readonly ScenarioResult[];
  /** Over every execution on a gateway that ought to be correct, and on the campaign's. */
  readonly properties: readonly PropertyTally[];
  readonly violations: readonly FoundViolation[];
  readonly inconclusive: readonly { readonly property: string; readonly reason: string }[];
  readonly coverage: Coverage;
  readonly determinism: { readonly checked: number; readonly mismatches: readonly Mismatch[] };
  readonly interrupted: boolean;
}

/** A violation weighs most, then what nobody exercised and what had to be covered and was not. */
export function verdictOf(
  summary: Pick<RunSummary, 'violations' | 'scenarios' | 'inconclusive' | 'interrupted' | 'plans'> & {
    readonly coverage: Pick<Coverage, 'missing'>;
  },
): VerdictName {
  const unexpected = summary.violations.some((one) => !one.expected);
  const wrong = summary.scenarios.some((one) => one.problem !== null && one.verdict !== 'inconclusive');
  const stillPassing = summary.scenarios.some((one) => one.problem !== null && one.expected === 'violation');
  if (unexpected || wrong || stillPassing) return 'violation';
  const unsure = summary.scenarios.some((one) => one.problem !== null);
  const unseen = summary.inconclusive.length > 0 || summary.coverage.missing.length > 0;
  if (unsure || unseen || summary.interrupted || summary.plans === 0) return 'inconclusive';
  return 'pass';
}

/**
 * Properties that nothing exercised. After a campaign every property is owed; after scenarios alone only those that
 * the scenarios name, which their own results already say.
 */
export function neverExercised(
  tallies: readonly PropertyTally[],
  hasCampaign: boolean,
): RunSummary['inconclusive'] {
  if (!hasCampaign) return [];
  return tallies
    .filter((one) => one.passes === 0 && one.violations === 0)
    .map((one) => ({ property: one.property, reason: one.reason ?? 'never exercised' }));
}
