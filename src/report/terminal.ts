/**
 * What people read after a run or a replay: what failed with its frames and the commands that show it again. A replay
 * begins with its outcome; a run ends with what failed and its verdict, where a terminal still shows them. Colour only decorates; the text says everything without it.
 */
import { groupBy } from '../kernel/group-by.ts';
import { splitAlive } from '../properties/target-alive.ts';
import { formatMicros } from './duration.ts';
import { evidenceLines, proofLines } from './evidence-line.ts';
import { commandLine, cutLine, type TextLine } from './fitted.ts';
import { sameFailures } from './grouping.ts';
import { block, counted, excusesText, joined } from './lines.ts';
import { mismatchDetails, mismatchTitle } from './mismatch-text.ts';
import { pageNameOf } from './page-name.ts';
import type { ReplayReport, ReportedFinding, RunReport, SelftestReport } from './published.ts';
import { COLOUR, type Paint } from './paint.ts';

type Scenario = RunReport['scenarios'][number];

export interface TerminalOptions {
  readonly paint: Paint;
  /** Only failures and the last line. */
  readonly quiet: boolean;
  /** Names what is only counted else: the gateways that pass. */
  readonly verbose?: boolean;
  /** The folder everything was written to. */
  readonly out: string;
  /** How long it took. */
  readonly wallMicros: number;
  /** Columns of the terminal; default: as many as the lines take. */
  readonly width?: number;
}

export function renderRun(report: RunReport, options: TerminalOptions): string {
  const { paint, quiet, width } = options;
  const groups = splitAlive(report.violations).flatMap(sameFailures);
  const lines: readonly TextLine[] = [
    ...(quiet
      ? []
      : [
          ...scenarioLines(report, options),
          ...campaignLines(report, paint),
          ...excusedLines(report, paint),
          ...coverageLines(report),
          ...inconclusiveLines(report, paint),
        ]),
    ...block(report.coverage.missing.map((sentence) => `${paint('yellow', 'not covered')} ${sentence}`)),
    ...knownLines(report, paint),
    ...groups.flatMap((group) => findingLines(group, paint)),
    ...mismatchLines(report, paint),
    ...inShort(groups, paint),
    ...staleLines(report, paint),
    ...closingLines(report, options),
  ];
  return joined(lines, width);
}

export function renderReplay(report: ReplayReport, paint: Paint, width?: number): string {
  const found = report.violations.flatMap((one): readonly TextLine[] => [
    '',
    `${paint('bold', one.property)} on gateway ${report.gateway}`,
    `  ${one.sentence}`,
    ...proofLines(one, paint),
  ]);
  return joined([`${paint(COLOUR[report.outcome], report.outcome)}: ${report.sentence}`, ...found], width);
}

function scenarioLines(report: RunReport, { paint, verbose = false }: TerminalOptions): readonly string[] {
  const kept = keptLines(report, paint);
  const scenarios = report.scenarios.filter((one) => one.kept === undefined);
  if (scenarios.length === 0) return kept;
  const files = groupBy(scenarios, (one) => one.file);
  const gateways = new Set(scenarios.map((one) => one.gateway));
  const lines = [paint('bold', `${counted(files.size, 'scenario')} on ${counted(gateways.size, 'gateway')}`)];
  for (const runs of files.values()) {
    const [first] = runs;
    if (first === undefined) continue;
    const clean = runs.every((one) => one.problem === null);
    const mark = clean ? paint('green', '✓') : paint('red', '✗');
    lines.push(`  ${mark} ${first.name}${paint('dim', incidentTag(first.incident))}`);
    lines.push(...gatewayLines(runs, paint, verbose).map((line) => `      ${line}`));
  }
  return [...kept, ...lines, ''];
}

/** The plans of a seed database: those that fail, by name. */
function keptLines({ scenarios }: RunReport, paint: Paint): readonly string[] {
  const kept = scenarios.filter((one) => one.kept !== undefined);
  if (kept.length === 0) return [];
  const failing = kept.filter((one) => one.problem !== null);
  const passed = kept.length - failing.length;
  return [
    paint('bold', `${counted(kept.length, 'plan')} of the seed database`),
    ...(passed === 0 ? [] : [`  ${paint('green', '✓')} ${counted(passed, 'plan')} without a violation`]),
    ...failing.map((one) => `  ${paint('red', '✗')} ${one.name}: ${paint('red', one.problem ?? '')}`),
    '',
  ];
}

