/**
 * A space-time diagram in text: lifelines beside each other, time downwards, an arrow where a message arrives, a mark where
 * something happens. What is said of a row stands right of it, cut to the width. Shows the chosen records of a trace and
 * counts what lies between them. Whatever a history says comes out as printable text.
 */
import stringWidth from 'string-width';
import { printable } from '../input/printable.ts';
import type { EvidenceField } from '../properties/finding.ts';
import type { Lifeline, Trace, TraceEvent, TraceMessage } from '../trace/trace.ts';
import { formatMicros } from './duration.ts';
import { fieldText } from './evidence-line.ts';
import { cutTo } from './fitted.ts';
import { Lanes } from './lanes.ts';
import { plainPaint, type Paint } from './paint.ts';

export interface DiagramOptions {
  /** The records to show, ascending; their events have texts. */
  readonly shown: readonly number[];
  /** Those that are the evidence, each with the fields on which the verdict depends. */
  readonly evidence: ReadonlyMap<number, readonly EvidenceField[]>;
  readonly width: number;
  readonly paint: Paint;
}

export const LEGEND = '» evidence   ● sent or done   ▶ arrives   ✗ never arrives   ! a fault is on';

export function diagramLines(trace: Trace, options: DiagramOptions): readonly string[] {
  return [...new Diagram(trace, options).lines()];
}

class Diagram {
  readonly #trace: Trace;
  readonly #options: DiagramOptions;
  readonly #lanes: Lanes;
  readonly #messages: ReadonlyMap<number, TraceMessage>;
  readonly #moments: readonly [number: number, time: number];

  constructor(trace: Trace, options: DiagramOptions) {
    const { shown, width } = options;
    this.#trace = trace;
    this.#options = options;
    const events = shown.flatMap((i) => trace.events[i] ?? []);
    const frames = new Set(events.map(({ frame }) => frame));
    this.#messages = new Map(
      trace.messages.filter(({ frame }) => frames.has(frame)).map((one) => [one.frame, one]),
    );
    this.#lanes = new Lanes(this.#present(events), width);
    this.#moments = [
      Math.max(0, ...events.map(({ i }) => `#${i}`.length)),
      Math.max(0, ...events.map(({ atMicros }) => formatMicros(atMicros).length)),
    ];
  }

  *lines(): Iterable<string> {
    const { shown, evidence, paint } = this.#options;
    const margin = ' '.repeat(this.#margin);
    for (const header of this.#lanes.header(this.#options.width - this.#margin))
      yield paint('dim', margin + header);
    let before = -1;
    for (const i of shown) {
      const event = this.#trace.events[i];
      if (event === undefined) continue;
      if (i > before + 1) yield paint('dim', this.#aside('⋮', event, records(i - before - 1)));
      for (const note of this.#generations(before, i)) yield paint('dim', this.#aside('◆', event, note));
      yield* this.#row(event, evidence.get(i));
      before = i;
    }
    const rest = this.#trace.events.length - 1 - before;
    const last = this.#trace.events.at(-1);
    if (rest > 0 && last !== undefined) yield paint('dim', this.#aside('⋮', last, records(rest)));
  }

  *#row(event: TraceEvent, fields: readonly EvidenceField[] | undefined): Iterable<string> {
    const { paint } = this.#options;
    const message = event.frame === null ? undefined : this.#messages.get(event.frame);
    const isEvidence = fields !== undefined;
    const [number, time] = this.#moments;
    const moment = `#${event.i}`.padStart(number) + '  ' + formatMicros(event.atMicros).padStart(time);
    const start = `${isEvidence ? '»' : ' '} ${moment} ${this.#isFaulty(event.i) ? '!' : ' '} `;
    const line = start + this.#lanes.row(event, message) + this.#cut(this.#says(event, message, isEvidence));
    yield isEvidence ? paint('bold', line) : line;
    const texts = (fields ?? []).map((field) => fieldText(field, plainPaint));
    const isWide = texts.some((text) => this.#isWide(text));
    for (const text of texts) yield this.#aside(' ', event, text, isWide);
  }

  /** What a delivery says was said when it was sent, unless that is not shown. */
  #says(
    { i, text, name, lifeline }: TraceEvent,
    message: TraceMessage | undefined,
    isEvidence: boolean,
  ): string {
    const beside = this.#lanes.has(lifeline) || lifeline === null ? '' : `${lifeline}: `;
    if (message === undefined || message.sent === null || message.sent === i) {
      const lost = message?.lost === true ? 'LOST ' : '';
      return beside + lost + text;
    }
    const { events } = this.#trace;
    const micros = (events[i]?.atMicros ?? 0) - (events[message.sent]?.atMicros ?? 0);
    const origin = ` (sent #${message.sent}, ${formatMicros(micros)} before)`;
    const isSaid = this.#options.shown.includes(message.sent) && !isEvidence;
    return isSaid ? `${beside}${name ?? ''}${origin}` : `${beside}${text}`;
  }

  /** What does not fit beside the lanes takes their place. */
  #isWide(text: string): boolean {
    return stringWidth(text) > this.#options.width - this.#margin - this.#lanes.width;
  }

  #aside(mark: string, event: TraceEvent, text: string, isWide = this.#isWide(text)): string {
    const margin = ' '.repeat(Math.max(0, this.#margin - 3));
    const { width } = this.#options;
    const said = isWide
      ? cutTo(printable(text), width - this.#margin)
      : this.#lanes.quiet(event.i) + this.#cut(text);
    return `${margin} ${mark} ${said}`;
  }

  #cut(text: string): string {
    const left = this.#options.width - this.#margin - this.#lanes.width;
    return cutTo(printable(text), Math.max(1, left));
  }

  /** Columns before the lanes. */
  get #margin(): number {
    const [number, time] = this.#moments;
    return 2 + number + 2 + time + 3;
  }

  #isFaulty(i: number): boolean {
    return this.#trace.faults.some(
      ({ scope, landed, healed }) =>
        scope !== 'workload' && landed !== null && landed <= i && (healed ?? Infinity) > i,
    );
  }

  /** Of the sessions that the rows are about. */
  *#generations(before: number, i: number): Iterable<string> {
    const { shown } = this.#options;
    if (before < 0) return;
    for (const { session, generation, from } of this.#trace.generations)
      if (from > before && from <= i && shown.some((one) => this.#trace.events[one]?.session === session))
        yield `${session} is at generation ${generation}`;
  }

  /** Lifelines that a shown row stands on, or where its message comes from or goes to. */
  #present(events: readonly TraceEvent[]): readonly Lifeline[] {
    const counts = new Map<string, number>();
    const count = (id: string | null | undefined): void => {
      if (id != null) counts.set(id, (counts.get(id) ?? 0) + 1);
    };
    for (const { lifeline, frame } of events) {
      const message = frame === null ? undefined : this.#messages.get(frame);
      count(lifeline);
      count(message?.from);
      count(message?.to);
    }
    const most = Lanes.most(this.#options.width);
    const present = this.#trace.lifelines.filter(({ id }) => counts.has(id));
    const busiest = [...present]
      .sort((one, other) => (counts.get(other.id) ?? 0) - (counts.get(one.id) ?? 0))
      .slice(0, most);
    return present.filter((one) => busiest.includes(one));
  }
}

function records(count: number): string {
  return count === 1 ? '1 record' : `${count} records`;
}
