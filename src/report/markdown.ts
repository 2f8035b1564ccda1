/** A run as Markdown, for the summary page of a CI job. */
import { printableValues } from '../input/printable.ts';
import { splitAlive } from '../properties/target-alive.ts';
import { evidenceLines } from './evidence-line.ts';
import { sameFailures } from './grouping.ts';
import { mismatchDetails, mismatchTitle } from './mismatch-text.ts';
import type { ReportedFinding, RunReport } from './published.ts';

export function summaryMarkdown(given: RunReport): string {
  const report = printableValues(given);
  const [dead, others] = splitAlive(report.violations);
  const lines = [
    `# Gauntlet: ${report.interrupted ? 'interrupted' : report.verdict}`,
    '',
    `Gateway ${code(report.gateway)}, seed ${code(report.seed)}, Gauntlet ${report.version}. ${report.plans} plans, ${report.records} records, digest \`${report.digest}\`.`,
    '',
    ...sameFailures(dead).flatMap(findingSection),
    ...scenarioTable(report),
    ...sameFailures(others).flatMap(findingSection),
    ...mismatchSection(report),
    ...inconclusiveSection(report),
    ...coverageSection(report),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function scenarioTable({ scenarios }: RunReport): readonly string[] {
  if (scenarios.length === 0) return [];
  return [
    '## Scenarios',
    '',
    '| scenario | gateway | expected | verdict | |',
    '|---|---|---|---|---|',
    ...scenarios.map((one) => {
      const expected =
        one.expectedProperty === null ? one.expected : `violation of \`${one.expectedProperty}\``;
      return `| ${text(one.name)} | ${code(one.gateway)} | ${expected} | ${one.verdict} | ${one.problem === null ? 'clean' : `**${text(one.problem)}**`} |`;
    }),
    '',
  ];
}

/** The first of the same failures stands for all. */
export function findingSection([one]: readonly ReportedFinding[]): readonly string[] {
  if (one === undefined) return [];
  return [
    `## ${one.expected ? 'Expected violation' : 'Violation'} of \`${one.property}\` on ${code(one.gateway)}`,
    '',
    `${text(one.sentence)} (${text(one.plan)}, while ${one.state}, ${one.plans} ${one.plans === 1 ? 'plan' : 'plans'} like it)`,
    '',
    ...fenced(evidenceLines(one.evidence), 'text'),
    ...fenced([...one.replay, one.shrink], 'sh'),
  ];
}

export function mismatchSection({ determinism }: Pick<RunReport, 'determinism'>): readonly string[] {
  if (determinism.mismatches.length === 0) return [];
  return [
    '## Not repeatable',
    '',
    ...determinism.mismatches.map((one) => {
      return `- ${[mismatchTitle(one), ...mismatchDetails(one)].map(text).join('; ')}`;
    }),
    '',
  ];
}

function inconclusiveSection({ inconclusive }: RunReport): readonly string[] {
  if (inconclusive.length === 0) return [];
  return [
    '## Inconclusive',
    '',
    ...inconclusive.map((one) => `- \`${one.property}\`: ${text(one.reason)}`),
    '',
  ];
}

function coverageSection({ coverage }: RunReport): readonly string[] {
  if (coverage.hit === 0) return [];
  return [
    '## Coverage',
    '',
    `Faults landed in ${coverage.hit} of ${coverage.cells} (fault × state) cells.`,
    '',
    ...coverageGrid(coverage.counts),
    '',
    '| fact | plans |',
    '|---|---:|',
    ...coverage.sometimes.map(
      (one) => `| ${text(one.sentence)} | ${one.plans === 0 ? '**0**' : one.plans} |`,
    ),
    '',
  ];
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
  return [
    `| fault | ${states.join(' | ')} |`,
    `|---|${states.map(() => '---:|').join('')}`,
    ...Array.from(
      rows,
      ([kind, row]) => `| \`${kind}\` | ${states.map((state) => shown(row.get(state))).join(' | ')} |`,
    ),
  ];
}

/** A code block whose fence is longer than any run of backticks inside it. */
function fenced(lines: readonly string[], language: string): readonly string[] {
  if (lines.length === 0) return [];
  const longest = Math.max(
    2,
    ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map((match) => match[0].length)),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence, ''];
}

/** A text as code, in a sentence or a table; a fence longer than any inside it. */
export function code(content: string): string {
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  const padding = longest === 0 ? '' : ' ';
  return `${fence}${padding}${content.replaceAll('|', '\\|')}${padding}${fence}`;
}

/** A text as it is, in a sentence or a table: nothing in it is markup. */
export function text(content: string): string {
  return content.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|~&]/g, '\\$&');
}
