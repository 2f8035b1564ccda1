/**
 * A trace as columns: what a page embeds of a history of any length. Texts that come again are said once, positions are
 * differences, and so it compresses to a few bytes for each record. Owns both directions. Pure, and free of Node.
 */
import type { Trace, TraceEvent, TraceMessage } from '../trace/trace.ts';

/** A number for each event; an index into `words` where it stands for a text, -1 where there is none. */
interface EventColumns {
  /** Microseconds since the event before. */
  readonly at: readonly number[];
  readonly incarnation: readonly number[];
  readonly kind: readonly number[];
  readonly lifeline: readonly number[];
  readonly session: readonly number[];
  readonly run: readonly number[];
  readonly client: readonly number[];
  readonly name: readonly number[];
  /** -1: none. */
  readonly conn: readonly number[];
  readonly frame: readonly number[];
  /** How many records before; 0: it answers none. */
  readonly answers: readonly number[];
}

interface MessageColumns {
  readonly frame: readonly number[];
  readonly conn: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly name: readonly number[];
  /** -1: not shown. */
  readonly sent: readonly number[];
  readonly delivered: readonly number[];
}

export interface PackedTrace extends Omit<Trace, 'events' | 'messages'> {
  readonly words: readonly string[];
  readonly events: EventColumns;
  readonly texts: readonly string[];
  /** Records of what the plan injected. */
  readonly injected: readonly number[];
  readonly messages: MessageColumns;
  /** Frames that were lost. */
  readonly lost: readonly number[];
}

export function packTrace({ events, messages, ...rest }: Trace): PackedTrace {
  const words = new Words();
  const word = (text: string | null): number => (text === null ? -1 : words.indexOf(text));
  const column = (of: (event: TraceEvent) => number): number[] => events.map(of);
  return {
    ...rest,
    events: {
      at: column((event) => event.atMicros - (events[event.i - 1]?.atMicros ?? 0)),
      incarnation: column((event) => event.incarnation),
      kind: column((event) => word(event.kind)),
      lifeline: column((event) => word(event.lifeline)),
      session: column((event) => word(event.session)),
      run: column((event) => word(event.run)),
      client: column((event) => word(event.client)),
      name: column((event) => word(event.name)),
      conn: column((event) => event.conn ?? -1),
      frame: column((event) => event.frame ?? -1),
      answers: column((event) => (event.answers === null ? 0 : event.i - event.answers)),
    },
    texts: events.map((event) => event.text),
    injected: events.filter((event) => event.injected).map((event) => event.i),
    messages: {
      frame: messages.map((one) => one.frame),
      conn: messages.map((one) => one.conn),
      from: messages.map((one) => word(one.from)),
      to: messages.map((one) => word(one.to)),
      name: messages.map((one) => word(one.name)),
      sent: messages.map((one) => one.sent ?? -1),
      delivered: messages.map((one) => one.delivered ?? -1),
    },
    lost: messages.filter((one) => one.lost).map((one) => one.frame),
    words: words.all,
  };
}

export function unpackTrace(packed: PackedTrace): Trace {
  const { words, events: columns, texts, injected, messages: sides, lost, ...rest } = packed;
  const word = (index: number | undefined): string | null => words[index ?? -1] ?? null;
  const known = (value: number | undefined): number | null =>
    value === undefined || value < 0 ? null : value;
  const isInjected = new Set(injected);
  const isLost = new Set(lost);
  let atMicros = 0;
  const events = columns.at.map((since, i): TraceEvent => {
    atMicros += since;
    const back = columns.answers[i] ?? 0;
    return {
      i,
      atMicros,
      incarnation: columns.incarnation[i] ?? 0,
      kind: word(columns.kind[i]) as TraceEvent['kind'],
      lifeline: word(columns.lifeline[i]),
      text: texts[i] ?? '',
      session: word(columns.session[i]),
      run: word(columns.run[i]),
      client: word(columns.client[i]),
      conn: known(columns.conn[i]),
      frame: known(columns.frame[i]),
      name: word(columns.name[i]),
      answers: back === 0 ? null : i - back,
      injected: isInjected.has(i),
    };
  });
  const messages = sides.frame.map((frame, k): TraceMessage => ({
    frame,
    conn: sides.conn[k] ?? 0,
    from: word(sides.from[k]) ?? '',
    to: word(sides.to[k]) ?? '',
    name: word(sides.name[k]) ?? '',
    sent: known(sides.sent[k]),
    delivered: known(sides.delivered[k]),
    lost: isLost.has(frame),
  }));
  return { ...rest, events, messages };
}

/** Texts, each once, in the order in which they came. */
class Words {
  readonly #indexes = new Map<string, number>();

  get all(): readonly string[] {
    return [...this.#indexes.keys()];
  }

  indexOf(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    this.#indexes.set(text, this.#indexes.size);
    return this.#indexes.size - 1;
  }
}
