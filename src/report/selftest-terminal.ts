/**
 * The kill matrix for a terminal: one line per known-bad gateway, then what every property is needed for, then the
 * gateways that are right and the canary, and why it is red.
 */
import { formatMicros } from './duration.ts';
import { sameFailures } from './grouping.ts';
import { aligned, block, counted, joined } from './lines.ts';
import type { Paint } from './paint.ts';
import type { SelftestReport } from './published.ts';
import { closingWord, executedTwice, findingLines, mismatchLines, type TerminalOptions } from './terminal.ts';

type Hunt = SelftestReport['gateways'][number];

export function renderSelftest(report: SelftestReport, options: TerminalOptions): string {
  const { paint, quiet, width } = options;
  return joined(
    [
      ...(quiet ? [] : [...matrixLines(report, paint), ...propertyLines(report, paint)]),
      ...(quiet ? [] : [...rightLines(report, paint), ...canaryLines(report, paint)]),
      ...sameFailures(report.violations).flatMap((group) => findingLines(group, paint)),
      ...mismatchLines(report, paint),
      ...report.problems.map(
        ({ name, sentence }) => `${paint('red', '✗')} ${paint('bold', name)} ${sentence}`,
      ),
      ...closingLines(report, options),
    ],
    width,
  );
}

const HEADINGS = ['gateway', 'meant for it', 'median', 'worst', 'entries', 'also convicted by'] as const;

function matrixLines({ gateways, seed, budget }: SelftestReport, paint: Paint): readonly string[] {
  if (gateways.length === 0) return [];
  const [head = '', ...rows] = aligned([HEADINGS, ...gateways.map(matrixCells)]).map((cells) =>
    cells.join('  ').trimEnd(),
  );
  const rounds = counted(gateways[0]?.rounds.length ?? 0, 'round');
  return [
    `${paint('bold', 'kill matrix:')} ${counted(gateways.length, 'known-bad gateway')}, ${rounds} of at most ${budget} plans (seed '${seed}'); plans to conviction`,
    `  ${paint('dim', head)}`,
    ...rows.map((row, at) => `${gateways[at]?.convicted === true ? ' ' : paint('red', '✗')} ${row}`),
    '',
  ];
}

function matrixCells(one: Hunt): readonly string[] {
  return [
    one.name,
    one.wanted.length === 0 ? 'any' : one.wanted.join(' or '),
    planCount(one.medianPlans),
    planCount(one.worstPlans),
    entryCount(one.shrunk),
    otherConvictors(one),
  ];
}

const OTHERS_SHOWN = 3;

/** What was not meant for it and convicts it all the same, most plans first. */
function otherConvictors({ wanted, counts, plans }: Hunt): string {
  const others = counts
    .filter(({ property }) => wanted.length > 0 && !wanted.includes(property))
    .toSorted((a, b) => b.plans - a.plans);
  if (others.length === 0) return '';
  const shown = others.slice(0, OTHERS_SHOWN).map((each) => `${each.property} ${each.plans}`);
  const more = others.length > OTHERS_SHOWN ? ` and ${others.length - OTHERS_SHOWN} more` : '';
  return `${shown.join(', ')}${more} (of ${plans})`;
}

/** A round that survived took no number of plans. */
export function planCount(plans: number | null): string {
  return plans === null ? 'survived' : String(plans);
}

/** With a question mark where nothing proves that it cannot be fewer. */
export function entryCount(shrunk: Hunt['shrunk']): string {
  if (shrunk === null) return '';
  return `${shrunk.entries}${shrunk.minimal === 'proven' ? '' : '?'}`;
}

function propertyLines({ properties, without }: SelftestReport, paint: Paint): readonly string[] {
  const width = Math.max(...properties.map(({ id }) => id.length));
  return [
    `${paint('bold', 'properties')} and the gateways that only they convict${without.length === 0 ? '' : ` (without ${without.join(', ')})`}`,
    ...properties.map(({ id, alone, reason }) => {
      const found = alone.length > 0 ? alone.join(', ') : paint('yellow', reason ?? 'none');
      return `  ${id.padEnd(width)}  ${found}`;
    }),
    '',
  ];
}

function rightLines({ reference, good }: SelftestReport, paint: Paint): readonly string[] {
  const right = [...(reference === null ? [] : [reference]), ...good];
  if (right.length === 0) return [];
  return [
    `${paint('bold', 'gateways that are right')}`,
    ...right.map(({ name, plans, violations }) => {
      const mark = violations === 0 ? paint('green', '✓') : paint('red', '✗');
      const found = violations === 0 ? 'no violation' : counted(violations, 'violation');
      return `  ${mark} ${name}: ${counted(plans, 'plan')}, ${found}`;
    }),
    '',
  ];
}

function canaryLines({ canary, medianEntries, gateways }: SelftestReport, paint: Paint): readonly string[] {
  const lines: string[] = [];
  if (canary !== null)
    lines.push(
      `${paint('bold', 'canary')} (fails one life in a hundred): ${canary.convicted ? `noticed by ${canary.by.join(', ')} within` : 'unnoticed in'} ${counted(canary.plans, 'plan')}`,
    );
  if (medianEntries !== null) {
    const shrunk = gateways.flatMap((one) => one.shrunk ?? []);
    const proven = shrunk.filter(({ minimal }) => minimal === 'proven').length;
    lines.push(
      `${paint('bold', 'shrunk')} failures: ${medianEntries} entries in the median; ${proven} of ${shrunk.length} proven 1-minimal`,
    );
  }
  return block(lines);
}

function closingLines(
  report: SelftestReport,
  { paint, out, wallMicros }: TerminalOptions,
): readonly string[] {
  const convicted = report.gateways.filter((one) => one.convicted).length;
  const failures = report.violations.length > 0 ? ', failures/' : '';
  return [
    `${closingWord(report, paint)}: ${convicted} of ${counted(report.gateways.length, 'known-bad gateway')} convicted, ${counted(report.plans, 'plan')} in ${formatMicros(wallMicros)}${executedTwice(report)}`,
    paint('dim', `written to ${out}: selftest.json, selftest.md${failures}`),
  ];
}
