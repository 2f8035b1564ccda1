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
import type { RunEvent } from '../report/run-events.ts';
import type { Baseline } from './baseline.ts';
import {
  runCampaign,
  type Campaign,
  type CampaignPorts,
  type ChunkPool,
  type CampaignProgress,
} from './campaign.ts';
import { planName, trialOf, type Executor, type PlanResult } from './chunk.ts';
import { campaignCommand } from './commands.ts';
import { coverageOf } from './coverage.ts';
import type { DeterminismCheck } from './determinism.ts';
import { Ledger, type PropertyTally } from './ledger.ts';
import type { OutFolder } from './out-folder.ts';
import { MOST_GROUPS, recordGroups, recordScenario, type RecordingPorts } from './record-failures.ts';
import { beginning, plansOf, scenarioEvents, violationEvent } from './run-progress.ts';
import { runScenario, scenarioTrial, type ScenarioCase, type ScenarioExecution } from './scenario-run.ts';
import { neverExercised, verdictOf, type RunSummary } from './summary.ts';
import type { WatchedPlans } from './seeds/watched-plans.ts';
import type { Target } from './target.ts';
import { aliveFirst, isNotAlive } from '../properties/target-alive.ts';
import { deadBeforeHello, whyUnanswered } from './unanswered.ts';
import { GAUNTLET_VERSION } from './version.ts';

/** What `gauntlet run` was asked to do. */
export interface RunRequest {
  /** The gateway of the campaign, and the run's headline. */
  readonly target: Target;
  readonly seed: string;
  readonly cases: readonly ScenarioCase[];
  readonly campaign: Campaign | null;
  readonly check: DeterminismCheck;
  /** A coverage cell that nothing landed in, or a fact that never happened, makes the run inconclusive. */
  readonly requireCoverage: boolean;
  /** Failures that are known; null: none are said to be. */
  readonly baseline: Baseline | null;
  /** Write failure files for expected convictions too. */
  readonly recordExpected: boolean;
  /** Is shown every plan of a seed on the target, for a seed database. Default: there is none. */
  readonly watched?: WatchedPlans | undefined;
  /** The folder to write to. */
  readonly out: OutFolder;
}

export interface RunPorts {
  readonly executor: Executor;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CampaignProgress) => void;
  readonly onEvent: (event: RunEvent) => void;
  readonly startPool: (threads: number) => ChunkPool;
}

/** Who executes the scenarios and the plans of a run, or did so before. */
export interface Executions {
  /** `position`: among the cases of the run, from 0. */
  scenario(one: ScenarioCase, position: number): Promise<ScenarioExecution>;
  /** Adds them in their order to the ledger; gives how many there were. */
  plans(campaign: Campaign, into: Pick<CampaignPorts, 'ledger' | 'target' | 'onProgress'>): Promise<number>;
}

/** Executes them here. */
function executing({ check }: RunRequest, { executor, signal, startPool }: RunPorts): Executions {
  return {
    scenario: (one) => runScenario(executor, check, one),
    plans: (campaign, into) => runCampaign(campaign, { ...into, executor, signal, startPool }),
  };
}

/** What `gauntlet run` does: scenarios, then plans of a seed. Its report is what `--json` prints. Rejects with InputError, PlanError or TargetError. */
export async function run(
  request: RunRequest,
  ports: RunPorts,
  executions: Executions = executing(request, ports),
): Promise<RunReport> {
  const ledger = new Ledger(request.watched);
  ports.onEvent(beginning(request));
  const recording: RecordingPorts = {
    executor: ports.executor,
    out: request.out,
    onMismatch: ledger.addMismatch,
  };
  const scenarios = await runScenarios(request, ports, executions, ledger);
  const isUnanswered = (): boolean => ledger.plans > 0 && ledger.answered === 0;
  const isOver = isUnanswered() || scenarios.some(([, execution]) => execution.ended);
  const executed = isOver ? null : await runPlans(request, ports, executions, ledger);
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
    scenarios.map(([, execution]) => execution),
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
  return reportOf({ ...request, campaign: null, baseline: null }, new Ledger(), [], null, [dead], false);
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
  { cases, target, watched }: RunRequest,
  { signal, onProgress, onEvent }: RunPorts,
  source: Executions,
  ledger: Ledger,
): Promise<readonly (readonly [ScenarioCase, ScenarioExecution])[]> {
  const executions: [ScenarioCase, ScenarioExecution][] = [];
  for (const [position, one] of cases.entries()) {
    if (signal.aborted) break;
    const execution = await unlessAborted(signal, source.scenario(one, position));
    if (execution === undefined) break;
    executions.push([one, execution]);
    ledger.add(execution.plan, one.expectedProperty === null);
    const { source: origin } = one.file;
    if (one.target === target && origin?.type === 'seed') watched?.addNamed(origin, execution.plan);
    if (execution.mismatch !== undefined) ledger.addMismatch(execution.mismatch);
    onProgress({ counted: 'scenarios', done: executions.length, total: cases.length });
    scenarioEvents(execution, executions.length, cases.length).forEach(onEvent);
    if (one.target === target && isHopeless(execution)) break;
    await nextTurn();
  }
  return executions;
}

