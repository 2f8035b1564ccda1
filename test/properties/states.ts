/** Histories of sends whose requests, arrivals and answers are told apart, for tests of what the judge's model knows. */
import { describe, expect, test } from 'vitest';
import { OPENCLAW_CONTENT } from '../../src/dialect/content.ts';
import type { Dialect } from '../../src/dialect/dialect.ts';
import type {
  Answer,
  EventMeaning,
  ObservedEntry,
  Refusal,
  RequestMeaning,
} from '../../src/dialect/observation.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import {
  KEY,
  aHistory,
  asked,
  message,
  sending,
  transcript,
  type HistoryAnswer,
  type HistoryBuilder,
  type SendOptions,
} from './history-builder.ts';
import { modelLines } from './model-text.ts';

export const OTHER = 'agent:main:other';
export const REFUSED: Refusal = {
  code: 'INVALID_REQUEST',
  reason: 'no',
  retryable: false,
  retryAfterMs: undefined,
};
export const MERGES: Partial<Dialect> = { mergesSends: true };
export const TRIMS: Partial<Dialect> = { content: OPENCLAW_CONTENT };
export const CUTS: Partial<Dialect> = { content: { ...REFERENCE.content, keepsCutReplies: false } };

interface Way {
  readonly conn?: number;
  readonly legs?: 'both' | 'gateway' | 'client';
  /** Default: the run's. */
  readonly id?: string;
}

/** The main client is on connection 1 without a hello, unless it connects. */
export class States {
  readonly history: HistoryBuilder;
  readonly #asks = new Map<string, { readonly conn: number; readonly ask: RequestMeaning }>();

  constructor(dialect: Partial<Dialect> = {}) {
    this.history = aHistory({}, dialect);
  }

  connects(conn = 1): this {
    this.history.connect(conn, { messages: [] });
    return this;
  }

  asks(id: string, ask: RequestMeaning, { conn = 1, legs = 'both' }: Way = {}): this {
    this.#asks.set(id, { conn, ask });
    this.history.request(conn, ask, legs, id);
    return this;
  }

  sends(runId: string, options: SendOptions = {}, way: Way = {}): this {
    return this.asks(way.id ?? runId, sending(runId, options), way);
  }

  answers(id: string, outcome: Answer | Refusal, legs: 'both' | 'gateway' | 'client' = 'both'): this {
    const one = this.#asks.get(id);
    if (one === undefined) throw new Error(`nobody asked ${id}`);
    this.history.answer(one.conn, id, one.ask, outcome, legs);
    return this;
  }

  /** The model is asked. */
  calls(call: number, ...texts: readonly string[]): this {
    this.history.provider('call', call, { prompt: asked(...texts) });
    return this;
  }

  /** A summary is asked for, and returned if there is one. */
  summarises(call: number, texts: readonly string[], summary?: string): this {
    this.history.provider('call', call, { purpose: 'summary', prompt: asked(...texts) });
    if (summary !== undefined) this.history.provider('end', call, { purpose: 'summary', text: summary });
    return this;
  }

  tells(
    runId: string,
    what: 'start' | 'end' | 'final' | 'aborted' | 'error',
    legs: 'both' | 'gateway' = 'both',
  ): this {
    const of = { runId, key: KEY, runSeq: 4 };
    const told: EventMeaning =
      what === 'start'
        ? { type: 'run-start', ...of }
        : what === 'end'
          ? { type: 'run-end', ...of, phase: 'end' }
          : { type: 'terminal', ...of, state: what };
    this.history.event(1, told, { legs });
    return this;
  }

  pushes(what: ObservedEntry): this {
    this.history.event(1, message('g1', what));
    return this;
  }

  reads(
    entries: readonly ObservedEntry[],
    more: Partial<HistoryAnswer> = {},
    generation: string | undefined = 'g1',
  ): this {
    const key = more.key ?? KEY;
    this.history.ask(1, { type: 'history', key, offset: 0 }, transcript(generation, entries, more));
    return this;
  }

  /** A page before the newest `offset` entries. */
  pages(offset: number, entries: readonly ObservedEntry[], partial = false, generation = 'g1'): this {
    this.history.ask(
      1,
      { type: 'history', key: KEY, offset },
      { type: 'history-page', key: KEY, generation, offset, entries, partial },
    );
    return this;
  }

  do(what: (history: HistoryBuilder) => void): this {
    what(this.history);
    return this;
  }
}

type Row = readonly [says: string, happens: (states: States) => States, dialect?: Partial<Dialect>];

/** Each row is compared with all that the model knows in the end. */
export function knowing(about: string, rows: readonly Row[]): void {
  describe(about, () => {
    for (const [says, happens, dialect] of rows)
      test(says, () => {
        expect(modelLines(happens(new States(dialect)).history).join('\n')).toMatchSnapshot();
      });
  });
}
