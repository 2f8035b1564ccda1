/**
 * A run: scenarios, then a campaign, then what failed is written down. The story of `gauntlet run`; everything it
 * touches is handed in. Interrupted, it stops between plans and sums up what there is.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  SCHEMA_VERSION,
  type ReportedFinding,
  type RunReport,
  type ScenarioResult,
} from '../report/published.ts';
import { runCampaign, type Campaign, type ChunkPool, type CampaignProgress } from './campaign.ts';
import { planName, trialOf, type Executor } from './chunk.ts';
import { coverageOf } from './coverage.ts';
import type { DeterminismCheck } from './determinism.ts';
import { Ledger, type PropertyTally } from './ledger.ts';
import type { OutFolder } from './out-folder.ts';
import { MOST_GROUPS, recordGroups, recordScenario, type RecordingPorts } from './record-failures.ts';
import { runScenario, scenarioTrial, type ScenarioCase, type ScenarioExecution } from './scenario-run.ts';
import { neverExercised, verdictOf } from './summary.ts';
import type { Target } from './target.ts';
import { aliveFirst, isNotAlive } from '../properties/target-alive.ts';
import { deadBeforeHello, whyUnanswered } from './unanswered.ts';
import { GAUNTLET_VERSION } from './version.ts';

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

export interface RunPorts {
  readonly executor: Executor;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CampaignProgress) => void;
  readonly startPool: (threads: number) => ChunkPool;
}

export async function run(request: RunRequest, ports: RunPorts): Promise<RunReport> {
  const ledger = new Ledger();
  const recording: RecordingPorts = {
    executor: ports.executor,
    out: request.out,
    onMismatch: ledger.addMismatch,
  };
  const scenarios = await runScenarios(request, ports, ledger);
  const isUnanswered = (): boolean => ledger.plans > 0 && ledger.answered === 0;
  const isOver = isUnanswered() || scenarios.some(([, execution]) => execution.ended);
  const executed = isOver ? null : await runPlans(request, ports, ledger);
  const record = async (): Promise<readonly ReportedFinding[]> => {
    const violations: ReportedFinding[] = [];
    for (const [one, execution] of scenarios)
      if (isRecorded(execution, request.recordExpected))
        violations.push(...(await recordScenario(recording, one, execution)));
    violations.push(...(await recordGroups(recording, ledger.groups, request.seed, request.target)));
    if (isUnanswered() && !violations.some(isNotAlive))
      violations.push(await unansweredFinding(request, ports.executor));
    return violations;
  };
  const violations = (await unlessAborted(ports.signal, record())) ?? [];
  return reportOf(
    request,
    ledger,
    scenarios.map(([, { result }]) => result),
    executed,
    aliveFirst(violations),
    ports.signal.aborted,
  );
}

/** What `run` says of a gateway that did not survive its loading, which `sentence` tells. */
export function reportLoadedDead(request: RunRequest, sentence: string): RunReport {
  const { target, seed } = request;
  const source = { type: 'seed', seed, index: 1 } as const;
  const dead = deadBeforeHello(target, 'before the first plan', source, sentence);
  return reportOf({ ...request, campaign: null }, new Ledger(), [], null, [dead], false);
}

/** Of the first plan that was executed, or scenario. */
async function unansweredFinding(request: RunRequest, executor: Executor): Promise<ReportedFinding> {
  const { target, seed, campaign } = request;
  const [first] = request.cases;
  const index = campaign?.from ?? 1;
  const trial = first === undefined ? trialOf(executor, target, seed, index) : scenarioTrial(executor, first);
  const why = await whyUnanswered(executor, trial);
  if (first === undefined)
    return deadBeforeHello(target, planName(seed, index), { type: 'seed', seed, index }, why);
  const { file, scenario } = first.file;
  return deadBeforeHello(target, scenario.name, { type: 'scenario', file, name: scenario.name }, why);
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
  { executor, signal, onProgress }: RunPorts,
  ledger: Ledger,
): Promise<readonly (readonly [ScenarioCase, ScenarioExecution])[]> {
  const executions: [ScenarioCase, ScenarioExecution][] = [];
  for (const one of cases) {
    if (signal.aborted) break;
    const execution = await unlessAborted(signal, runScenario(executor, check, one));
    if (execution === undefined) break;
    executions.push([one, execution]);
    ledger.add(execution.plan, one.expectedProperty === null);
    if (execution.mismatch !== undefined) ledger.addMismatch(execution.mismatch);
    onProgress({ counted: 'scenarios', done: executions.length, total: cases.length });
    if (one.target === target && isHopeless(execution)) break;
    await nextTurn();
  }
  return executions;
}

/** It ended its process, or died before it was there for anybody: it will do so everywhere. */
function isHopeless({ plan, ended }: ScenarioExecution): boolean {
  return ended || (plan.answered === 0 && plan.findings.some(isNotAlive));
}

async function runPlans(
  { campaign, target }: RunRequest,
  { executor, signal, onProgress, startPool }: RunPorts,
  ledger: Ledger,
): Promise<number | null> {
  if (campaign === null || signal.aborted) return null;
  const total = campaign.to === Infinity ? null : campaign.to - campaign.from + 1;
  return runCampaign(campaign, {
    executor,
    target,
    ledger,
    signal,
    startPool,
    onProgress: (done) => onProgress({ counted: 'campaign', done, total }),
  });
}

/** Unexpected findings always; expected ones when somebody asked about this gateway. */
function isRecorded({ result, plan }: ScenarioExecution, recordExpected: boolean): boolean {
  if (plan.findings.length === 0) return false;
  return result.expected === 'pass' || result.problem !== null || recordExpected;
}

function reportOf(
  { target, seed, campaign, requireCoverage }: RunRequest,
  ledger: Ledger,
  scenarios: readonly ScenarioResult[],
  executed: number | null,
  violations: readonly ReportedFinding[],
  interrupted: boolean,
): RunReport {
  const { plans, determinism, properties } = ledger;
  const inconclusive = neverExercised(properties, executed !== null);
  const coverage = coverageOf(ledger, requireCoverage);
  const judged = { violations, inconclusive, coverage, determinism, interrupted };
  return {
    schemaVersion: SCHEMA_VERSION,
    version: GAUNTLET_VERSION,
    verdict: verdictOf({ ...judged, scenarios, plans }),
    gateway: target.name,
    seed,
    campaign: campaign === null || executed === null ? null : campaignOf(campaign, executed, ledger),
    plans,
    answered: ledger.answered,
    ...ledger.totals,
    digest: ledger.digest,
    scenarios,
    properties: properties.map(propertyReport),
    ...judged,
  };
}

function campaignOf({ from, to }: Campaign, plans: number, { groups }: Ledger): RunReport['campaign'] {
  const kinds = groups.length;
  return { from, to: to === Infinity ? null : to, plans, kinds, unwritten: Math.max(0, kinds - MOST_GROUPS) };
}

function propertyReport({
  property: id,
  exercised,
  passes,
  violations,
  inconclusive,
  excused,
}: PropertyTally): RunReport['properties'][number] {
  const verdict = violations > 0 ? 'violation' : passes > 0 ? 'pass' : 'inconclusive';
  return { id, verdict, exercised, passes, violations, inconclusive, excused };
}
