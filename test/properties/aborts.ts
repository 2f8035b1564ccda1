/** Histories in which a run is aborted. */
import type { Dialect } from '../../src/dialect/dialect.ts';
import type { Answer, EventMeaning, RequestMeaning } from '../../src/dialect/observation.ts';
import { aHistory, KEY, type HistoryBuilder } from './history-builder.ts';

export const ABORT = { type: 'abort', key: KEY, runId: undefined } as const;
export const NOTHING: Answer = { type: 'abort', aborted: false, runIds: [] };
export const aborted = (...runIds: readonly string[]): Answer => ({ type: 'abort', aborted: true, runIds });
export const abortOf = (runId: string): RequestMeaning => ({ type: 'abort', key: KEY, runId });
export const terminal = (runId: string, state: 'final' | 'aborted' | 'error'): EventMeaning => ({
  type: 'terminal',
  runId,
  key: KEY,
  runSeq: 9,
  state,
});

/** A send that was accepted: records 15 to 18. */
export const accepted = (dialect: Partial<Dialect> = {}) => aHistory({}, dialect).connect(1).send(1, 'a');
/** The same at the model: record 19. */
export const running = (dialect: Partial<Dialect> = {}) =>
  accepted(dialect).provider('call', 1, { promptMarkers: ['a'] });
/** An abort reached the gateway, is answered after what `meanwhile` adds. */
export const during = (
  history: HistoryBuilder,
  answer: Answer,
  meanwhile: (history: HistoryBuilder) => HistoryBuilder,
  ask: RequestMeaning = ABORT,
) => {
  const id = history.request(1, ask);
  return meanwhile(history).answer(1, id, ask, answer);
};
export const stopped = (history: HistoryBuilder) =>
  history.provider('cancel', 1).event(1, terminal('a', 'aborted'));
/** A run that was aborted in good order; the answer is record 26. */
export const ended = (dialect: Partial<Dialect> = {}) => during(running(dialect), aborted('a'), stopped);
/** A second send waits behind the first: records 20 to 23. */
export const waiting = (dialect: Partial<Dialect> = {}) => running(dialect).send(1, 'b');
export const resetting = (history: HistoryBuilder) => {
  history.request(1, { type: 'reset', key: KEY });
  return history;
};
export const calls = (history: HistoryBuilder) => history.provider('call', 1, { promptMarkers: ['a'] });
export const cancelled = (history: HistoryBuilder) => history.provider('cancel', 1);
/** Answered as aborted at once: the call goes on. */
export const promised = (dialect: Partial<Dialect> = {}) => running(dialect).ask(1, ABORT, aborted('a'));
export const served = (history: HistoryBuilder) =>
  history
    .provider('end', 1)
    .event(1, terminal('a', 'final'))
    .provider('call', 2, { promptMarkers: ['a', 'b'] });
