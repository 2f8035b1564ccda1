/**
 * `gauntlet run`: scenarios and a seed campaign, judged, reported, failures written down.
 *
 * What runs when the command line does not say it all:
 *   nothing, or only --seed    every incident scenario on the catalogue, then 2,000 plans on the reference gateway
 *   scenarios                  those alone, on the catalogue or on --gateway
 *   --seeds or --time          a campaign alone, on the reference gateway or on --gateway
 *   --gateway alone            every incident scenario on that gateway, then 2,000 plans on it
 */
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { STANDARD_EXECUTOR } from '../campaign/standard-executor.ts';
import { Baseline, parseBaseline } from '../campaign/baseline.ts';
import type { Campaign } from '../campaign/campaign.ts';
import type { DeterminismCheck } from '../campaign/determinism.ts';
import { OutFolder } from '../campaign/out-folder.ts';
import { reportLoadedDead, run, type RunRequest } from '../campaign/run.ts';
import { casesOnCatalogue, casesOnTarget } from '../campaign/scenario-cases.ts';
import type { ScenarioCase } from '../campaign/scenario-run.ts';
import { loadPackagedScenarios, selectScenarios } from '../campaign/scenarios.ts';
import {
  closeTarget,
  openTarget,
  parseTarget,
  type Target,
  type TargetReference,
} from '../campaign/target.ts';
import type { Shard } from '../campaign/shards/shard.ts';
import { startPool } from '../campaign/workers/pool.ts';
import { REFERENCE } from '../dialect/reference.ts';
import { TargetError } from '../input/problem.ts';
import { fittingCases } from './fitting-cases.ts';
import { printable } from '../input/printable.ts';
import { readTextFile, shown as fileName } from '../input/text-file.ts';
import { isNotAlive, TARGET_ALIVE } from '../properties/target-alive.ts';
import type { RunReport } from '../report/published.ts';
import type { RunEvent } from '../report/run-events.ts';
import { renderRun } from '../report/terminal.ts';
import { attended } from './attended.ts';
import { tellGitHub } from './github.ts';
import { EXIT, EXIT_BY_VERDICT, worst, type ExitCode } from './exit-codes.ts';
import { KNOWN_NAMES } from '../campaign/known-names.ts';
import { writeFailurePages } from './failure-pages.ts';
import { keepHistories, refuseTooMany, sayKept } from './keep-histories.ts';
import { lastFailures, type LastFailures } from './last-failures.ts';
import type { SeedRange } from './option-values.ts';
import { UsageError } from './problem.ts';
import { openSeeds, type OpenedSeeds, type SeedDatabaseOptions } from './seed-database.ts';
import { prepareFolder, removeReports, unwritten, writeReports, writeRunPage } from './report-files.ts';
import { eventPrinter } from './run-io.ts';
import { printReport } from './terminal-io.ts';

/** Plans of a campaign that the command line does not bound. */
const DEFAULT_PLANS = 2_000;

export interface RunOptions extends SeedDatabaseOptions {
  readonly gateway?: string;
  readonly seed: string;
  readonly seeds?: SeedRange;
  /** Wall milliseconds for the campaign. */
  readonly time?: number;
  /** What a configuration says of scenarios and of a campaign that the command line does not bound. */
  readonly ownScenarios?: readonly string[];
  readonly usualSeeds?: SeedRange;
  readonly usualTime?: number;
  readonly out: string;
  readonly workers?: number;
  readonly checkDeterminism: DeterminismCheck;
  /** Empty coverage cells and facts that never happened end the run inconclusive (exit 2), not violated. */
  readonly requireCoverage: boolean;
  /** Failing plans after which the campaign ends. */
  readonly maxFailures?: number;
  /** Execute what failed in the last run, and nothing else; or that first. */
  readonly lastFailed?: boolean;
  readonly failedFirst?: boolean;
  /** A file of failures that are known. */
  readonly baseline?: string;
  readonly json: boolean;
  /** A line for each thing that happens, on stdout. */
  readonly ndjson: boolean;
  readonly quiet: boolean;
  /** Keep the history of every plan, also of those that pass. */
  readonly keepHistory: boolean;
  /** Name the gateways that pass. */
  readonly verbose: boolean;
  /** Execute this part alone, and write it down for `gauntlet merge`. */
  readonly shard?: Shard;
}

