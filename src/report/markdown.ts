/** A run as Markdown, for the summary page of a CI job. */
import { groupBy } from '../kernel/group-by.ts';
import { printableValues } from '../input/printable.ts';
import { splitAlive } from '../properties/target-alive.ts';
import { proofText } from './evidence-line.ts';
import { sameFailures } from './grouping.ts';
import { block, counted, excusesText } from './lines.ts';
import { mismatchDetails, mismatchTitle } from './mismatch-text.ts';
import type { ReportedFinding, RunReport } from './published.ts';

/** Rows of what is as it should be that nobody minds, and gateways that are named in one. */
const MOST_SHOWN = 5;
const MOST_NAMED = 3;

export function summaryMarkdown(given: RunReport): string {
  const report = printableValues(given);
  const [dead, others] = splitAlive(report.violations);
  const lines = [
    `# Gauntlet: ${report.interrupted ? 'interrupted' : report.verdict}`,
    '',
    ...[...scenarioSentences(report), ...campaignSentences(report)].flatMap((line) => [line, '']),
    ...sameFailures(dead).flatMap(findingSection),
    ...surpriseSection(report),
    ...sameFailures(others).flatMap(findingSection),
    ...mismatchSection(report),
    ...inconclusiveSection(report),
    ...missingSection(report),
    ...baselineSection(report),
    ...excusedSection(report),
    ...expectedSection(report),
    ...coverageSection(report),
    `Gauntlet ${report.version}: ${counted(report.plans, 'plan')}, ${counted(report.records, 'record')}, digest \`${report.digest}\`.`,
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function scenarioSentences(report: RunReport): readonly string[] {
  const kept = report.scenarios.filter((one) => one.kept !== undefined);
  const scenarios = report.scenarios.filter((one) => one.kept === undefined);
  return [...keptSentences(kept), ...writtenSentences(scenarios)];
}

/** Of plans in a seed database. */
function keptSentences(kept: RunReport['scenarios']): readonly string[] {
  if (kept.length === 0) return [];
  const failing = kept.filter(({ problem }) => problem !== null).length;
  const how = failing === 0 ? 'no violation' : `**${failing} of them failed**`;
  return [`${counted(kept.length, 'plan')} of the seed database: ${how}.`];
}

function writtenSentences(scenarios: RunReport['scenarios']): readonly string[] {
  if (scenarios.length === 0) return [];
  const files = new Set(scenarios.map(({ file }) => file));
  const gateways = new Set(scenarios.map(({ gateway }) => gateway));
  const wrong = scenarios.filter(({ problem }) => problem !== null).length;
  const on = gateways.size === 1 ? code(scenarios[0]?.gateway ?? '') : counted(gateways.size, 'gateway');
  const how = wrong === 0 ? 'all as expected' : `${wrong} of ${scenarios.length} not as expected`;
  return [
    `${counted(files.size, 'scenario')} on ${on}: ${scenarios.length === 1 && wrong === 0 ? 'as expected' : how}.`,
  ];
}

function campaignSentences({ campaign, gateway, seed }: RunReport): readonly string[] {
  if (campaign === null) return [];
  const { from, plans, kinds, command } = campaign;
  const found =
    kinds === 0 ? 'no violation' : `**${counted(kinds, 'kind of violation', 'kinds of violation')}**`;
  const range = plans === 0 ? 'none' : `${from} to ${from + plans - 1}`;
  return [
    `${counted(plans, 'plan')} of seed ${code(seed)} (${range}) on ${code(gateway)}: ${found}. Again with ${code(command)}.`,
  ];
}

/** What was not as expected. */
function surpriseSection({ scenarios }: RunReport): readonly string[] {
  const wrong = scenarios.filter(({ problem }) => problem !== null);
  return section(
    'Not as expected',
    table(
      ['scenario', 'gateway', 'expected', 'what happened'],
      wrong.map((one) => [
        text(one.name),
        code(one.gateway),
        expectation(one),
        `**${text(one.problem ?? '')}**`,
      ]),
    ),
  );
}

/** A row for each scenario; folded away where there are many, and of a single one all is said. */
function expectedSection(report: RunReport): readonly string[] {
  const scenarios = report.scenarios.filter((one) => one.kept === undefined);
  if (scenarios.length === 1) return [];
  const right = groupBy(
    scenarios.filter(({ problem }) => problem === null),
    ({ file, name }) => `${file}\n${name}`,
  );
  const rows = table(
    ['scenario', 'passed by', 'convicts'],
    Array.from(right.values(), (runs) => {
      const passing = runs.filter(({ expected }) => expected === 'pass').map(({ gateway }) => gateway);
      const convicted = runs.filter(({ expected }) => expected !== 'pass');
      return [
        text(runs[0]?.name ?? ''),
        passing.length > MOST_NAMED ? counted(passing.length, 'gateway') : passing.map(code).join(', '),
        convicted.map((one) => `${code(one.gateway)} of \`${one.expectedProperty ?? ''}\``).join(', '),
      ];
    }),
  );
  return right.size > MOST_SHOWN
    ? folded(`${counted(right.size, 'scenario')} as expected`, rows)
    : section('As expected', rows);
}

function expectation({ expected, expectedProperty }: RunReport['scenarios'][number]): string {
  return expectedProperty === null ? expected : `violation of \`${expectedProperty}\``;
}

/** The first of the same failures stands for all. */
export function findingSection([one]: readonly ReportedFinding[]): readonly string[] {
  if (one === undefined) return [];
  return [
    `## ${one.expected ? 'Expected violation' : 'Violation'} of \`${one.property}\` on ${code(one.gateway)}`,
    '',
    `${text(one.sentence)} (${text(one.plan)}, while ${one.state}, ${counted(one.plans, 'plan')} like it)`,
    '',
    ...fenced(proofText(one), 'text'),
    ...fenced(one.shrink === null ? one.replay : [...one.replay, one.shrink], 'sh'),
  ];
}

export function mismatchSection({ determinism }: Pick<RunReport, 'determinism'>): readonly string[] {
  const lines = determinism.mismatches.map((one) => [mismatchTitle(one), ...mismatchDetails(one)]);
  return section('Not repeatable', block(lines.map((texts) => `- ${texts.map(text).join('; ')}`)));
}

function baselineSection({ baseline }: RunReport): readonly string[] {
  if (baseline === null) return [];
  return section('Known before', [
    ...baseline.accepted.map(({ property, reason }) => `- \`${property}\`: ${text(reason)}`),
    ...baseline.stale.map((sentence) => `- **${text(sentence)}**`),
  ]);
}

function inconclusiveSection({ inconclusive }: RunReport): readonly string[] {
  const lines = inconclusive.map((one) => `- \`${one.property}\`: ${text(one.reason)}`);
  return section('Inconclusive', block(lines));
}

function excusedSection({ properties }: RunReport): readonly string[] {
  const lines = properties.filter(({ excused }) => excused.length > 0);
  return section(
    'Excused',
    block(lines.map(({ id, excused }) => `- \`${id}\`: ${text(excusesText(excused))}`)),
  );
}

function missingSection({ coverage }: RunReport): readonly string[] {
  return section('Not covered', block(coverage.missing.map((sentence) => `- ${text(sentence)}`)));
}

/** Of a campaign: what one scenario does not reach says nothing. */
function coverageSection({ campaign, coverage }: RunReport): readonly string[] {
  if (campaign === null || coverage.hit === 0) return [];
  const happened = coverage.sometimes.filter(({ plans }) => plans > 0).length;
  return folded(
    `Coverage: faults landed in ${coverage.hit} of ${coverage.cells} (fault × state) cells, ${happened} of ${coverage.sometimes.length} facts happened`,
    [
      ...coverageGrid(coverage.counts),
      ...table(
        ['fact', 'plans'],
        coverage.sometimes.map(({ sentence, plans }) => [text(sentence), plans === 0 ? '**0**' : `${plans}`]),
        [1],
      ),
    ],
  );
}

/** Kinds down, states across; a cell that cannot be hit stays blank, an empty one is bold. */
function coverageGrid(counts: RunReport['coverage']['counts']): readonly string[] {
  const rows = new Map<string, Map<string, number>>();
  for (const [name, count] of Object.entries(counts)) {
    const [kind = '', state = ''] = name.split(' × ');
    const row = rows.get(kind) ?? new Map<string, number>();
    rows.set(kind, row.set(state, count));
  }
  const widest = [...rows.values()].sort((a, b) => b.size - a.size);
  const states = [...new Set(widest.flatMap((row) => [...row.keys()]))];
  const shown = (count: number | undefined): string =>
    count === undefined ? '' : count === 0 ? '**0**' : String(count);
  return table(
    ['fault', ...states],
    Array.from(rows, ([kind, row]) => [`\`${kind}\``, ...states.map((state) => shown(row.get(state)))]),
    states.map((_, at) => at + 1),
  );
}

/** Shown when it is asked for; `lines` end with an empty one. */
function folded(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return ['<details>', `<summary>${title}</summary>`, '', ...lines, '</details>', ''];
}

/** `lines` end with an empty one; nothing where there are none. */
export function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines];
}

