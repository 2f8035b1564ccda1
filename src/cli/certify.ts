/**
 * `gauntlet certify TARGET`: runs the cases of a profile on a target, several times each, and writes a bundle that anyone
 * can check. A profile for the in-process port runs in the simulated world, every other one in the live world.
 */
import { basename, dirname, join } from 'node:path';
import { shellWord } from '../campaign/commands.ts';
import { OutFolder } from '../campaign/out-folder.ts';
import { filterScenarios, loadScenario } from '../campaign/scenarios.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { historyPath } from '../certify/bundle.ts';
import { BundleWriter } from '../certify/bundle-writer.ts';
import type { LoadedCase } from '../certify/case-run.ts';
import { certificateDigest } from '../certify/certificate.ts';
import { firstFindings } from '../certify/first-findings.ts';
import { certify, type Certification } from '../certify/certify.ts';
import type { ResolvedProfile } from '../certify/profile.ts';
import { applyWaivers, parseWaivers, type WaiverOutcome } from '../certify/waivers.ts';
import { printable } from '../input/printable.ts';
import { InputError } from '../input/problem.ts';
import { readTextFile } from '../input/text-file.ts';
import type { UrlTargetOptions } from '../live/targets/url.ts';
import { certificatePage } from '../page/certificate-page.ts';
import type { CertifyReport } from '../report/certificate-report.ts';
import { pageNameOf } from '../report/page-name.ts';
import { renderCertify } from '../report/certificate-terminal.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import { attended } from './attended.ts';
import { circumstances } from './circumstances.ts';
import { confirmLive } from './confirm-live.ts';
import { loadCases, packagedProfile } from './certificate-profiles.ts';
import { KNOWN_NAMES } from '../campaign/known-names.ts';
import { EXIT, EXIT_BY_VERDICT, worst, type ExitCode } from './exit-codes.ts';
import { namedDialect, targetNamed, type ConfiguredTarget } from './live-target.ts';
import { assertHosted, openedInVirtualTime, openedLive, type OpenedTarget } from './opened-target.ts';
import { tokenIn, type TokenOptions } from './option-values.ts';
import { Interrupted, UsageError } from './problem.ts';
import { prepareFolder, unwritten } from './report-files.ts';
import { tryScenario } from './scenario-trial.ts';
import { printReport } from './terminal-io.ts';
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
}

export async function certifyVerb(named: string | undefined, options: CertifyVerbOptions): Promise<ExitCode> {
  if (!options.watch) return certifyOnce(named, options);
  if (options.json) throw new UsageError('--watch goes on and on: it takes no --json');
  const folder = folderOf(targetNamed('certify', named, options));
  return watchedRuns(folder, options.out, () => certifyOnce(named, options));
}

async function certifyOnce(named: string | undefined, options: CertifyVerbOptions): Promise<ExitCode> {
  const startedAt = new Date();
  const target = targetNamed('certify', named, options);
  const profile = packagedProfile(options.profile);
  if (options.scenario !== undefined) return certifyScenario(target, profile, options.scenario, options);
  const cases = chosenCases(profile, options.case);
  const { waivers: file } = options;
  const waivers =
    file === undefined ? [] : parseWaivers(file, readTextFile(file, 'a list of waivers'), profile);
  const dialect = namedDialect(options.dialect);
  const tell = (line: string): void => {
    if (!options.quiet) process.stderr.write(`${printable(line)}\n`);
  };
  prepareFolder(options.out);
  const token = tokenIn(options);
  const world = worldOf(target, profile, options.world);
  if (options.confirm !== undefined && options.world !== 'hosted')
    throw new UsageError('--confirm tries over real sockets what was found with --world hosted');
  const { certification, outcome, confirmations, place } = await attended(
    options.quiet,
    async ({ signal, onProgress }) => {
      let prepared: OpenedTarget | undefined;
      let bundle: BundleWriter | undefined;
      try {
        prepared = await preparedTarget(target, profile, world, { ...options, token, dialect }, signal, tell);
        bundle = new BundleWriter(options.out, prepared.name, token === undefined ? [] : [token]);
        const certified = await certify({
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
          tries === undefined ? undefined : await confirmLive(certified, { ...confirming, tries });
        const waived = applyWaivers(certified.certificate, waivers, startedAt.toISOString().slice(0, 10));
        const about = circumstances(startedAt, certified, waived, confirmations);
        const written = bundle.finish(certified.certificate, about);
        return {
          certification: certified,
          outcome: waived,
          confirmations: confirmations ?? [],
          place: written,
        };
      } catch (thrown) {
        throw signal.aborted ? new Interrupted('interrupted before there was anything to report') : thrown;
      } finally {
        bundle?.abandon();
        await prepared?.end();
      }
    },
  );
  const verifyCommand = `npx gauntlet verify ${shellWord(place)}`;
  const findings = firstFindings(certification.certificate, profile, place);
  const report: CertifyReport = {
    ...certifyReport(certification, outcome, place),
    confirmations: [...confirmations],
    findings,
  };
  printReport(report, options.json, (shown, paint, width) =>
    renderCertify(shown, {
      paint,
      width,
      quiet: options.quiet,
      wallMicros: (Date.now() - startedAt.getTime()) * 1000,
      historyFile: (digest) => join(place, historyPath(digest)),
      judgeCommand: (digest) => `npx gauntlet judge ${shellWord(join(place, historyPath(digest)))}`,
      verifyCommand,
      page: pageNameOf(place),
    }),
  );
  const beside = new OutFolder(dirname(place));
  const commands = [{ label: 'check the bundle', command: verifyCommand }];
  const page = await certificatePage({ report, bundle: encodeURIComponent(basename(place)), commands });
  beside.write(basename(pageNameOf(place)), [page]);
  return worst([exitOf(certification, outcome), unwritten(beside)]);
}

/** Executes a scenario of one's own as a case would be; its histories are judged by the profile, and make no certificate. */
async function certifyScenario(
  target: string,
  profile: ResolvedProfile,
  scenario: string,
  options: CertifyVerbOptions,
): Promise<ExitCode> {
  const startedAt = performance.now();
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
    out,
    quiet,
  });
  printTry(report, options, startedAt, `npx gauntlet certify ${shellWord(target)} --profile ${profile.name}`);
  return EXIT_BY_VERDICT[report.verdict];
}

