/**
 * `gauntlet certify TARGET`: runs the cases of a profile on a target, several times each, and writes a bundle that anyone
 * can check. A profile for the in-process port runs in the simulated world, every other one in the live world.
 */
import { shellWord } from '../campaign/commands.ts';
import { crowding } from '../campaign/foreign/patience.ts';
import { filterScenarios, loadScenario } from '../campaign/scenarios.ts';
import type { Shard } from '../campaign/shards/shard.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import type { Certificate } from '../certify/certificate.ts';
import { BundleWriter } from '../certify/bundle-writer.ts';
import type { LoadedCase } from '../certify/case-run.ts';
import { certify } from '../certify/certify.ts';
import type { ResolvedProfile } from '../certify/profile.ts';
import { applyWaivers, parseWaivers, type Waiver } from '../certify/waivers.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { printable } from '../input/printable.ts';
import { InputError } from '../input/problem.ts';
import { readTextFile } from '../input/text-file.ts';
import { attended } from './attended.ts';
import { concludeCertificate, type Certified } from './certified.ts';
import { circumstances } from './circumstances.ts';
import { confirmLive } from './confirm-live.ts';
import { loadCases, packagedProfile } from './certificate-profiles.ts';
import { KNOWN_NAMES } from '../campaign/known-names.ts';
import { EXIT_BY_VERDICT, type ExitCode } from './exit-codes.ts';
import { namedDialect, targetNamed, type ConfiguredTarget } from './live-target.ts';
import { assertHosted, openedInVirtualTime, openedLive, type OpenedTarget } from './opened-target.ts';
import { tokenIn, type TokenOptions } from './option-values.ts';
import { Interrupted, UsageError } from './problem.ts';
import { prepareFolder } from './report-files.ts';
import { tryScenario } from './scenario-trial.ts';
import { printTry } from './try.ts';
import { folderOf, watchedRuns } from './watched-runs.ts';

export interface CertifyVerbOptions extends TokenOptions, ConfiguredTarget {
  readonly profile: string;
  /** Default: live, but for a profile that needs virtual time. */
  readonly world?: 'live' | 'hosted';
  readonly repeat: number;
  /** How often what was found hosted is tried over real sockets. Default: not. */
  readonly confirm?: number;
  readonly parallel: number;
  readonly out: string;
  readonly waivers?: string;
  /** A scenario of one's own, executed in place of the profile's cases; then there is no certificate. */
  readonly scenario?: string;
  /** Only cases whose name, incident or file has one of these. */
  readonly case: readonly string[];
  readonly dialect?: string;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Do it again whenever a file of the target changes. */
  readonly watch: boolean;
  /** Execute this part of the runs alone, and write them down for `gauntlet merge`. */
  readonly shard?: Shard;
}

export async function certifyVerb(named: string | undefined, options: CertifyVerbOptions): Promise<ExitCode> {
  if (options.shard !== undefined) {
    const { certifyShardVerb } = await import('./certify-shard.ts');
    return certifyShardVerb(named, options, options.shard);
  }
  if (!options.watch) return certifyOnce(named, options);
  if (options.json) throw new UsageError('--watch goes on and on: it takes no --json');
  const folder = folderOf(targetNamed('certify', named, options));
  return watchedRuns(folder, options.out, () => certifyOnce(named, options));
}

async function certifyOnce(named: string | undefined, options: CertifyVerbOptions): Promise<ExitCode> {
  const startedAt = new Date();
  if (options.scenario !== undefined) return certifyScenario(named, options.scenario, options);
  const asked = askedFor(named, options);
  const { target, profile, cases, dialect, token, tell } = asked;
  const waivers = waiversIn(options.waivers, profile);
  prepareFolder(options.out);
  if (options.confirm !== undefined && options.world !== 'hosted')
    throw new UsageError('--confirm tries over real sockets what was found with --world hosted');
  const certified = await attended(options.quiet, async ({ signal, onProgress }): Promise<Certified> => {
    let prepared: OpenedTarget | undefined;
    let bundle: BundleWriter | undefined;
    try {
      prepared = await preparedTarget(asked, options, signal);
      bundle = new BundleWriter(options.out, prepared.name, token === undefined ? [] : [token]);
      const certification = await certify({
        target: prepared.name,
        world: prepared.world,
        dialect: dialect ?? prepared.dialect,
        profile,
        cases,
        repeat: options.repeat,
        parallel: Math.min(prepared.parallel, options.parallel),
        run: prepared.run,
        bundle,
        gauntlet: GAUNTLET_VERSION,
        signal,
        onProgress: ({ done, total }) => onProgress({ counted: 'runs', done, total }),
      });
      const { confirm: tries, parallel, out } = options;
      const confirming = { target, profile, cases, dialect, parallel, out, signal, tell };
      const confirmations =
        tries === undefined ? undefined : await confirmLive(certification, { ...confirming, tries });
      const outcome = applyWaivers(certification.certificate, waivers, startedAt.toISOString().slice(0, 10));
      const about = circumstances(startedAt, certification, outcome, confirmations);
      const place = bundle.finish(certification.certificate, about);
      return { certification, outcome, confirmations: confirmations ?? [], place };
    } catch (thrown) {
      throw signal.aborted ? new Interrupted('interrupted before there was anything to report') : thrown;
    } finally {
      bundle?.abandon();
      await prepared?.end();
    }
  });
  const warning = latenessWarning(certified.certification.certificate, crowding());
  if (warning !== undefined) tell(warning);
  return concludeCertificate(certified, profile, options, startedAt);
}