/** Nothing without rows. `numbers`: the columns that hold them. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[] = [],
): readonly string[] {
  if (rows.length === 0) return [];
  const rule = heads.map((_, at) => (numbers.includes(at) ? '---:' : '---')).join('|');
  const [head = '', ...lines] = [heads, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [head, `|${rule}|`, ...lines, ''];
}

/** A code block whose fence is longer than any run of backticks inside it. */
function fenced(lines: readonly string[], language: string): readonly string[] {
  if (lines.length === 0) return [];
  const fence = '`'.repeat(Math.max(2, ...lines.map(longestFence)) + 1);
  return [`${fence}${language}`, ...lines, fence, ''];
}

/** A text as code, in a sentence or a table; a fence longer than any inside it. */
export function code(content: string): string {
  const longest = longestFence(content);
  const fence = '`'.repeat(longest + 1);
  const padding = longest === 0 ? '' : ' ';
  return `${fence}${padding}${content.replaceAll('|', '\\|')}${padding}${fence}`;
}

function longestFence(content: string): number {
  return Math.max(0, ...Array.from(content.matchAll(/`+/g), ([fence]) => fence.length));
}

/** A text as it is, in a sentence or a table: nothing in it is markup. */
export function text(content: string): string {
  return content.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|~&]/g, '\\$&');
}
