/**
 * What a selftest found out, and the rules that make it green or red. Depends on seed, version and arguments alone,
 * however many threads did the work.
 */
import {
  SCHEMA_VERSION,
  type Mismatch,
  type ReportedFinding,
  type SelftestReport,
} from '../report/published.ts';
import { isIdle, needs, type Need } from './kill-matrix.ts';
import type { Quarry, Round } from './selftest-hunt.ts';
import { GAUNTLET_VERSION } from './version.ts';

type Hunt = SelftestReport['gateways'][number];
type Problem = SelftestReport['problems'][number];

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
  /** The properties that gave them. */
  readonly by: readonly string[];
  /** A few of them, written down. */
  readonly found: readonly ReportedFinding[];
  readonly checked: number;
  readonly mismatches: readonly Mismatch[];
}

export interface SelftestFindings extends Pick<
  SelftestReport,
  'seed' | 'budget' | 'without' | 'interrupted'
> {
  /** The properties that judged, in the order of the catalogue. */
  readonly properties: readonly string[];
  readonly hunted: readonly Hunted[];
  /** Every known-bad gateway was hunted: a property that none of them needs is idle. */
  readonly whole: boolean;
  readonly canary: Hunted;
  readonly sweeps: readonly Sweep[];
}

export function selftestReport(findings: SelftestFindings): SelftestReport {
  const { seed, budget, without, sweeps, interrupted } = findings;
  const gateways = findings.hunted.flatMap((one) => huntOf(one, findings.properties) ?? []);
  const canary = huntOf(findings.canary, findings.properties) ?? null;
  const properties = needs(gateways, findings.properties);
  const complete = findings.whole && gateways.length === findings.hunted.length;
  const problems = [
    ...gateways.flatMap((one) => survivorProblem(one, budget)),
    ...(complete ? properties.filter(isIdle).map(idleProblem) : []),
    ...sweeps.flatMap(falseAlarm),
    ...(canary === null || canary.convicted ? [] : [canaryProblem(canary)]),
  ];
  const rounds = [...findings.hunted, findings.canary].flatMap((one) =>
    one.rounds.filter((round) => round !== undefined),
  );
  const executions = [...rounds, ...sweeps];
  const entries = gateways.flatMap(({ shrunk }) => shrunk?.entries ?? []).toSorted((a, b) => a - b);
  const swept = (kind: Sweep['kind']): SelftestReport['good'] =>
    sweeps.flatMap((one) =>
      one.kind === kind ? [{ name: one.name, plans: one.plans, violations: one.violations }] : [],
    );
  return {
    schemaVersion: SCHEMA_VERSION,
    version: GAUNTLET_VERSION,
    verdict: problems.length > 0 ? 'red' : interrupted ? 'inconclusive' : 'green',
    problems,
    seed,
    budget,
    without,
    gateways,
    properties,
    medianEntries: middle(entries) ?? null,
    reference: swept('reference')[0] ?? null,
    good: swept('good'),
    canary: canary && {
      name: canary.name,
      convicted: canary.convicted,
      by: canary.by,
      plans: canary.worstPlans ?? canary.plans,
    },
    violations: sweeps.flatMap(({ found }) => found),
    determinism: {
      checked: sum(executions.map((one) => one.checked)),
      mismatches: executions.flatMap((one) => one.mismatches),
    },
    plans: sum(executions.map((one) => one.plans)),
    interrupted,
  };
}

/** Undefined while a round is missing. */
function huntOf({ quarry, rounds }: Hunted, properties: readonly string[]): Hunt | undefined {
  const ended = rounds.filter((round) => round !== undefined);
  if (ended.length < rounds.length) return undefined;
  const plansTo = ended.map(({ convictedAt }) => convictedAt);
  const fastestFirst = plansTo.toSorted((a, b) => (a ?? Infinity) - (b ?? Infinity));
  const counts = properties
    .map((property) => ({ property, plans: sum(ended.map(({ by }) => by.get(property) ?? 0)) }))
    .filter(({ plans }) => plans > 0);
  return {
    name: quarry.target.name,
    wanted: quarry.wanted,
    convicted: !plansTo.includes(null),
    by: counts.map(({ property }) => property),
    counts,
    plans: sum(ended.map(({ plans }) => plans)),
    rounds: plansTo,
    medianPlans: middle(fastestFirst) ?? null,
    worstPlans: fastestFirst.at(-1) ?? null,
    shrunk: ended[0]?.shrunk ?? null,
  };
}

function survivorProblem(hunt: Hunt, budget: number): readonly Problem[] {
  if (hunt.convicted) return [];
  const { name, rounds, wanted, by } = hunt;
  const survived = rounds.filter((convictedAt) => convictedAt === null).length;
  const meant = wanted.length === 0 ? 'any property' : wanted.join(' or ');
  const instead = by.length === 0 ? 'nothing convicts it' : `convicted by ${by.join(', ')}`;
  const sentence = `survived a budget of ${budget} plans in ${survived} of ${rounds.length} rounds: no conviction by ${meant}; ${instead}`;
  return [{ type: 'survivor', name, sentence }];
}

function idleProblem({ id, convicts }: Need): Problem {
  const sentence =
    convicts.length === 0
      ? 'convicts no known-bad gateway'
      : `convicts no known-bad gateway alone: other properties convict ${convicts.join(', ')} too`;
  return { type: 'idle-property', name: id, sentence };
}

function falseAlarm({ name, plans, violations, by }: Sweep): readonly Problem[] {
  if (violations === 0) return [];
  const sentence = `is right, and ${by.join(', ')} convicts it: violations in ${plans} plans: ${violations}`;
  return [{ type: 'false-alarm', name, sentence }];
}

function canaryProblem({ name, plans }: Hunt): Problem {
  return { type: 'canary', name, sentence: `stayed green for ${plans} plans: rare failures go unnoticed` };
}

/** The middle one of a sorted list, the later of two. */
function middle<T>(sorted: readonly T[]): T | undefined {
  return sorted[Math.floor(sorted.length / 2)];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