/** From so many times as much to do as processors on, what real processes do may be late for that alone. */
const CROWDED = 2;

/** Undefined: nothing was violated, or the machine had room, or its time is virtual. */
export function latenessWarning(
  { world, verdict }: Pick<Certificate, 'world' | 'verdict'>,
  crowded: number,
): string | undefined {
  if (world !== 'live' || verdict !== 'violation' || crowded < CROWDED) return undefined;
  return `this machine has ${crowded.toFixed(1)} times as much to do as it has processors: what was late may have been late for that; certify on one with room`;
}

/** What is to be certified, and by what. */
export interface AskedFor {
  /** As it was named. */
  readonly target: string;
  readonly profile: ResolvedProfile;
  readonly cases: readonly LoadedCase[];
  readonly dialect: Dialect | undefined;
  readonly token: string | undefined;
  readonly world: 'virtual' | 'live';
  /** Something for people, one line at a time. */
  readonly tell: (line: string) => void;
}

export function askedFor(
  named: string | undefined,
  options: Pick<
    CertifyVerbOptions,
    'profile' | 'case' | 'dialect' | 'world' | 'quiet' | keyof TokenOptions | keyof ConfiguredTarget
  >,
): AskedFor {
  const target = targetNamed('certify', named, options);
  const profile = packagedProfile(options.profile);
  return {
    target,
    profile,
    cases: chosenCases(profile, options.case),
    dialect: namedDialect(options.dialect),
    token: tokenIn(options),
    world: worldOf(target, profile, options.world),
    tell: (line) => {
      if (!options.quiet) process.stderr.write(`${printable(line)}\n`);
    },
  };
}

export function waiversIn(file: string | undefined, profile: ResolvedProfile): readonly Waiver[] {
  return file === undefined ? [] : parseWaivers(file, readTextFile(file, 'a list of waivers'), profile);
}

/** Executes a scenario of one's own as a case would be; its histories are judged by the profile, and make no certificate. */
async function certifyScenario(
  named: string | undefined,
  scenario: string,
  options: CertifyVerbOptions,
): Promise<ExitCode> {
  const startedAt = performance.now();
  const target = targetNamed('certify', named, options);
  const profile = packagedProfile(options.profile);
  if (options.case.length > 0 || options.waivers !== undefined)
    throw new UsageError('--scenario takes the place of cases: it takes neither --case nor --waivers');
  prepareFolder(options.out);
  const { repeat, out, quiet } = options;
  const report = await tryScenario({
    target,
    scenarios: [loadScenario(scenario, KNOWN_NAMES)],
    world: worldOf(target, profile, options.world),
    profile: profile.name,
    dialect: namedDialect(options.dialect),
    token: tokenIn(options),
    repeat,
    needsReply: false,
    out,
    quiet,
  });
  printTry(report, options, startedAt, `npx gauntlet certify ${shellWord(target)} --profile ${profile.name}`);
  return EXIT_BY_VERDICT[report.verdict];
}

export function chosenCases(profile: ResolvedProfile, words: readonly string[]): readonly LoadedCase[] {
  const all = loadCases(profile);
  if (all.length === 0) throw new InputError(`profile ${profile.name} has no cases`);
  if (words.length === 0) return all;
  const chosen = new Set<LoadedCase>();
  for (const word of words) {
    const files = filterScenarios(
      all.map(({ file }) => file),
      word,
    );
    if (files.length === 0)
      throw new UsageError(
        `--case '${word}' matches no case of ${profile.name}; 'gauntlet explain ${profile.name.replace(/@.*/, '')}' lists them`,
      );
    for (const one of all) if (files.includes(one.file)) chosen.add(one);
  }
  return all.filter((one) => chosen.has(one));
}

/** As wanted, where the profile leaves a choice. */
function worldOf(
  target: string,
  { name, needs }: ResolvedProfile,
  wanted: CertifyVerbOptions['world'],
): 'virtual' | 'live' {
  if (needs === 'port') {
    if (wanted === 'live')
      throw new UsageError(`profile ${name} is for what runs in virtual time: leave out --world live`);
    return 'virtual';
  }
  if (wanted !== 'hosted') return 'live';
  assertHosted(target);
  return 'virtual';
}

export async function preparedTarget(
  { target: text, profile: { name: profile, needs }, dialect, token, world, tell }: AskedFor,
  { parallel }: Pick<CertifyVerbOptions, 'parallel'>,
  signal: AbortSignal,
): Promise<OpenedTarget> {
  if (world === 'virtual') return openedInVirtualTime(text, parallel, signal);
  const target = await openedLive(text, { token, dialect }, signal, tell);
  if (needs !== 'url' && target.capabilities?.provider === 'none')
    tell(
      `the model of ${target.name} is not the plan's: what compares with the model stays inconclusive in ${profile} (a description gives it {provider}); speaks needs no model`,
    );
  if (needs !== 'lifecycle' || target.capabilities?.lifecycle === true) return target;
  await target.end();
  throw new UsageError(
    `profile ${profile} needs a target that can be started and stopped, which ${target.name} is not; name a lower one, such as --profile bounded`,
  );
}
