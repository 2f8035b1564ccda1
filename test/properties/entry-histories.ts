/** Histories that tests of entry/ordered begin with, and reads of pages. */
import type { Dialect } from '../../src/dialect/dialect.ts';
import type { ObservedEntry } from '../../src/dialect/observation.ts';
import { KEY, aHistory, entry, reply, transcript, type HistoryBuilder } from './history-builder.ts';

export const HISTORY = { type: 'history', key: KEY, offset: 0 } as const;
export const summary = (coversSeq: number | undefined, seq = coversSeq) =>
  entry('s', seq, {
    id: 'summary',
    role: 'system',
    marker: undefined,
    runId: undefined,
    compaction: true,
    coversSeq,
  });

/** A send and its ack (records 7 to 10); the next record is the 11th. */
export const asked = (dialect: Partial<Dialect> = {}): HistoryBuilder =>
  aHistory({}, dialect).connect(1, { sessions: false, messages: [] }).send(1, 'a');
export const answered = (): HistoryBuilder => asked().run(1, 'a');
export const both = (): HistoryBuilder => answered().send(1, 'b');
export const PAIR = [entry('a', 1), reply('a', 2)];
export const THREE = [...PAIR, entry('b', 3)];

export const paged = (
  history: HistoryBuilder,
  offset: number,
  entries: readonly ObservedEntry[],
  more: { partial?: boolean; generation?: string } = {},
): HistoryBuilder =>
  history.ask(
    1,
    { type: 'history', key: KEY, offset },
    { type: 'history-page', key: KEY, generation: 'g1', offset, entries, partial: false, ...more },
  );
export const newest = (history: HistoryBuilder, ...entries: readonly ObservedEntry[]): HistoryBuilder =>
  history.ask(1, HISTORY, transcript('g1', entries, { partial: true }));
export const archived = (
  history: HistoryBuilder,
  offset: number,
  entries: readonly ObservedEntry[],
  partial = false,
): HistoryBuilder =>
  history.ask(
    1,
    { type: 'archive-read', archive: 'g0', offset },
    { type: 'archive', archive: 'g0', offset, entries, partial },
  );
