/**
 * The diagram of a trace, before anything is drawn: which records are its rows, in which column a lifeline stands, beside
 * which other faults one is shown, and what colour a generation has. Pure.
 */
import { Causes } from '../../trace/causes.ts';
import type { Trace, TraceEvent, TraceFault, TraceMessage } from '../../trace/trace.ts';
import { passes, type TraceFilter } from '../../trace/window.ts';

/** What the rows are narrowed down to; `records`: to these alone. */
export interface RowFilter extends TraceFilter {
  readonly records?: ReadonlySet<number>;
}

export interface Column {
  readonly name: string;
  readonly kind: 'client' | 'gateway' | 'provider' | 'disk';
}

/** A fault beside the rows: from its injection to its end, in a slot that no other one has meanwhile. */
export interface FaultBand {
  readonly fault: TraceFault;
  readonly slot: number;
  readonly from: number;
  readonly until: number;
}

export interface GenerationStrip {
  readonly from: number;
  readonly until: number;
  readonly colour: number;
  readonly name: string;
}

/** Columns of clients of their own; further ones share one. */
const MOST_CLIENTS = 14;
const MOST_SLOTS = 5;
/** Colours of generations there are. */
const GENERATION_COLOURS = 6;

export class Diagram {
  readonly trace: Trace;
  readonly columns: readonly Column[];
  readonly bands: readonly FaultBand[];
  readonly causes: Causes;
  /** Records that are shown, ascending. */
  rows: readonly number[];
  readonly #columnOf = new Map<string, number>();
  readonly #messages = new Map<number, TraceMessage>();
  readonly #generations = new Map<string, GenerationStrip[]>();

  constructor(trace: Trace) {
    this.trace = trace;
    this.columns = this.#placed();
    this.bands = bandsOf(trace);
    this.causes = new Causes(trace);
    for (const message of trace.messages) this.#messages.set(message.frame, message);
    for (const { session, generation, from, until } of trace.generations) {
      const known = this.#generations.get(session) ?? [];
      const colour = known.length % GENERATION_COLOURS;
      known.push({ from, until: until ?? Infinity, colour, name: generation });
      this.#generations.set(session, known);
    }
    this.rows = trace.events.map(({ i }) => i);
  }

  narrow({ records, ...filter }: RowFilter): void {
    this.rows = this.trace.events
      .filter((event) => (records === undefined || records.has(event.i)) && passes(event, filter))
      .map(({ i }) => i);
  }

  /** Where a record stands among the rows, or would stand. */
  rowOf(record: number): number {
    let [low, high] = [0, this.rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.rows[middle] ?? 0) < record) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The row of a record that is shown; undefined: it is not. */
  shownAt(record: number): number | undefined {
    const row = this.rowOf(record);
    return this.rows[row] === record ? row : undefined;
  }

  columnOf(lifeline: string): number {
    return this.#columnOf.get(lifeline) ?? 0;
  }

  message(event: TraceEvent): TraceMessage | undefined {
    return event.frame === null ? undefined : this.#messages.get(event.frame);
  }

  generationsOf(session: string): readonly GenerationStrip[] {
    return this.#generations.get(session) ?? [];
  }

  /** What its session's key pointed at when it happened. */
  generationOf({ session, i }: TraceEvent): GenerationStrip | undefined {
    if (session === null) return undefined;
    // a record may be the one by which the next generation is known
    return this.#generations.get(session)?.findLast(({ from, until }) => from <= i && i <= until);
  }

  /** The evidence, and what led to it. */
  led(records: readonly number[]): ReadonlySet<number> {
    return new Set(records.flatMap((record) => [record, ...this.causes.of(record)]));
  }

  #placed(): readonly Column[] {
    const columns: Column[] = [];
    const clients = this.trace.lifelines.filter(({ kind }) => kind === 'client').length;
    for (const { id, kind, name } of this.trace.lifelines) {
      const shares = kind === 'client' && clients > MOST_CLIENTS && columns.length >= MOST_CLIENTS - 1;
      const title = kind === 'gateway' ? 'gateway' : shares ? `${clients - MOST_CLIENTS + 1} others` : name;
      let at = columns.findIndex((one) => one.kind === kind && one.name === title);
      if (at < 0) at = columns.push({ name: title, kind }) - 1;
      this.#columnOf.set(id, at);
    }
    return columns;
  }
}

function bandsOf({ faults, events }: Trace): readonly FaultBand[] {
  const freeFrom: number[] = [];
  return faults
    .map((fault) => ({
      fault,
      from: fault.injected ?? fault.landed ?? 0,
      until: fault.healed ?? events.length,
    }))
    .sort((one, other) => one.from - other.from)
    .map((band) => {
      let slot = freeFrom.findIndex((from) => from <= band.from);
      if (slot < 0) slot = Math.min(freeFrom.length, MOST_SLOTS - 1);
      freeFrom[slot] = Math.max(freeFrom[slot] ?? 0, band.until + 1);
      return { ...band, slot };
    });
}
