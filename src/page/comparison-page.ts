/** The page of two histories beside each other: where they part, as their clients saw them, and both traces. */
import type { Dialect } from '../dialect/dialect.ts';
import type { HistoryRecord } from '../history/record.ts';
import type { CompareReport, ReportedDivergence } from '../report/compare-report.ts';
import { packHistory } from './packed-history.ts';
import type { Command, ComparisonPage } from './page-data.ts';
import { pageText } from './page-text.ts';

export interface ComparedHistory {
  readonly records: readonly HistoryRecord[];
  readonly dialect: Dialect;
}

export interface ComparisonPageParts {
  readonly report: CompareReport;
  readonly first: ComparedHistory;
  readonly second: ComparedHistory;
  readonly commands: readonly Command[];
}

export async function comparisonPage({
  report,
  first,
  second,
  commands,
}: ComparisonPageParts): Promise<string> {
  const { outcome, version, divergences, views } = report;
  const names = [report.first, report.second].map(({ target, from }) => target ?? from);
  const what =
    outcome === 'different'
      ? `${divergences.length} of ${views} views differ`
      : outcome === 'same'
        ? 'their clients saw the same'
        : 'neither shows anything that is compared';
  const head = {
    title: `${outcome}: ${names.join(' and ')}`,
    kicker: `Gauntlet ${version}: two histories beside each other`,
    heading: `${names.join(' and ')}: ${what}`,
  };
  const sides: ComparisonPage['sides'] = [
    sideOf(first, divergences, 'first'),
    sideOf(second, divergences, 'second'),
  ];
  return pageText(head, { type: 'comparison', report, sides, commands }, false);
}

function sideOf(
  { records, dialect }: ComparedHistory,
  divergences: readonly ReportedDivergence[],
  side: 'first' | 'second',
): ComparisonPage['sides'][number] {
  const parting = divergences.flatMap((one) => partingOf(one, side, records));
  return { history: packHistory(records, dialect, parting), parting };
}

/** The record from which a side differs; where it saw no more, what had happened there when the other saw something. */
function partingOf(
  { first, second }: ReportedDivergence,
  side: 'first' | 'second',
  records: readonly HistoryRecord[],
): readonly number[] {
  const [own, other] = side === 'first' ? [first[0], second[0]] : [second[0], first[0]];
  if (own !== undefined) return [own.record];
  const last = records.findLast(({ atMicros }) => atMicros <= (other?.atMicros ?? 0));
  return last === undefined ? [] : [last.i];
}
