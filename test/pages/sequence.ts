/**
 * A part of an executed history as lines for a page: who sends what to whom around some records, each frame once, whether
 * the records show it sent or delivered. Times of the wall clock are left out, ids are named in the order in which a page
 * shows them, so that a page changes when what happens does.
 */
import type { HistoryRecord } from '../../src/history/record.ts';
import type { PageNames } from './page-names.ts';
import type { EvidenceField } from '../../src/properties/finding.ts';
import { Causes } from '../../src/trace/causes.ts';
import type { Trace, TraceEvent } from '../../src/trace/trace.ts';

/** Rows of a sequence. */
const MOST_ROWS = 14;
/** Rows of the same client before the first record, and after the last. */
const BEFORE = 5;
const AFTER = 1;
const WIDTH = 132;
/** What tells nothing unless it is the evidence. */
const QUIET_EVENTS: ReadonlySet<string> = new Set([
  'event tick',
  'event presence',
  'event health',
  'event connect.challenge',
]);

export interface SequenceOptions {
  readonly history: readonly HistoryRecord[];
  readonly trace: Trace;
  /** The records that it is about, with the fields that count. */
  readonly about: ReadonlyMap<number, readonly EvidenceField[]>;
  readonly names: PageNames;
}

export function sequenceLines({ history, trace, about, names }: SequenceOptions): readonly string[] {
  const rows = chosenRows(trace, [...about.keys()]);
  const ends = new Map(trace.messages.map((message) => [message.frame, message]));
  const cells = rows.map((rep) => {
    const event = trace.events[rep] as TraceEvent;
    const record = history[rep] as HistoryRecord;
    const message = event.frame === null ? undefined : ends.get(event.frame);
    const records =
      message === undefined ? [rep] : [message.sent, message.delivered].filter((i) => i !== null);
    const fields = records.flatMap((i) => about.get(i) ?? []);
    return {
      isAbout: records.some((i) => about.has(i)),
      time: `${(event.atMicros / 1_000_000).toFixed(3)} s`,
      who: whoOf(event, message, trace),
      text: `${answered(names.text(record), event)}${message?.lost === true ? '   (never arrives)' : ''}`,
      fields: [...new Map(fields.map((field) => [field.path, field])).values()],
    };
  });
  const [time, who] = [
    Math.max(...cells.map((cell) => cell.time.length)),
    Math.max(...cells.map((cell) => cell.who.length)),
  ];
  return cells.flatMap((cell, at) => {
    const skipped = at > 0 && skips(trace, rows[at - 1] as number, rows[at] as number) ? ['  ⋮'] : [];
    const start = `${cell.isAbout ? '»' : ' '} ${cell.time.padStart(time)}  ${cell.who.padEnd(who)}  `;
    const margin = ' '.repeat(start.length + 2);
    return [
      ...skipped,
      `${start}${cut(cell.text, WIDTH - start.length)}`,
      ...cell.fields.map(({ path, value, was }) => {
        const before = was === null || was.value === value ? '' : `, before it ${names.value(was.value)}`;
        return cut(`${margin}${path} is ${names.value(value)}${before}`, WIDTH);
      }),
    ];
  });
}

/** A response says what it answers. */
function answered(text: string, { name }: TraceEvent): string {
  return name?.startsWith('res ') === true ? text.replace(/^res/, name) : text;
}

/** Of each frame one record stands for it: its sending where that is shown. */
function representative(trace: Trace, i: number): number {
  const frame = trace.events[i]?.frame ?? null;
  if (frame === null) return i;
  const message = trace.messages.find((one) => one.frame === frame);
  return message?.sent ?? message?.delivered ?? i;
}

function chosenRows(trace: Trace, records: readonly number[]): readonly number[] {
  const { events } = trace;
  const about = new Set(records.map((i) => representative(trace, i)));
  const clients = new Set(records.flatMap((i) => events[i]?.client ?? []));
  const isNear = ({ client }: TraceEvent): boolean =>
    client === null || clients.size === 0 || clients.has(client);
  const telling = events.filter(
    (event) =>
      representative(trace, event.i) === event.i && (about.has(event.i) || tells(event)) && isNear(event),
  );
  const causes = new Causes(trace)
    .ofAll(records)
    .map((i) => representative(trace, i))
    .filter((i) => tells(events[i] as TraceEvent));
  const chosen = new Set(about);
  const order = [...about].sort((one, other) => one - other);
  const [first = 0, last = 0] = [order[0], order.at(-1)];
  const add = (candidates: readonly number[]): void => {
    for (const i of candidates) if (chosen.size < Math.max(MOST_ROWS, about.size)) chosen.add(i);
  };
  add(
    telling
      .filter(({ i }) => i > last)
      .slice(0, AFTER)
      .map(({ i }) => i),
  );
  add([...causes].reverse());
  for (const record of [...order].reverse())
    add(
      telling
        .filter(({ i }) => i < record && i > first)
        .slice(-2)
        .map(({ i }) => i),
    );
  add(
    telling
      .filter(({ i }) => i < first)
      .slice(-BEFORE)
      .reverse()
      .map(({ i }) => i),
  );
  return [...chosen].sort((one, other) => one - other);
}

function tells({ kind, name, text }: TraceEvent): boolean {
  switch (kind) {
    case 'frame':
      return name === null || !QUIET_EVENTS.has(name);
    case 'fault':
      return /landed|healed/.test(text);
    case 'provider':
    case 'process':
    case 'connection':
      return true;
    default:
      return false;
  }
}

/** Something that would be shown lies between. */
function skips(trace: Trace, before: number, next: number): boolean {
  return trace.events
    .slice(before + 1, next)
    .some((event) => tells(event) && representative(trace, event.i) === event.i);
}

function whoOf(event: TraceEvent, message: Trace['messages'][number] | undefined, trace: Trace): string {
  const name = (id: string | null): string =>
    trace.lifelines.find((one) => one.id === id)?.name.replace(/^gateway \d+$/, 'gateway') ?? '';
  if (message !== undefined) return `${name(message.from)} → ${name(message.to)}`;
  if (event.kind === 'provider') return 'model';
  return name(event.lifeline);
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