export async function runVerb(words: readonly string[], options: RunOptions): Promise<ExitCode> {
  if (options.shard !== undefined) {
    const { shardVerb } = await import('./run-shard.ts');
    return shardVerb(words, options, options.shard);
  }
  const startedAt = performance.now();
  if (options.json && options.ndjson)
    throw new UsageError(
      '--json and --ndjson both print to stdout: choose one of them; report.json is always written',
    );
  refuseBesideLastFailed(words, options);
  const onEvent = eventPrinter(options.ndjson, startedAt);
  const reference = parseTarget(options.gateway ?? 'reference');
  prepareFolder(options.out);
  const failed = failuresBefore(options);
  removeReports(options.out);
  const out = new OutFolder(options.out);
  let kept: readonly string[] = [];
  let seeds: OpenedSeeds | undefined;
  const report = await attended(options.quiet, async ({ signal, onProgress }) => {
    const [target, dead] = await targetOf(reference, signal);
    try {
      seeds = openSeeds(options, target);
      const request = requestOf(words, options, target, out, { failed, seeds });
      if (request.watched === undefined) seeds = undefined;
      if (dead !== undefined) return reportLoadedDead(request, dead);
      if (options.keepHistory) refuseTooMany(request);
      const done = await run(request, {
        executor: STANDARD_EXECUTOR,
        signal,
        onProgress,
        onEvent,
        startPool: (threads) => startPool(reference, threads),
      });
      if (options.keepHistory) kept = await keepHistories(request, STANDARD_EXECUTOR, signal);
      return done;
    } finally {
      closeTarget(target);
    }
  });
  const code = await conclude(report, options, out, startedAt, onEvent, seeds?.keep(report));
  sayKept(kept);
  return code;
}

/** Prints and writes what a run came to; gives what the verb ends with. */
export async function conclude(
  report: RunReport,
  options: Pick<RunOptions, 'json' | 'ndjson' | 'out' | 'quiet' | 'verbose'>,
  out: OutFolder,
  startedAt: number,
  onEvent: (event: RunEvent) => void,
  alsoWritten: readonly OutFolder[] = [],
): Promise<ExitCode> {
  const wallMicros = Math.round((performance.now() - startedAt) * 1000);
  const exitCode = exitOf(report);
  const { verdict, plans, digest, interrupted } = report;
  onEvent({ type: 'end', verdict, exitCode, plans, digest, interrupted });
  printReport(
    report,
    options.json,
    (shown, paint, width) =>
      renderRun(shown, {
        paint,
        width,
        quiet: options.quiet,
        verbose: options.verbose,
        out: options.out,
        wallMicros,
      }),
    options.json || options.ndjson,
  );
  writeReports(out, report);
  await writeRunPage(out, report, wallMicros);
  const pages = await writeFailurePages(report.violations.map(({ file }) => file));
  return worst([exitCode, unwritten(out, ...pages, ...alsoWritten), tellGitHub(report, process.env)]);
}

/** Interrupted or dead while it is loaded, it is one that nothing is executed on; and how it died. */
export async function targetOf(
  reference: TargetReference,
  signal: AbortSignal,
): Promise<readonly [target: Target, dead?: string]> {
  try {
    return [await openTarget(reference, signal)];
  } catch (thrown) {
    const isDead = thrown instanceof TargetError && !signal.aborted;
    if ((!isDead && !signal.aborted) || reference.type !== 'file') throw thrown;
    const name = basename(reference.path);
    const gateway = { name, boot: () => undefined };
    const target: Target = { name, kind: 'file', gateway, dialect: REFERENCE, reference };
    return isDead ? [target, thrown.message.replace(`${TARGET_ALIVE}: `, '')] : [target];
  }
}