/** Correct gateways that pass share a line; each conviction and each surprise has its own. */
function gatewayLines(runs: readonly Scenario[], paint: Paint, verbose: boolean): readonly string[] {
  const passed = runs.filter((one) => one.expected === 'pass' && one.problem === null);
  const lines = passed.length === 0 ? [] : [paint('dim', `passes on ${gatewaysText(passed, verbose)}`)];
  for (const one of runs) {
    if (one.problem !== null) lines.push(`${one.gateway}: ${paint('red', one.problem)}`);
    else if (one.expected === 'violation')
      lines.push(
        `${one.gateway} is convicted by ${one.expectedProperty ?? '?'}${paint('dim', `: ${one.sentence ?? ''}`)}`,
      );
  }
  return lines;
}

/** So many are named without being asked for. */
const GATEWAYS_NAMED = 3;

function gatewaysText(passed: readonly Scenario[], verbose: boolean): string {
  const names = passed.map(({ gateway }) => gateway);
  return verbose || names.length <= GATEWAYS_NAMED ? names.join(', ') : counted(names.length, 'gateway');
}

function campaignLines(report: RunReport, paint: Paint): readonly string[] {
  const { campaign } = report;
  if (campaign === null) return [];
  const { kinds, unwritten } = campaign;
  const more = unwritten === 0 ? '' : ` (${unwritten} of them not written down)`;
  const found =
    kinds === 0 ? 'no violation' : counted(kinds, 'kind of violation', 'kinds of violation') + more;
  const last = campaign.from + campaign.plans - 1;
  const range = campaign.plans === 0 ? 'nothing' : `plans ${campaign.from}..${last}`;
  return [
    `${paint('bold', 'campaign:')} ${counted(campaign.plans, 'plan')} on ${report.gateway} (seed '${report.seed}', ${range}): ${found}`,
    '',
  ];
}

export function findingLines(group: readonly ReportedFinding[], paint: Paint): readonly TextLine[] {
  const [first, ...others] = group;
  if (first === undefined) return [];
  const title = first.expected ? paint('green', 'expected violation') : paint('red', 'VIOLATION');
  const more = first.plans > 1 ? `; ${first.plans} plans failed like this` : '';
  return [
    `${title} of ${paint('bold', first.property)} on gateway ${first.gateway} (${first.plan}, while ${first.state}${more})`,
    `  ${first.sentence}`,
    ...proofLines(first, paint),
    first.shrink === null ? '  reproduce it with' : '  reproduce it with either of',
    ...first.replay.map((command) => commandLine(command)),
    ...(first.shrink === null ? [] : ['  make it smaller with', commandLine(first.shrink)]),
    ...(first.show === undefined ? [] : ['  look at it with', commandLine(first.show)]),
    ...(first.file === null
      ? []
      : ['  look at it, and run it, in a browser', commandLine(pageNameOf(first.file))]),
    ...(others.length === 0
      ? []
      : [paint('dim', `  also in ${namesOf(others.flatMap(({ file }) => file ?? []))}`)]),
    '',
  ];
}

/** So many files are named; the report has all. */
const FILES_NAMED = 3;

function namesOf(files: readonly string[]): string {
  const more = files.length - FILES_NAMED;
  const named = files.slice(0, FILES_NAMED).join(' and ');
  return more > 0 ? `${named} and ${more} more, which report.json names` : named;
}

/** So many are listed once more. */
const FAILURES_LISTED = 8;

/** Of several failures only the last one's block stands on the screen: a line for each, beside the verdict. */
export function inShort(groups: readonly (readonly ReportedFinding[])[], paint: Paint): readonly TextLine[] {
  if (groups.length < 2) return [];
  const more = groups.length - FAILURES_LISTED;
  return block<TextLine>([
    paint('bold', `${groups.length} failures:`),
    ...groups
      .slice(0, FAILURES_LISTED)
      .flatMap(([one]) =>
        one === undefined
          ? []
          : [cutLine(`  ${one.property} on ${one.gateway}, while ${one.state}: ${one.sentence}`)],
      ),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ]);
}

