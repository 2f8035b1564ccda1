/** `gauntlet fleet serve`: coordinates a campaign that workers execute, and says what one machine would have said. */
import { randomBytes, randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { OutFolder } from '../campaign/out-folder.ts';
import { explainFailure } from '../campaign/explain-failure.ts';
import { readFailure } from '../campaign/failure-file.ts';
import { run, type RunRequest } from '../campaign/run.ts';
import { runScenario } from '../campaign/scenario-run.ts';
import { differingMember } from '../campaign/shards/shard-set.ts';
import { STANDARD_EXECUTOR } from '../campaign/standard-executor.ts';
import { closeTarget, parseTarget, type Target } from '../campaign/target.ts';
import { seedOf, type AnnouncedCampaign } from '../fleet/announced-campaign.ts';
import type { Checkpoint } from '../fleet/checkpoint.ts';
import { FleetExecutions, OverElsewhereError } from '../fleet/fleet-executions.ts';
import { FleetStore } from '../fleet/fleet-store.ts';
import { Leadership } from '../fleet/leadership.ts';
import { fleetLibraries, type FleetLibraries } from '../fleet/libraries.ts';
import { RangeQueue } from '../fleet/range-queue.ts';
import { redisAddress, type RedisAddress, type RedisOptions } from '../fleet/redis-address.ts';
import { printable } from '../input/printable.ts';
import { InputError, messageOf, TargetError } from '../input/problem.ts';
import { fleetProblems, type FleetReport } from '../report/fleet-report.ts';
import { jsonText } from '../report/json.ts';
import { SCHEMA_VERSION, type RunReport } from '../report/published.ts';
import { renderRun } from '../report/terminal.ts';
import { attended, type Attendance } from './attended.ts';
import { EXIT, worst, type ExitCode } from './exit-codes.ts';
import { UsageError } from './problem.ts';
import { prepareFolder, removeReports, unwritten, writeReports } from './report-files.ts';
import { conclude, exitOf, requestOf, targetOf, type RunOptions } from './run.ts';
import { openSeeds, type OpenedSeeds } from './seed-database.ts';
import { shardedRunOf } from './sharded-run.ts';
import { printReport } from './terminal-io.ts';

export interface FleetServeOptions
  extends
    RedisOptions,
    Pick<
      RunOptions,
      | 'gateway'
      | 'seed'
      | 'seeds'
      | 'out'
      | 'checkDeterminism'
      | 'baseline'
      | 'seedDatabase'
      | 'commit'
      | 'requireCoverage'
      | 'json'
      | 'quiet'
      | 'verbose'
    > {
  /** Of the fleet. */
  readonly name: string;
  /** Plans of a range, most ranges under way, most plans on the canary. */
  readonly range: number;
  readonly window: number;
  readonly canary: number;
  /** Milliseconds. */
  readonly lease: number;
  readonly patience: number;
  readonly afresh: boolean;
  /** Most executions to spend on explaining one failure. */
  readonly explain: number;
}

interface Served {
  readonly report: RunReport;
  readonly fleet: FleetReport;
  /** Another coordinator said it first, and wrote the failure files. */
  readonly isElsewhere: boolean;
  /** CPU time of all ranges. */
  readonly coreMicros: number;
}

export async function fleetServeVerb(
  words: readonly string[],
  options: FleetServeOptions,
): Promise<ExitCode> {
  const startedAt = performance.now();
  const address = redisAddress(options);
  const reference = parseTarget(options.gateway ?? 'reference');
  prepareFolder(options.out);
  removeReports(options.out);
  const libraries = await fleetLibraries(address);
  const out = new OutFolder(options.out);
  const { report, fleet, isElsewhere, kept } = await attended(options.quiet, async (attendance) => {
    const store = new FleetStore(libraries.connect(), options.name);
    const [target, dead] = await targetOf(reference, attendance.signal);
    try {
      if (dead !== undefined) throw new TargetError(dead);
      if (options.afresh) await forget(store, libraries);
      const seeds = openSeeds(options, target);
      const { campaign, request } = await announced(words, options, target, { out, store, seeds });
      const queue = new RangeQueue(libraries, store.queuePrefix, campaign.id, campaign.asked.fingerprint);
      try {
        const served = await serve(campaign, request, {
          store,
          queue,
          address,
          attendance,
          explain: options.explain,
          tell: teller(options.quiet),
        });
        const kept = served.isElsewhere ? [] : seeds?.keep(served.report, served.coreMicros);
        return { ...served, kept };
      } finally {
        await queue.close();
      }
    } finally {
      closeTarget(target);
      await store.close();
    }
  });
  const code = isElsewhere
    ? sayElsewhere(report, options, out, startedAt)
    : await conclude(report, { ...options, ndjson: false }, out, startedAt, () => undefined, kept);
  if (report.interrupted) return code;
  out.write('fleet.json', [jsonText(fleet)]);
  for (const line of fleetProblems({ ...fleet, isOver: true }))
    process.stderr.write(`gauntlet: ${printable(line)}\n`);
  return worst([
    code,
    unwritten(out),
    fleet.poisoned.length > 0 ? EXIT.violation : EXIT.clean,
    fleet.canary.noticedAt === null ? EXIT.inconclusive : EXIT.clean,
  ]);
}

interface AnnouncePorts {
  readonly out: OutFolder;
  readonly store: FleetStore;
  readonly seeds: OpenedSeeds | undefined;
}

/** The campaign that is asked for here, which another coordinator may have announced. Throws InputError when that is another. */
async function announced(
  words: readonly string[],
  options: FleetServeOptions,
  target: Target,
  { out, store, seeds }: AnnouncePorts,
): Promise<{ readonly campaign: AnnouncedCampaign; readonly request: RunRequest }> {
  const asked: RunOptions = { ...options, ndjson: false, keepHistory: false, workers: 1 };
  const request = requestOf(words, asked, target, out, { seeds });
  if (request.campaign === null)
    throw new UsageError('a fleet executes the plans of a campaign: give --seeds beside the scenarios');
  const { from, to, check } = request.campaign;
  const campaign = await store.announce({
    fleetVersion: 1,
    id: randomBytes(8).toString('hex'),
    asked: shardedRunOf(words, asked, request),
    gateway: options.gateway ?? 'reference',
    from,
    to,
    check,
    size: options.range,
    window: options.window,
    canaryPlans: options.canary,
    patienceMs: options.patience,
    leaseMs: options.lease,
  });
  const difference = differingMember(campaign.asked, shardedRunOf(words, asked, request));
  if (difference !== undefined)
    throw new InputError(
      `the fleet '${options.name}' is at a campaign with another ${difference}: let it end, take another --name, or --afresh`,
    );
  return { campaign, request };
}

/** Leaves nothing of the campaign that is under way, but what came of others. */
async function forget(store: FleetStore, libraries: FleetLibraries): Promise<void> {
  const id = await store.abandon();
  if (id === undefined) return;
  const queue = new RangeQueue(libraries, store.queuePrefix, id, '');
  await queue.obliterate();
  await queue.close();
  await store.clean(id);
}

interface ServePorts {
  readonly store: FleetStore;
  readonly queue: RangeQueue;
  readonly address: RedisAddress;
  readonly attendance: Attendance;
  /** Most executions to spend on explaining one failure. */
  readonly explain: number;
  readonly tell: (line: string) => void;
}

async function serve(
  campaign: AnnouncedCampaign,
  request: RunRequest,
  { store, queue, address, attendance: { signal, onProgress }, explain, tell }: ServePorts,
): Promise<Served> {
  const leadership = new Leadership(store, address, campaign.id, randomUUID(), campaign.leaseMs);
  const executor = STANDARD_EXECUTOR;
  const executions = new FleetExecutions(campaign, {
    store,
    queue,
    leadership,
    signal,
    scenario: (one) => runScenario(executor, request.check, one),
    tell,
  });
  const over = async (outcome: object): Promise<void> => {
    if (!(await store.conclude(campaign, leadership.coordinator, gzipSync(JSON.stringify(outcome))))) return;
    await queue.obliterate();
    await store.clean(campaign.id);
  };
  try {
    const ports = { executor, signal, onProgress, onEvent: () => undefined, startPool: unused };
    const report = await run(request, ports, executions);
    const explained = await explainAll(report, request, explain, { signal, onProgress });
    const fleet = { ...fleetReportOf(campaign, executions.found), explained };
    if (signal.aborted) tell('the campaign is kept: the same command goes on with it');
    else await over({ report, fleet });
    return { report, fleet, isElsewhere: false, coreMicros: executions.coreMicros };
  } catch (thrown) {
    if (thrown instanceof OverElsewhereError) return await elsewhere(store, campaign.id);
    if (!signal.aborted) await over({ problem: messageOf(thrown) });
    throw thrown;
  } finally {
    await leadership.release();
  }
}

export function fleetReportOf(
  campaign: AnnouncedCampaign,
  { noticedAt, poisoned, cuts }: Pick<Checkpoint, 'noticedAt' | 'poisoned' | 'cuts'>,
): Omit<FleetReport, 'explained'> {
  return {
    schemaVersion: SCHEMA_VERSION,
    poisoned: poisoned.map(({ of, index, reason }) => ({ plan: planOf(campaign, of, index), of, reason })),
    canary: { noticedAt, plans: campaign.canaryPlans },
    cuts,
  };
}

/** Each kind of failure once, by whoever coordinates. */
async function explainAll(
  { violations }: RunReport,
  { target, out }: RunRequest,
  maxExecutions: number,
  { signal, onProgress }: Attendance,
): Promise<FleetReport['explained']> {
  const { execute, profile } = STANDARD_EXECUTOR;
  const found: FleetReport['explained'][number][] = [];
  const kinds = new Set<string>();
  for (const { file, expected, property, cause, state } of violations) {
    const kind = JSON.stringify([property, cause, state]);
    if (file === null || expected || kinds.has(kind) || maxExecutions === 0 || signal.aborted) continue;
    kinds.add(kind);
    const given = { failure: readFailure(file), file, out };
    if (given.failure.target.name !== target.name) continue;
    const { report } = await explainFailure(
      given,
      { execute, profile, target },
      {
        maxExecutions,
        signal,
        onProgress: ({ counted, executions }) => onProgress({ counted, done: executions, total: null }),
      },
    );
    if (report.explained === null) continue;
    found.push({
      failure: file,
      file: report.explained.file,
      sentence: report.explained.explanation.sentence,
    });
  }
  return found;
}

function planOf(campaign: AnnouncedCampaign, of: 'campaign' | 'canary', index: number): string {
  return `${seedOf(campaign, of)}/${index}`;
}

async function elsewhere(store: FleetStore, id: string): Promise<Served> {
  const bytes = await store.outcome(id);
  const { report, fleet, problem } = (
    bytes === undefined ? {} : JSON.parse(gunzipSync(bytes).toString('utf8'))
  ) as Partial<Served> & { readonly problem?: string };
  if (report === undefined || fleet === undefined)
    throw new InputError(`the campaign is over: ${problem ?? 'it was abandoned'}`);
  return { report, fleet, isElsewhere: true, coreMicros: 0 };
}

/** What the other one found: the failure files are where it ran. */
function sayElsewhere(
  report: RunReport,
  options: FleetServeOptions,
  out: OutFolder,
  startedAt: number,
): ExitCode {
  const wallMicros = Math.round((performance.now() - startedAt) * 1000);
  const { quiet, verbose, out: folder } = options;
  printReport(report, options.json, (shown, paint, width) =>
    renderRun(shown, { paint, width, quiet, verbose, out: folder, wallMicros }),
  );
  writeReports(out, report);
  return exitOf(report);
}

function teller(quiet: boolean): (line: string) => void {
  return (line) => {
    if (!quiet) process.stderr.write(`gauntlet fleet: ${printable(line)}\n`);
  };
}

function unused(): never {
  throw new Error('a fleet executes plans on its workers');
}