/** It ended its process, or died before it was there for anybody: it will do so everywhere. */
export function isHopeless({ plan, ended }: ScenarioExecution): boolean {
  return ended || (plan.answered === 0 && plan.findings.some(isNotAlive));
}

async function runPlans(
  { campaign, target }: RunRequest,
  { signal, onProgress, onEvent }: RunPorts,
  source: Executions,
  ledger: Ledger,
): Promise<number | null> {
  if (campaign === null || signal.aborted) return null;
  const total = plansOf(campaign);
  let told = 0;
  return source.plans(campaign, {
    target,
    ledger,
    onProgress(done, violations) {
      onProgress({ counted: 'campaign', done, total, violations, cells: ledger.cells.size });
      const { kinds } = ledger;
      for (const group of kinds.slice(told)) onEvent(violationEvent(group, campaign.seed, target.name));
      told = kinds.length;
      onEvent({ type: 'plans', done, total, kinds: told });
    },
  });
}

/** Unexpected findings always; expected ones when somebody asked about this gateway. */
function isRecorded({ result, plan }: ScenarioExecution, recordExpected: boolean): boolean {
  if (plan.findings.length === 0) return false;
  return result.expected === 'pass' || result.problem !== null || recordExpected;
}

function reportOf(
  { target, seed, campaign, requireCoverage, baseline }: RunRequest,
  ledger: Ledger,
  executions: readonly ScenarioExecution[],
  executed: number | null,
  violations: readonly ReportedFinding[],
  interrupted: boolean,
): RunReport {
  const { plans, determinism, properties } = ledger;
  const inconclusive = neverExercised(properties, executed !== null);
  const coverage = coverageOf(ledger, requireCoverage);
  const judged = { violations, inconclusive, coverage, determinism, interrupted };
  const scenarios = executions.map(({ result }) => result);
  const summary = { ...judged, scenarios, plans };
  return {
    schemaVersion: SCHEMA_VERSION,
    version: GAUNTLET_VERSION,
    verdict: verdictOf(summary),
    gateway: target.name,
    seed,
    campaign: campaign === null || executed === null ? null : campaignOf(campaign, executed, ledger, target),
    plans,
    answered: ledger.answered,
    ...ledger.totals,
    digest: ledger.digest,
    scenarios,
    properties: properties.map(propertyReport),
    ...judged,
    baseline: baseline === null ? null : compareWithBaseline(baseline, ledger, executions, summary),
  };
}

/** What is left of the verdict without what is known. */
function compareWithBaseline(
  baseline: Baseline,
  { groups, properties }: Ledger,
  executions: readonly ScenarioExecution[],
  summary: RunSummary,
): RunReport['baseline'] {
  const unknown = groups.filter(({ examples: [{ finding }] }) => !baseline.accepts(finding));
  const scenarios = executions
    .filter(({ result, plan }) => result.verdict !== 'violation' || !areKnown(baseline, result, plan))
    .map(({ result }) => result);
  const exercised = properties.filter(({ passes, violations }) => passes + violations > 0);
  const stale = baseline.stale(new Set(exercised.map(({ property }) => property)));
  const rest = verdictOf({
    ...summary,
    scenarios,
    violations: summary.violations.filter((one) => !one.expected && !baseline.accepts(one)),
  });
  return {
    verdict: unknown.length > 0 || stale.length > 0 ? 'violation' : rest,
    accepted: baseline.accepted.map(({ property, cause = null, reason }) => ({ property, cause, reason })),
    stale,
  };
}

/** It ought to have passed, and failed in nothing but what is known. */
function areKnown(baseline: Baseline, { expected }: ScenarioResult, { findings }: PlanResult): boolean {
  if (expected !== 'pass') return false;
  return findings.map((one) => baseline.accepts(one)).every(Boolean);
}

function campaignOf(
  { seed, from, to }: Campaign,
  plans: number,
  { groups }: Ledger,
  target: Target,
): RunReport['campaign'] {
  const kinds = groups.length;
  const unwritten = Math.max(0, kinds - MOST_GROUPS);
  const last = Math.max(from, from + plans - 1);
  const command = campaignCommand({ seed, from, to: last }, target.reference);
  return { from, to: to === Infinity ? null : to, plans, kinds, unwritten, command };
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
