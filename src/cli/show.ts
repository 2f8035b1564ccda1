/**
 * `gauntlet show FILE`: a failure, a history, a recording or a case of a bundle as a space-time diagram. Reads a history
 * twice and keeps only what it shows, so that a million records are no matter.
 */
import { InputError } from '../input/problem.ts';
import { nearest } from '../input/nearest.ts';
import { printable } from '../input/printable.ts';
import type { EvidenceField } from '../properties/finding.ts';
import { createJudge } from '../properties/judge.ts';
import { paintFor } from '../report/paint.ts';
import { renderShow } from '../report/show-report.ts';
import { EvidenceReader } from '../trace/evidence.ts';
import { recordText } from '../trace/record-text.ts';
import type { Trace, TraceEvent } from '../trace/trace.ts';
import { Tracer } from '../trace/tracer.ts';
import { passes, windowOf, type TraceFilter } from '../trace/window.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { openDrawn, type DrawnHistory } from './drawn-history.ts';
import { widthOf } from './terminal-io.ts';

/** Neighbours of each record of the evidence, and of one that was named. */
const NEIGHBOURS = 6;
const AROUND = 15;
const LONGEST_TEXT = 400;
/** Rows where nothing is to be looked at. */
const FIRST_ROWS = 40;
/** A history with more records is not judged again and again. */
const MOST_EXPLAINED = 50_000;

export interface ShowOptions {
  readonly around?: number;
  readonly client?: string;
  readonly session?: string;
  readonly run?: string;
  /** Neighbours on either side. */
  readonly neighbours?: number;
  readonly width?: number;
  readonly case?: string;
  readonly dialect?: string;
  readonly gateway?: string;
}

export async function showVerb(file: string, options: ShowOptions): Promise<ExitCode> {
  const history = await openDrawn(file, options);
  const { trace, evidence } = traced(history, options.around === undefined);
  const filter = filterOf(file, trace, options);
  const shown = chosen(file, trace, [...evidence.keys()], filter, options);
  const texts = new Map<number, string>();
  const wanted = new Set(shown);
  for (const record of history.records()) {
    if (texts.size === wanted.size) break;
    if (wanted.has(record.i)) texts.set(record.i, recordText(record, LONGEST_TEXT));
  }
  const events = trace.events.map((one): TraceEvent => {
    const text = texts.get(one.i);
    return text === undefined ? one : { ...one, text };
  });
  process.stdout.write(
    renderShow(
      {
        file: printable(file),
        about: history.about.map(printable),
        trace: { ...trace, events },
        shown,
        evidence,
      },
      paintFor(process.stdout, process.env),
      options.width ?? widthOf(process.stdout, process.env),
    ),
  );
  return history.isOther ? EXIT.inconclusive : EXIT.clean;
}

type EvidenceRows = NonNullable<DrawnHistory['evidence']>;

/** The trace without texts; the evidence is what is known, else what the judge says. */
function traced(
  { dialect, evidence, judge, records, about }: DrawnHistory,
  isJudged: boolean,
): { readonly trace: Trace; readonly evidence: EvidenceRows } {
  const tracer = new Tracer({ dialect, withText: () => false });
  const judging =
    isJudged && evidence === undefined && judge !== undefined
      ? createJudge({ ...judge, dialect })
      : undefined;
  for (const record of records()) {
    tracer.observe(record);
    judging?.observe(record);
  }
  const findings = (judging?.finish() ?? []).flatMap(({ violations }) => violations);
  const [first] = findings;
  if (first !== undefined) about.push(`${first.property}: ${first.sentence}`);
  if (findings.length > 1) about.push(`and ${findings.length - 1} more findings: gauntlet judge says which`);
  const trace = tracer.finish();
  const found = new Map<number, readonly EvidenceField[]>((first?.records ?? []).map((i) => [i, []]));
  if (first !== undefined && judge !== undefined && trace.events.length <= MOST_EXPLAINED) {
    const reader = new EvidenceReader([...records()], { ...judge, dialect });
    for (const { i, fields = [] } of reader.of(first).evidence) found.set(i, fields);
  }
  return { trace, evidence: evidence ?? found };
}

function filterOf(file: string, { events }: Trace, { client, session, run }: ShowOptions): TraceFilter {
  const filter = {
    ...(client === undefined ? {} : { client }),
    ...(session === undefined ? {} : { session }),
    ...(run === undefined ? {} : { run }),
  };
  for (const [name, wanted] of Object.entries(filter) as [keyof TraceEvent & keyof typeof filter, string][]) {
    const known = new Set(events.flatMap((event) => event[name] ?? []));
    if (!known.has(wanted))
      throw new InputError(`${file}: has no ${name} '${wanted}'${nearest(wanted, [...known])}`);
  }
  return filter;
}

function chosen(
  file: string,
  trace: Trace,
  evidence: readonly number[],
  filter: TraceFilter,
  { around, neighbours }: ShowOptions,
): readonly number[] {
  const { events } = trace;
  if (around !== undefined) {
    if (around >= events.length)
      throw new InputError(`${file}: has no record ${around}: its records are 0 to ${events.length - 1}`);
    return windowOf(trace, { records: [around], neighbours: neighbours ?? AROUND, filter });
  }
  if (evidence.length > 0)
    return windowOf(trace, { records: evidence, neighbours: neighbours ?? NEIGHBOURS, filter });
  const first: number[] = [];
  for (const event of events) {
    if (first.length >= (neighbours ?? FIRST_ROWS)) break;
    if (passes(event, filter)) first.push(event.i);
  }
  return first;
}
