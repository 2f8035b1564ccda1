/** The kill matrix as Markdown, for the summary page of a CI job. */
import { printableValues } from '../input/printable.ts';
import { sameFailures } from './grouping.ts';
import { block } from './lines.ts';
import { code, findingSection, mismatchSection, section, table, text } from './markdown.ts';
import type { SelftestReport } from './published.ts';
import { entryCount, planCount } from './selftest-terminal.ts';

export function selftestMarkdown(given: SelftestReport): string {
  const report = printableValues(given);
  const lines = [
    `# Gauntlet selftest: ${report.interrupted ? 'interrupted' : report.verdict}`,
    '',
    `Seed ${code(report.seed)}, at most ${report.budget} plans per round, Gauntlet ${report.version}. ${report.plans} plans.`,
    '',
    ...block(report.problems.map(({ name, sentence }) => `- **${code(name)}** ${text(sentence)}`)),
    ...matrixSection(report),
    ...propertySection(report),
    ...rightSection(report),
    ...sameFailures(report.violations).flatMap(findingSection),
    ...mismatchSection(report),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function matrixSection({ gateways, medianEntries }: SelftestReport): readonly string[] {
  const rows = gateways.map(({ name, wanted, medianPlans, worstPlans, shrunk, counts, plans }) => {
    const by = counts.map((one) => `\`${one.property}\` ${one.plans}`).join(', ');
    return [
      `\`${name}\``,
      wanted.join(' or ') || 'any',
      planCount(medianPlans),
      planCount(worstPlans),
      entryCount(shrunk),
      `${by || 'nothing'} (of ${plans})`,
    ];
  });
  const heads = ['known-bad gateway', 'meant for it', 'median plans', 'worst', 'shrunk entries'];
  return section('Kill matrix', [
    ...table([...heads, 'convicted by (plans)'], rows, [2, 3, 4]),
    ...block(medianEntries === null ? [] : [`Median of the shrunk entries: ${medianEntries}.`]),
  ]);
}

function propertySection({ properties, without }: SelftestReport): readonly string[] {
  return section('Properties, and the gateways that only they convict', [
    ...block(without.length === 0 ? [] : [`Without ${without.map((id) => `\`${id}\``).join(', ')}.`]),
    ...table(
      ['property', 'alone'],
      properties.map(({ id, alone, reason }) => [
        `\`${id}\``,
        text(alone.join(', ') || (reason ?? '')) || '**none**',
      ]),
    ),
  ]);
}

function rightSection({ reference, good, canary }: SelftestReport): readonly string[] {
  const rows = [...(reference === null ? [] : [reference]), ...good].map(({ name, plans, violations }) => [
    `\`${name}\``,
    `${plans}`,
    `${violations}`,
  ]);
  if (canary !== null)
    rows.push([`\`${canary.name}\``, `${canary.plans}`, canary.convicted ? 'noticed' : '**unnoticed**']);
  const heads = ['gateway', 'plans', 'violations'];
  return section('Gateways that are right, and the canary', table(heads, rows, [1, 2]));
}