export function mismatchLines(
  { determinism }: Pick<RunReport, 'determinism'>,
  paint: Paint,
): readonly TextLine[] {
  return determinism.mismatches.flatMap((one) => [
    `${paint('red', 'NOT REPEATABLE')}: ${mismatchTitle(one)}`,
    ...evidenceLines(one.first === null ? [] : [one.first]).map((line) => cutLine(`    first   ${line}`)),
    ...evidenceLines(one.second === null ? [] : [one.second]).map((line) => cutLine(`    second  ${line}`)),
    ...mismatchDetails(one).map((line) => `    ${line}`),
    '',
  ]);
}

function inconclusiveLines({ inconclusive }: RunReport, paint: Paint): readonly string[] {
  return block(
    inconclusive.map(({ property, reason }) => `${paint('yellow', 'inconclusive')} ${property}: ${reason}`),
  );
}

/** A hollow pass is to show; what is wrong or was never exercised says so anyway. */
function excusedLines({ properties }: RunReport, paint: Paint): readonly string[] {
  const lines = properties.filter(({ excused }) => excused.length > 0);
  return block(lines.map(({ id, excused }) => paint('dim', `${id}: ${excusesText(excused)}`)));
}

const NAMES_SHOWN = 6;

/** Only a campaign is meant to reach everything. */
function coverageLines({ coverage, campaign }: RunReport): readonly string[] {
  const { cells, hit, empty, sometimes } = coverage;
  if (campaign === null || hit === 0) return [];
  const never = sometimes.filter((one) => one.plans === 0);
  return [
    `coverage: faults landed in ${hit} of ${cells} (fault × state) cells${named('empty', empty)}`,
    `          ${sometimes.length - never.length} of ${sometimes.length} facts happened${named(
      'never',
      never.map((one) => one.id),
    )}`,
    '',
  ];
}

function named(title: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : '';
  return `; ${title}: ${names.slice(0, NAMES_SHOWN).join(', ')}${more}`;
}

function knownLines({ baseline }: RunReport, paint: Paint): readonly string[] {
  return block(
    (baseline?.accepted ?? []).map(({ property, cause, reason }) => {
      const why = cause === null ? '' : ` (${cause})`;
      return `${paint('yellow', 'known')} ${property}${why}: ${reason}`;
    }),
  );
}

function staleLines({ baseline }: RunReport, paint: Paint): readonly string[] {
  return block((baseline?.stale ?? []).map((sentence) => paint('red', sentence)));
}

function closingLines(report: RunReport, { paint, out, wallMicros }: TerminalOptions): readonly string[] {
  return [
    `${closingWord(report, paint)}${knownOnly(report)}: ${counted(report.plans, 'plan')}, ${report.records} records, ${formatMicros(report.virtualMicros)} of virtual time in ${formatMicros(wallMicros)}${executedTwice(report)}; digest ${report.digest}`,
    paint(
      'dim',
      `written to ${out}: index.html, report.json, junit.xml, summary.md, badge.json${report.violations.length > 0 ? ', failures/' : ''}`,
    ),
  ];
}

/** The verdict stays what it is; the exit code is that of what is not known. */
function knownOnly({ verdict, baseline }: RunReport): string {
  if (verdict !== 'violation' || baseline === null || baseline.verdict === 'violation') return '';
  return baseline.verdict === 'pass' ? ', all of it known' : ', all of it known, and else inconclusive';
}

/** The verdict, unless it was cut off. */
export function closingWord(
  { verdict, interrupted }: Pick<RunReport | SelftestReport, 'verdict' | 'interrupted'>,
  paint: Paint,
): string {
  return interrupted ? paint('yellow', 'interrupted') : paint(COLOUR[verdict], verdict);
}

export function executedTwice({ determinism: { checked } }: Pick<RunReport, 'determinism'>): string {
  return checked === 0 ? '' : `, ${checked} executed twice`;
}

/** Numbers are issues; other incidents were only measured and have a name that the scenario says anyway. */
function incidentTag(incident: string | null): string {
  return incident !== null && /^\d+$/.test(incident) ? ` #${incident}` : '';
}