function chosenCases(profile: ResolvedProfile, words: readonly string[]): readonly LoadedCase[] {
  const all = loadCases(profile);
  if (all.length === 0) throw new InputError(`profile ${profile.name} has no cases`);
  if (words.length === 0) return all;
  const chosen = new Set<LoadedCase>();
  for (const word of words) {
    const files = filterScenarios(
      all.map(({ file }) => file),
      word,
    );
    if (files.length === 0) throw new UsageError(`--case '${word}' matches no case of ${profile.name}`);
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

async function preparedTarget(
  text: string,
  { name: profile, needs }: ResolvedProfile,
  world: 'virtual' | 'live',
  { parallel, ...live }: UrlTargetOptions & Pick<CertifyVerbOptions, 'parallel'>,
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<OpenedTarget> {
  if (world === 'virtual') return openedInVirtualTime(text, parallel, signal);
  const target = await openedLive(text, live, signal, tell);
  if (needs !== 'lifecycle' || target.capabilities?.lifecycle === true) return target;
  await target.end();
  throw new UsageError(
    `profile ${profile} needs a target that can be started and stopped, which ${target.name} is not; name a lower one, such as --profile bounded`,
  );
}

function certifyReport(
  { certificate, interrupted, unreachable, dialectGuess }: Certification,
  { waived, stale }: WaiverOutcome,
  bundle: string,
): Omit<CertifyReport, 'findings' | 'confirmations'> {
  const { formatVersion: _format, files: _files, profile, judgedBy, notJudged, ...said } = certificate;
  return {
    schemaVersion: SCHEMA_VERSION,
    ...said,
    ...(dialectGuess === null ? {} : { dialectGuess }),
    profile: profile.name,
    profileHash: profile.hash,
    judgedBy: judgedBy ?? [],
    notJudged: notJudged ?? [],
    digest: certificateDigest(certificate),
    waived: [...waived],
    staleWaivers: [...stale],
    unreachable,
    interrupted,
    bundle,
  };
}

/**
 * Waived violations end with no 1; what was never shown stays open. Of chosen cases it is asked what they are for, and not
 * what others would have shown.
 */
export function exitOf(
  { certificate, interrupted, unreachable }: Certification,
  { unwaived, stale }: WaiverOutcome,
): ExitCode {
  const { requirements, cases, verdict, complete } = certificate;
  const open = complete
    ? verdict === 'inconclusive' ||
      requirements.some(({ level, verdict: one }) => level === 'must' && one === 'inconclusive')
    : cases.some((one) => one.verdict === 'inconclusive');
  return worst([
    unwaived.length > 0 || stale.length > 0 ? EXIT.violation : EXIT.clean,
    open ? EXIT.inconclusive : EXIT.clean,
    unreachable > 0 ? EXIT.target : EXIT.clean,
    interrupted ? EXIT.interrupted : EXIT.clean,
  ]);
}
