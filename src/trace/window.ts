/**
 * The records that a view shows: those of the evidence, what led to them, and so many neighbours on either side, all of
 * them chosen by a filter. Whoever shows a million records shows a window.
 */
import { Causes } from './causes.ts';
import type { Trace, TraceEvent } from './trace.ts';

/** Each member leaves out what is about another one; what is about none of them (a restart, a fault) stays. */
export interface TraceFilter {
  readonly session?: string;
  readonly run?: string;
  readonly client?: string;
  readonly conn?: number;
}

/** Which part of a trace is wanted. */
export interface WindowSettings {
  /** The records that it is about, such as a finding's evidence. */
  readonly records: readonly number[];
  /** So many of those that the filter lets through, before the first and after the last, and around each. */
  readonly neighbours: number;
  readonly filter?: TraceFilter;
}

/** Indexes of records, ascending. The evidence is always among them, and so are those of its causes that pass. */
export function windowOf(
  trace: Trace,
  { records, neighbours, filter = {} }: WindowSettings,
): readonly number[] {
  const { events } = trace;
  const chosen = new Set<number>();
  for (const cause of new Causes(trace).ofAll(records))
    if (passes(events[cause] as TraceEvent, filter)) chosen.add(cause);
  for (const record of records) {
    if (events[record] === undefined) continue;
    chosen.add(record);
    for (const step of [-1, 1]) {
      let left = neighbours;
      for (let i = record + step; left > 0 && events[i] !== undefined; i += step)
        if (passes(events[i] as TraceEvent, filter)) {
          chosen.add(i);
          left--;
        }
    }
  }
  return [...chosen].sort((one, other) => one - other);
}

/** The filter lets this event through. */
export function passes(event: TraceEvent, { session, run, client, conn }: TraceFilter): boolean {
  return (
    (session === undefined || event.session === null || event.session === session) &&
    (run === undefined || event.run === null || event.run === run) &&
    (client === undefined || event.client === null || event.client === client) &&
    (conn === undefined || event.conn === null || event.conn === conn)
  );
}
