/** Tiny histories of a run whose text is known, for the tables of text/faithful. */
import { type ContentRules } from '../../src/dialect/content.ts';
import type { EventMeaning } from '../../src/dialect/observation.ts';
import type { RecordedText } from '../../src/history/recorded-text.ts';
import { aHistory, asked, entry, KEY, reply, type HistoryBuilder } from './history-builder.ts';

type Streamed = Extract<EventMeaning, { type: 'run-text' }>;
type Terminal = Extract<EventMeaning, { type: 'terminal' }>;

export const SAID = 'so be it';
const ABORT = { type: 'abort', key: KEY, runId: 'a' } as const;

export const text = (delta: string, more: Partial<Streamed> = {}): Streamed => ({
  type: 'run-text',
  stream: 'chat',
  runId: 'a',
  key: KEY,
  runSeq: 2,
  delta,
  ...more,
});
export const whole = (all: string, more: Partial<Streamed> = {}): Streamed =>
  text('', { delta: undefined, whole: all, ...more });
export const told = (state: Terminal['state'], said?: string): Terminal => ({
  type: 'terminal',
  runId: 'a',
  key: KEY,
  runSeq: 3,
  state,
  text: said,
});
export const tool = (result: string): EventMeaning => ({
  type: 'run-tool',
  runId: 'a',
  key: KEY,
  runSeq: 2,
  phase: 'result',
  text: result,
});
export const withContent = (content: ContentRules) => aHistory({}, { content });

/** The run `a` is at the model; the call is record 19. */
export const running = (history: HistoryBuilder = aHistory()): HistoryBuilder =>
  history
    .connect(1)
    .send(1, 'a')
    .provider('call', 1, { prompt: asked('[[a]]') });
export const saying = (history: HistoryBuilder, ...texts: readonly RecordedText[]): HistoryBuilder => {
  for (const one of texts) history.provider('delta', 1, { text: one });
  return history;
};
/** It was said in one, and the model has ended; the delta is record 20. */
export const said = (all: RecordedText = SAID, history?: HistoryBuilder): HistoryBuilder =>
  saying(running(history), all).provider('end', 1);
export const streamed = (all = SAID, history?: HistoryBuilder): HistoryBuilder =>
  said(all, history).event(1, text(all));
export const ended = (history?: HistoryBuilder): HistoryBuilder =>
  streamed(SAID, history).event(1, told('final', SAID));
export const failed = (): HistoryBuilder => saying(running(), SAID).provider('error', 1);
/** Aborted when `so be` had been streamed. */
export const aborted = (last?: string, history?: HistoryBuilder): HistoryBuilder =>
  saying(running(history), 'so be', ' it')
    .event(1, text('so be'))
    .provider('cancel', 1)
    .ask(1, ABORT, { type: 'abort', aborted: true, runIds: ['a'] })
    .event(1, told('aborted', last));
export const readWhole = (history: HistoryBuilder, more: Parameters<typeof reply>[2]): HistoryBuilder =>
  history.phase('quiet').history(1, 'g1', [entry('a'), reply('a', 2, more)]);
export const long = 'x'.repeat(4_000);
