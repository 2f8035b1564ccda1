/**
 * A chunk: consecutive plans of one seed on one gateway, executed one after the other. The request and the result
 * are plain data, so it is the same in this thread and in a worker. Stops at the first plan that cannot be executed or
 * ended the gateway, and when interrupted.
 */
import type { Plan } from '../plan/plan.ts';
import type { Excuse } from '../properties/excuses.ts';
import type { Finding } from '../properties/finding.ts';
import type { Profile } from '../properties/profile.ts';
import type { Verdict, VerdictName } from '../properties/property.ts';
import type { Mismatch } from '../report/published.ts';
import { compareAgain, isChecked, type DeterminismCheck } from './determinism.ts';
import { InterruptedError, type Execute, type Outcome, type Trial } from './execute.ts';
import type { Target } from './target.ts';
import { TripwireError } from './tripwire.ts';
import { InputError, TargetError } from '../input/problem.ts';

/** What executes plans: handed in, so that a campaign can be tested without a world. */
export interface Executor {
  readonly execute: Execute;
  /** Plan `k` of seed `S` is `generate('S/k')`. */
  readonly generate: (seed: string) => Plan;
  readonly profile: Profile;
}

export interface ChunkRequest {
  readonly seed: string;
  /** First and last plan, both included. */
  readonly from: number;
  readonly to: number;
  readonly check: DeterminismCheck;
}

/** One property of one plan, without the evidence. */
export interface PropertyCount {
  readonly property: string;
  readonly verdict: VerdictName;
  readonly exercised: number;
  readonly reason: string | null;
  readonly excused: readonly Excuse[];
  /** The dialect declares that it cannot be shown, and nothing in this plan showed it. */
  readonly declared?: true | undefined;
}

export interface PlanResult extends Omit<Outcome, 'verdicts' | 'history' | 'ended'> {
  readonly checked: boolean;
  readonly properties: readonly PropertyCount[];
  readonly findings: readonly Finding[];
}

export interface ChunkResult {
  readonly from: number;
  readonly plans: readonly PlanResult[];
  readonly mismatches: readonly Mismatch[];
  /** The plan after the last in `plans` threw. */
  readonly broken: Breakage | null;
  /** The last plan ended the process of the gateway, and with it the chunk. */
  readonly ended?: true;
}

export interface Breakage {
  readonly index: number;
  /** `input`: what is executed cannot be; `dead`: its process does not come up; `unrepeatable`: something reached the clock, chance or a timer. */
  readonly kind: 'unrepeatable' | 'input' | 'dead' | 'bug';
  readonly message: string;
  readonly stack: string | undefined;
}

export async function runChunk(
  executor: Executor,
  target: Target,
  request: ChunkRequest,
): Promise<ChunkResult> {
  const plans: PlanResult[] = [];
  const mismatches: Mismatch[] = [];
  const executed = { from: request.from, plans, mismatches, broken: null };
  for (let index = request.from; index <= request.to; index++) {
    try {
      const trial = trialOf(executor, target, request.seed, index);
      const outcome = await executor.execute(trial);
      const ended = outcome.ended === true;
      const checked = !ended && isChecked(request.check, planSeed(request.seed, index));
      plans.push(planResult(outcome, checked));
      if (ended) return { ...executed, ended };
      if (!checked) continue;
      const name = planName(request.seed, index);
      const mismatch = await compareAgain(executor.execute, trial, outcome.digest, name);
      if (mismatch !== undefined) mismatches.push(mismatch);
    } catch (thrown) {
      if (thrown instanceof InterruptedError) break;
      return { ...executed, broken: { index, ...breakageOf(thrown) } };
    }
  }
  return executed;
}

/** Plan `index` of a seed on a target, ready to execute. */
export function trialOf(executor: Executor, target: Target, seed: string, index: number): Trial {
  return {
    plan: (target.planOf ?? executor.generate)(planSeed(seed, index)),
    gateway: target.gateway,
    dialect: target.dialect,
    profile: executor.profile,
  };
}

export function planSeed(seed: string, index: number): string {
  return `${seed}/${index}`;
}

/** The plan as people read it. */
export function planName(seed: string, index: number): string {
  return `plan ${index} of seed '${seed}'`;
}

export function planResult(outcome: Outcome, checked: boolean): PlanResult {
  const { verdicts, history: _history, ended: _ended, ...counts } = outcome;
  return {
    ...counts,
    checked,
    properties: verdicts.map(countOf),
    findings: findingsOf(outcome),
  };
}

function countOf(one: Verdict): PropertyCount {
  const { property, verdict, exercised, reason = null, excused = [], unobservable } = one;
  // each literal names all of its members: there are many of these
  return unobservable !== undefined && unobservable.type !== 'fails'
    ? { property, verdict, exercised, reason, declared: true, excused }
    : { property, verdict, exercised, reason, excused };
}

/** The first violation of each (property, state, cause), in the order of the verdicts. */
export function findingsOf(outcome: Outcome): readonly Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of outcome.verdicts.flatMap(({ violations }) => violations)) {
    const key = `${finding.property}\n${finding.state}\n${finding.cause}`;
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
}

/** What was thrown while a plan was executed. */
export function breakageOf(thrown: unknown): Omit<Breakage, 'index'> {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { kind: kindOf(error), message: error.message, stack: error.stack };
}

function kindOf(error: Error): Breakage['kind'] {
  if (error instanceof TripwireError) return 'unrepeatable';
  if (error instanceof InputError) return 'input';
  return error instanceof TargetError ? 'dead' : 'bug';
}
