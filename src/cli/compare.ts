/** `gauntlet compare A [B]`: where two histories part, as their clients saw them; ends with 1 when they do. */
import { basename, dirname } from 'node:path';
import { shellWord } from '../campaign/commands.ts';
import { OutFolder } from '../campaign/out-folder.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { AUDITOR } from '../client/auditor.ts';
import { divergences, type Divergence } from '../history/divergence.ts';
import { normalForm, type Seen } from '../history/normal-form.ts';
import type { HistoryRecord } from '../history/record.ts';
import { comparisonPage } from '../page/comparison-page.ts';
import { renderCompare, type CompareReport, type ReportedSeen } from '../report/compare-report.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import { executedAgain, openHistory, type OpenedHistory } from './opened-history.ts';
import { EXIT, worst, type ExitCode } from './exit-codes.ts';
import { unwritten } from './report-files.ts';
import { printReport } from './terminal-io.ts';

export interface CompareOptions {
  /** Execute the plan on this gateway, for B, or for each that is a failure file. */
  readonly gateway?: string;
  readonly context: number;
  readonly reads: boolean;
  readonly json: boolean;
  /** Write a page there, too. */
  readonly page?: string;
}

const EXITS: Readonly<Record<CompareReport['outcome'], ExitCode>> = {
  same: EXIT.clean,
  different: EXIT.violation,
  inconclusive: EXIT.inconclusive,
};

export async function compareVerb(
  a: string,
  b: string | undefined,
  { gateway, context, reads, json, page }: CompareOptions,
): Promise<ExitCode> {
  const first = await openHistory(a);
  const second = b === undefined ? await executedAgain(a, gateway) : await openHistory(b, gateway);
  const report = compare(first, second, { context, reads });
  printReport(report, json, renderCompare);
  if (page === undefined) return EXITS[report.outcome];
  const out = new OutFolder(dirname(page));
  const on = gateway === undefined ? [] : [`--gateway ${shellWord(gateway)}`];
  const files = b === undefined ? [a] : [a, b];
  const words = ['npx gauntlet compare', ...files.map(shellWord), ...on, ...(reads ? ['--reads'] : [])];
  const commands = [{ label: 'as this was made', command: words.join(' ') }];
  out.write(basename(page), [await comparisonPage({ report, first, second, commands })]);
  return worst([EXITS[report.outcome], unwritten(out)]);
}

function compare(
  first: OpenedHistory,
  second: OpenedHistory,
  { context, reads }: Pick<CompareOptions, 'context' | 'reads'>,
): CompareReport {
  const auditors = reads ? [AUDITOR] : [];
  const clients = [
    ...new Set([...plannedClients(first.records), ...plannedClients(second.records), ...auditors]),
  ];
  const formOf = ({ records }: OpenedHistory): Views => normalForm(records, clients, { reads });
  const views: readonly [Views, Views] = [formOf(first), formOf(second)];
  const found = divergences(...views);
  const seen = views.flat().reduce((sum, view) => sum + view.seen.length, 0);
  return {
    schemaVersion: SCHEMA_VERSION,
    version: GAUNTLET_VERSION,
    reads,
    outcome: seen === 0 ? 'inconclusive' : found.length === 0 ? 'same' : 'different',
    first: sideOf(first),
    second: sideOf(second),
    views: new Set(views.flat().map(({ client, session }) => JSON.stringify([client, session]))).size,
    seen,
    divergences: found.map((one) => reported(one, context)),
  };
}

type Views = ReturnType<typeof normalForm>;

/** Those of the plan; the auditor reads by the clock, and who connects by a fault is none. */
function plannedClients(records: readonly HistoryRecord[]): readonly string[] {
  return records.flatMap((record) =>
    record.kind === 'plan' ? record.clients.map(({ client }) => client) : [],
  );
}

function sideOf({ from, target, digest, records }: OpenedHistory): CompareReport['first'] {
  return { from, target, digest, records: records.length };
}

function reported({ a, b, ...one }: Divergence, context: number): CompareReport['divergences'][number] {
  const { alike } = one;
  return {
    ...one,
    before: a.slice(Math.max(0, alike - context), alike).map(shown),
    first: a.slice(alike, alike + 1 + context).map(shown),
    second: b.slice(alike, alike + 1 + context).map(shown),
  };
}

function shown({ value, ...seen }: Seen): ReportedSeen {
  return { ...seen, value: JSON.stringify(value) };
}
