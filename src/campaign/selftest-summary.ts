/**
 * What a selftest found out, and the rules that make it green or red. Depends on seed, version and arguments alone,
 * however many threads did the work.
 */
import type { Mismatch } from './determinism.ts';
import { isIdle, needs, type MatrixRow, type Need } from './kill-matrix.ts';
import type { Quarry, Round, ShrunkFailure } from './selftest-hunt.ts';
import type { FoundViolation } from './summary.ts';

/** A known-bad gateway, or the canary, and the rounds played on it. */
export interface Hunted {
  readonly quarry: Quarry;
  /** In the order of their seeds; undefined: interrupted before its end. */
  readonly rounds: readonly (Round | undefined)[];
}

/** A gateway that is right, and what it was convicted of all the same. */
export interface Sweep {
  readonly name: string;
  readonly kind: 'reference' | 'good';
  readonly plans: number;
  /** Verdicts of violation, over all properties and plans. */
  readonly violations: number;
  /** A few of them, written down. */
  readonly found: readonly FoundViolation[];
  readonly checked: number;
  readonly mismatches: readonly Mismatch[];
}

/** A row of the kill matrix, with how fast it was convicted. */
export interface HuntSummary extends MatrixRow {
  /** The properties of which one must convict it; empty: any. */
  readonly wanted: readonly string[];
  /** In every round. */
  readonly convicted: boolean;
  /** Plans to conviction over the rounds; null: that round survived. */
  readonly rounds: readonly (number | null)[];
  /** Null: the middle, or the worst, round survived its budget. */
  readonly medianPlans: number | null;
  readonly worstPlans: number | null;
  /** The first conviction of the first round, made smaller; null when that was not asked for, or there was none. */
  readonly shrunk: ShrunkFailure | null;
}

export interface SelftestProblem {
  readonly type: 'survivor' | 'idle-property' | 'false-alarm' | 'canary';
  /** The gateway or the property. */
  readonly name: string;
  readonly sentence: string;
}

export interface SelftestSummary {
  /** Inconclusive: interrupted before anything was wrong. */
  readonly verdict: 'green' | 'red' | 'inconclusive';
  readonly problems: readonly SelftestProblem[];
  readonly seed: string;
  readonly budget: number;
  /** Properties that were left out. */
  readonly without: readonly string[];
  readonly gateways: readonly HuntSummary[];
  readonly needs: readonly Need[];
  readonly sweeps: readonly Sweep[];
  /** Null: interrupted before its end. */
  readonly canary: HuntSummary | null;
  /** Over the known-bad gateways; null when nothing was shrunk. */
  readonly medianEntries: number | null;
  /** Executed plans, the executions that shrinking took not counted. */
  readonly plans: number;
  readonly checked: number;
  readonly mismatches: readonly Mismatch[];
  readonly interrupted: boolean;
}

export interface SelftestFindings {
  readonly seed: string;
  readonly budget: number;
  readonly without: readonly string[];
  /** The properties that judged, in the order of the catalogue. */
  readonly properties: readonly string[];
  readonly hunted: readonly Hunted[];
  /** Every known-bad gateway was hunted: a property that none of them needs is idle. */
  readonly whole: boolean;
  readonly canary: Hunted;
  readonly sweeps: readonly Sweep[];
  readonly interrupted: boolean;
}

export function summaryOf(findings: SelftestFindings): SelftestSummary {
  const { seed, budget, without, properties, sweeps, interrupted } = findings;
  const gateways = findings.hunted.flatMap((one) => huntSummary(one, properties) ?? []);
  const canary = huntSummary(findings.canary, properties) ?? null;
  const needed = needs(gateways, properties);
  const complete = findings.whole && gateways.length === findings.hunted.length;
  const problems = [
    ...gateways.flatMap((one) => survivorProblem(one, budget)),
    ...(complete ? needed.filter(isIdle).map(idleProblem) : []),
    ...sweeps.flatMap(falseAlarm),
    ...(canary === null || canary.convicted ? [] : [canaryProblem(canary)]),
  ];
  const rounds = [...findings.hunted, findings.canary].flatMap((one) =>
    one.rounds.filter((round) => round !== undefined),
  );
  const executions = [...rounds, ...sweeps];
  const entries = gateways.flatMap(({ shrunk }) => shrunk?.entries ?? []).toSorted((a, b) => a - b);
  return {
    verdict: problems.length > 0 ? 'red' : interrupted ? 'inconclusive' : 'green',
    problems,
    seed,
    budget,
    without,
    gateways,
    needs: needed,
    sweeps,
    canary,
    medianEntries: middle(entries) ?? null,
    plans: sum(executions.map((one) => one.plans)),
    checked: sum(executions.map((one) => one.checked)),
    mismatches: executions.flatMap((one) => one.mismatches),
    interrupted,
  };
}

/** Undefined while a round is missing. */
function huntSummary({ quarry, rounds }: Hunted, properties: readonly string[]): HuntSummary | undefined {
  const ended = rounds.filter((round) => round !== undefined);
  if (ended.length < rounds.length) return undefined;
  const plansOf = (property: string): number => sum(ended.map(({ by }) => by.get(property) ?? 0));
  const counts = ended.map(({ convictedAt }) => convictedAt);
  const fastestFirst = counts.toSorted((a, b) => (a ?? Infinity) - (b ?? Infinity));
  return {
    gateway: quarry.target.name,
    wanted: quarry.wanted,
    convicted: !counts.includes(null),
    rounds: counts,
    medianPlans: middle(fastestFirst) ?? null,
    worstPlans: fastestFirst.at(-1) ?? null,
    plans: sum(ended.map(({ plans }) => plans)),
    by: properties
      .map((property) => ({ property, plans: plansOf(property) }))
      .filter(({ plans }) => plans > 0),
    shrunk: ended[0]?.shrunk ?? null,
  };
}

function survivorProblem(hunt: HuntSummary, budget: number): readonly SelftestProblem[] {
  if (hunt.convicted) return [];
  const { gateway, rounds, wanted, by } = hunt;
  const survived = rounds.filter((convictedAt) => convictedAt === null).length;
  const meant = wanted.length === 0 ? 'any property' : wanted.join(' or ');
  const instead =
    by.length === 0 ? 'nothing convicts it' : `convicted by ${by.map(({ property }) => property).join(', ')}`;
  const sentence = `survived a budget of ${budget} plans in ${survived} of ${rounds.length} rounds: no conviction by ${meant}; ${instead}`;
  return [{ type: 'survivor', name: gateway, sentence }];
}

function idleProblem({ property, convicts }: Need): SelftestProblem {
  const sentence =
    convicts.length === 0
      ? 'convicts no known-bad gateway'
      : `convicts no known-bad gateway alone: other properties convict ${convicts.join(', ')} too`;
  return { type: 'idle-property', name: property, sentence };
}

function falseAlarm({ name, plans, violations, found }: Sweep): readonly SelftestProblem[] {
  if (violations === 0) return [];
  const properties = [...new Set(found.map(({ property }) => property))].join(', ');
  const sentence = `is right, and ${properties} convicts it: violations in ${plans} plans: ${violations}`;
  return [{ type: 'false-alarm', name, sentence }];
}

function canaryProblem({ gateway, plans }: HuntSummary): SelftestProblem {
  return {
    type: 'canary',
    name: gateway,
    sentence: `stayed green for ${plans} plans: rare failures go unnoticed`,
  };
}

/** The middle one of a sorted list, the later of two. */
function middle<T>(sorted: readonly T[]): T | undefined {
  return sorted[Math.floor(sorted.length / 2)];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