export function requestOf(
  words: readonly string[],
  options: RunOptions,
  target: Target,
  out: OutFolder,
  {
    failed,
    seeds,
  }: { readonly failed?: LastFailures | undefined; readonly seeds?: OpenedSeeds | undefined } = {},
): RunRequest {
  const again = failed?.filesOf(target.name) ?? [];
  if (failed !== undefined && again.length === 0 && !options.quiet)
    process.stderr.write(`nothing of ${printable(target.name)} failed the last time: all is run\n`);
  const only = options.lastFailed === true && again.length > 0;
  const failedBefore = casesOnTarget(selectScenarios(again, KNOWN_NAMES), target, true);
  const wanted = [
    ...failedBefore,
    ...(only
      ? []
      : (seeds?.cases ?? []).filter((one) => !failedBefore.some((other) => isSamePlan(one, other)))),
    ...(only ? [] : casesOf(words, options, target)),
  ];
  const cases = fittingCases(wanted, (line) => {
    if (!options.quiet) process.stderr.write(`${line}\n`);
  });
  const campaign = only ? null : campaignOf(words, options);
  if (cases.length === 0 && campaign === null)
    throw new UsageError(`nothing to run: no scenario applies to gateway '${target.name}'`);
  return {
    target,
    cases,
    campaign,
    seed: options.seed,
    check: options.checkDeterminism,
    requireCoverage: options.requireCoverage,
    baseline: options.baseline === undefined ? null : baselineOf(options.baseline),
    recordExpected: options.gateway !== undefined,
    watched: only ? undefined : seeds?.watched,
    out,
  };
}

/** One plan of a seed. */
function isSamePlan({ file: { source: a } }: ScenarioCase, { file: { source: b } }: ScenarioCase): boolean {
  return a?.type === 'seed' && b?.type === 'seed' && a.seed === b.seed && a.index === b.index;
}

function refuseBesideLastFailed(
  words: readonly string[],
  { lastFailed, failedFirst, seeds, time }: RunOptions,
): void {
  if (lastFailed !== true) return;
  if (failedFirst === true) throw new UsageError('choose one of --last-failed and --failed-first');
  if (words.length > 0 || seeds !== undefined || time !== undefined)
    throw new UsageError('--last-failed says what is run: it takes no scenarios, --seeds or --time');
}

/** Of no run, it is as of one in which nothing failed. */
function failuresBefore({ lastFailed, failedFirst, out }: RunOptions): LastFailures | undefined {
  if (lastFailed !== true && failedFirst !== true) return undefined;
  return lastFailures(out) ?? { filesOf: () => [] };
}

function baselineOf(file: string): Baseline {
  const text = readTextFile(file, 'a baseline');
  return new Baseline(
    parseBaseline(fileName(file), text, KNOWN_NAMES.properties),
    new Date().toISOString().slice(0, 10),
  );
}

function casesOf(words: readonly string[], options: RunOptions, target: Target): readonly ScenarioCase[] {
  const onlyCampaign = words.length === 0 && (options.seeds !== undefined || options.time !== undefined);
  if (onlyCampaign) return [];
  const files =
    words.length === 0
      ? [
          ...loadPackagedScenarios(KNOWN_NAMES, 'incidents'),
          ...selectScenarios(options.ownScenarios ?? [], KNOWN_NAMES),
        ]
      : selectScenarios(words, KNOWN_NAMES);
  return options.gateway === undefined
    ? casesOnCatalogue(files)
    : casesOnTarget(files, target, words.length > 0);
}

function campaignOf(words: readonly string[], options: RunOptions): Campaign | null {
  const { maxFailures } = options;
  const isBound = options.seeds !== undefined || options.time !== undefined;
  if (words.length > 0 && !isBound) return null;
  const seeds = isBound ? options.seeds : options.usualSeeds;
  const time = isBound ? options.time : options.usualTime;
  const everything = time === undefined ? { from: 1, to: DEFAULT_PLANS } : { from: 1, to: Infinity };
  return {
    seed: options.seed,
    ...(seeds ?? everything),
    budgetMs: time ?? null,
    ...(maxFailures === undefined ? {} : { maxFailures }),
    workers: options.workers ?? availableParallelism(),
    threads: options.workers === undefined ? 'when-they-pay' : 'at-once',
    check: options.checkDeterminism,
  };
}

export function exitOf(report: RunReport): ExitCode {
  const isDead = report.answered === 0 && report.violations.some(isNotAlive);
  return worst([
    EXIT_BY_VERDICT[report.baseline?.verdict ?? report.verdict],
    isDead ? EXIT.target : EXIT.clean,
    report.interrupted ? EXIT.interrupted : EXIT.clean,
    report.determinism.mismatches.length > 0 ? EXIT.bug : EXIT.clean,
  ]);
}
