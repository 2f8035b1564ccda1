/**
 * `gauntlet selftest`: the kill matrix, the gateways that are right, and the canary. Green or red; red says by name
 * what the judge missed or made up.
 */
import { availableParallelism } from 'node:os';
import { STANDARD_EXECUTOR } from '../campaign/standard-executor.ts';
import { moduleFile } from '../input/module-file.ts';
import { nearest } from '../input/nearest.ts';
import { OutFolder } from '../campaign/out-folder.ts';
import type { Quarry } from '../campaign/selftest-hunt.ts';
import {
  selftest,
  type RightGateway,
  type SelftestPorts,
  type SelftestRequest,
} from '../campaign/selftest.ts';
import type { Shard } from '../campaign/shards/shard.ts';
import { loadTarget, namedTarget } from '../campaign/target.ts';
import { startSelftestPool } from '../campaign/workers/pool.ts';
import { GATEWAYS, type GatewayEntry } from '../gateway/catalogue.ts';
import { propertiesOf } from '../properties/judge.ts';
import type { Profile } from '../properties/profile.ts';
import type { SelftestReport } from '../report/published.ts';
import { renderSelftest } from '../report/selftest-terminal.ts';
import { attended, type Attendance } from './attended.ts';
import { EXIT, worst, type ExitCode } from './exit-codes.ts';
import { KNOWN_NAMES } from '../campaign/known-names.ts';
import { writeFailurePages } from './failure-pages.ts';
import { UsageError } from './problem.ts';
import { prepareFolder, unwritten, writeSelftestReports } from './report-files.ts';
import { printReport } from './terminal-io.ts';

export interface SelftestOptions {
  readonly seed: string;
  /** Most plans of one round on a known-bad gateway. */
  readonly budget: number;
  /** Rounds on each known-bad gateway. */
  readonly rounds: number;
  /** Plans on the reference gateway; a known-good variant gets its share. */
  readonly plans: number;
  /** Known-bad gateways to hunt; none: all of them. */
  readonly gateway: readonly string[];
  /** Properties to leave out. */
  readonly without: readonly string[];
  readonly shrink: boolean;
  readonly out: string;
  readonly workers?: number;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Execute this part alone, and write it down for `gauntlet merge`. */
  readonly shard?: Shard;
}

/** Plans of a known-good variant for each of the reference gateway's. */
const GOOD_SHARE = 0.15;
const SHRINK_EXECUTIONS = 1000;
const CANARY = moduleFile('../gateway/canary.ts', import.meta.url);

export async function selftestVerb(options: SelftestOptions): Promise<ExitCode> {
  if (options.shard !== undefined) {
    const { selftestShardVerb } = await import('./selftest-shard.ts');
    return selftestShardVerb(options, options.shard);
  }
  const startedAt = performance.now();
  const profile = profileWithout(options.without);
  const request = await requestOf(options, profile);
  prepareFolder(options.out);
  const report = await attended(options.quiet, (attendance) =>
    selftest(request, portsOf(profile, attendance)),
  );
  return concludeSelftest(report, request.out, options, startedAt);
}

/** The profile of this version without these properties. */
export function profileWithout(without: readonly string[]): Profile {
  return { ...STANDARD_EXECUTOR.profile, without };
}

export function portsOf(profile: Profile, { signal, onProgress }: Attendance): SelftestPorts {
  const executor = { ...STANDARD_EXECUTOR, profile };
  return { executor, signal, onProgress, startPool: (threads) => startSelftestPool(profile, threads) };
}

/** Prints and writes what a selftest came to; gives what the verb ends with. */
export async function concludeSelftest(
  report: SelftestReport,
  folder: OutFolder,
  { quiet, json, out }: Pick<SelftestOptions, 'quiet' | 'json' | 'out'>,
  startedAt: number,
): Promise<ExitCode> {
  const wallMicros = Math.round((performance.now() - startedAt) * 1000);
  printReport(report, json, (shown, paint, width) =>
    renderSelftest(shown, { paint, quiet, out, wallMicros, width }),
  );
  writeSelftestReports(folder, report);
  const pages = await writeFailurePages(report.violations.map(({ file }) => file));
  return worst([exitOf(report), unwritten(folder, ...pages)]);
}

export async function requestOf(
  options: Omit<SelftestOptions, 'json' | 'quiet'>,
  profile: Profile,
): Promise<SelftestRequest> {
  const { seed, budget, rounds, without, gateway: chosen } = options;
  const all = GATEWAYS.filter(({ kind }) => kind === 'bad');
  const unknown = without.find((name) => !KNOWN_NAMES.properties.has(name));
  if (unknown !== undefined)
    throw new UsageError(
      `--without '${unknown}' is no property${nearest(unknown, [...KNOWN_NAMES.properties])}`,
    );
  const names = all.map(({ name }) => name);
  const stranger = chosen.find((name) => !names.includes(name));
  if (stranger !== undefined)
    throw new UsageError(`--gateway '${stranger}' is no known-bad gateway${nearest(stranger, names)}`);
  return {
    bad: all
      .filter(({ name }) => chosen.length === 0 || chosen.includes(name))
      .map((entry) => quarry(entry, without)),
    whole: chosen.length === 0,
    canary: { target: await loadTarget({ type: 'file', path: CANARY }), wanted: [] },
    right: GATEWAYS.flatMap((entry) => rightGateway(entry, options.plans) ?? []),
    properties: propertiesOf(profile).map(({ id }) => id),
    without,
    seed,
    budget,
    rounds,
    shrinkExecutions: options.shrink ? SHRINK_EXECUTIONS : null,
    check: 'sample',
    workers: options.workers ?? availableParallelism(),
    out: new OutFolder(options.out),
  };
}

/**
 * The property meant for a gateway must convict it. Where that one is left out, any other that the catalogue names
 * for it may; where none is left, any property at all.
 */
export function quarry({ name, convictedBy }: GatewayEntry, without: readonly string[]): Quarry {
  const [meant] = convictedBy;
  const left = convictedBy.filter((property) => !without.includes(property));
  return { target: namedTarget(name), wanted: meant !== undefined && left[0] === meant ? [meant] : left };
}

function rightGateway({ name, kind }: GatewayEntry, plans: number): RightGateway | undefined {
  if (kind === 'bad') return undefined;
  return { target: namedTarget(name), kind, plans: kind === 'good' ? Math.ceil(plans * GOOD_SHARE) : plans };
}

export function exitOf(report: SelftestReport): ExitCode {
  return worst([
    report.verdict === 'red' ? EXIT.violation : EXIT.clean,
    report.interrupted ? EXIT.interrupted : EXIT.clean,
    report.determinism.mismatches.length > 0 ? EXIT.bug : EXIT.clean,
  ]);
}
