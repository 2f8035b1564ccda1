/**
 * A run: scenarios, then a campaign, then what failed is written down. The story of `gauntlet run`; everything it
 * touches is handed in. Interrupted, it stops between plans and sums up what there is.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { runCampaign, type Campaign, type CampaignResult, type ChunkPool } from './campaign.ts';
import type { Bench } from './chunk.ts';
import { coverageOf } from './coverage.ts';
import type { DeterminismCheck } from './determinism.ts';
import { Ledger } from './ledger.ts';
import { TargetError } from '../input/problem.ts';
import type { OutFolder } from './out-folder.ts';
import { MOST_GROUPS, recordGroups, recordScenario, type Recording } from './record-failures.ts';
import { runScenario, scenarioTrial, type ScenarioCase, type ScenarioExecution } from './scenario-run.ts';
import {
  neverExercised,
  verdictOf,
  type CampaignSummary,
  type FoundViolation,
  type RunSummary,
} from './summary.ts';
import type { Target } from './target.ts';
import { aliveFirst, isNotAlive } from '../properties/target-alive.ts';
import { whyUnanswered } from './unanswered.ts';

export interface RunRequest {
  /** The gateway of the campaign, and the run's headline. */
  readonly target: Target;
  readonly seed: string;
  readonly cases: readonly ScenarioCase[];
  readonly campaign: Campaign | null;
  readonly check: DeterminismCheck;
  /** A coverage cell that nothing landed in, or a fact that never happened, makes the run inconclusive. */
  readonly requireCoverage: boolean;
  /** Write failure files for expected convictions too. */
  readonly recordExpected: boolean;
  /** The folder to write to. */
  readonly out: OutFolder;
}

export interface Progress {
  readonly stage: 'scenarios' | 'campaign';
  readonly done: number;
  /** Null when only a time budget ends it. */
  readonly total: number | null;
}

export interface RunHands {
  readonly bench: Bench;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  readonly startPool: (threads: number) => ChunkPool;
}

export async function run(request: RunRequest, hands: RunHands): Promise<RunSummary> {
  const ledger = new Ledger();
  const recording: Recording = {
    bench: hands.bench,
    out: request.out,
    onMismatch: (mismatch) => ledger.addMismatch(mismatch),
  };
  const scenarios = await runScenarios(request, hands, ledger);
  const isOver = scenarios.some(([, execution]) => execution.ended);
  const campaign = isOver ? null : await runPlans(request, hands, ledger);
  const record = async (): Promise<readonly FoundViolation[]> => {
    const violations: FoundViolation[] = [];
    for (const [one, execution] of scenarios)
      if (isRecorded(execution, request.recordExpected))
        violations.push(...(await recordScenario(recording, one, execution)));
    return [...violations, ...(await recordGroups(recording, ledger.groups, request.seed, request.target))];
  };
  const violations = (await unlessAborted(hands.signal, record())) ?? [];
  return summaryOf(
    request,
    ledger,
    scenarios.map(([, execution]) => execution),
    campaign,
    aliveFirst(violations),
    hands.signal.aborted,
  );
}

/** Undefined when it failed after an interrupt, which ends what a gateway is at. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (thrown) {
    if (signal.aborted) return undefined;
    throw thrown;
  }
}

async function runScenarios(
  { cases, check, target }: RunRequest,
  { bench, signal, onProgress }: RunHands,
  ledger: Ledger,
): Promise<readonly (readonly [ScenarioCase, ScenarioExecution])[]> {
  const executions: [ScenarioCase, ScenarioExecution][] = [];
  for (const one of cases) {
    if (signal.aborted) break;
    const execution = await unlessAborted(signal, runScenario(bench, check, one));
    if (execution === undefined) break;
    executions.push([one, execution]);
    ledger.add(execution.plan, one.expectation.type === 'pass');
    if (execution.mismatch !== undefined) ledger.addMismatch(execution.mismatch);
    onProgress({ stage: 'scenarios', done: executions.length, total: cases.length });
    if (one.target === target && isHopeless(execution)) break;
    await nextTurn();
  }
  const onTarget = executions.filter(([one]) => one.target === target);
  const [first] = onTarget;
  if (first !== undefined && !signal.aborted && onTarget.every(([, { plan }]) => plan.answered === 0))
    throw new TargetError(await whyUnanswered(bench, scenarioTrial(bench, first[0])));
  return executions;
}

/** It ended its process, or died before it was there for anybody: it will do so everywhere. */
function isHopeless({ plan, convictions, ended }: ScenarioExecution): boolean {
  return ended || (plan.answered === 0 && convictions.some(isNotAlive));
}

async function runPlans(
  { campaign, target }: RunRequest,
  { bench, signal, onProgress, startPool }: RunHands,
  ledger: Ledger,
): Promise<CampaignResult | null> {
  if (campaign === null || signal.aborted) return null;
  const total = campaign.to === Infinity ? null : campaign.to - campaign.from + 1;
  return runCampaign(campaign, {
    bench,
    target,
    ledger,
    signal,
    startPool,
    onProgress: (done) => onProgress({ stage: 'campaign', done, total }),
  });
}

/** Unexpected convictions always; expected ones when somebody asked about this gateway. */
function isRecorded({ result, convictions }: ScenarioExecution, recordExpected: boolean): boolean {
  if (convictions.length === 0) return false;
  return result.expected === 'pass' || result.problem !== null || recordExpected;
}

function summaryOf(
  { target, seed, campaign, requireCoverage }: RunRequest,
  ledger: Ledger,
  scenarios: readonly ScenarioExecution[],
  result: CampaignResult | null,
  violations: readonly FoundViolation[],
  interrupted: boolean,
): RunSummary {
  const { checked, ...totals } = ledger.totals;
  const results = scenarios.map((one) => one.result);
  const inconclusive = neverExercised(ledger.properties, result !== null);
  const coverage = coverageOf({ landed: ledger.cells, happened: ledger.facts, required: requireCoverage });
  const judged = { violations, scenarios: results, inconclusive, coverage, interrupted, plans: ledger.plans };
  return {
    ...judged,
    ...totals,
    verdict: verdictOf(judged),
    gateway: target.name,
    seed,
    campaign: campaign === null || result === null ? null : campaignOf(campaign, result, ledger),
    digest: ledger.digest,
    properties: ledger.properties,
    determinism: { checked, mismatches: ledger.mismatches },
  };
}

function campaignOf({ from, to }: Campaign, { plans }: CampaignResult, ledger: Ledger): CampaignSummary {
  const kinds = ledger.groups.length;
  return { from, to: to === Infinity ? null : to, plans, kinds, unwritten: Math.max(0, kinds - MOST_GROUPS) };
}
