/** What a terminal says of a failure, and what the row that is pushed for it does. */
import type { EventMeaning } from '../../src/dialect/observation.ts';
import { aHistory, asked, KEY, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

type Terminal = Extract<EventMeaning, { type: 'terminal' }>;

const NO_REASON = 'an error says no reason';
const OTHER_ROW = 'a row is pushed for another end than its run had';
const ABORT = { type: 'abort', key: KEY, runId: 'a' } as const;
const ABORTED = { type: 'abort', aborted: true, runIds: ['a'] } as const;
const told = (state: Terminal['state'], more: Partial<Terminal> = {}): Terminal => ({
  type: 'terminal',
  runId: 'a',
  key: KEY,
  runSeq: 3,
  state,
  ...(state === 'error' ? { errorMessage: 'it failed' } : {}),
  ...more,
});
/** The row that is pushed for the end of a run. */
const pushed = (phase: 'end' | 'error'): EventMeaning => ({
  type: 'row',
  key: KEY,
  generation: 'g1',
  row: undefined,
  runId: 'a',
  phase,
});
/** The run `a` is at the model. */
const running = (history: HistoryBuilder = aHistory()): HistoryBuilder =>
  history
    .connect(1)
    .send(1, 'a')
    .provider('call', 1, { prompt: asked('[[a]]') })
    .provider('delta', 1, { text: 'so' });
const ended = (): HistoryBuilder => running().provider('end', 1);
const failed = (): HistoryBuilder => running().provider('error', 1, { message: 'overloaded' });

judging('terminal/truthful', [
  [
    'convicts an error without a word of what went wrong',
    () => failed().event(1, told('error', { errorMessage: undefined })),
    'violation',
    NO_REASON,
    {
      exercised: 1,
      sentence: `run a of ${KEY} was told as error, without a word of what went wrong`,
      records: [22],
    },
  ],
  [
    'convicts one that says white space alone',
    () => failed().event(1, told('error', { errorMessage: ' ', text: '' })),
    'violation',
    NO_REASON,
  ],
  [
    'passes one whose message says it',
    () => failed().event(1, told('error', { errorMessage: undefined, text: 'overloaded' })),
    'pass',
  ],
  ['asks no reason of a final', () => ended().event(1, told('final')), 'pass'],
  [
    'convicts a row that is pushed as the good end of a run that failed',
    () => failed().event(1, told('error')).event(1, pushed('end')),
    'violation',
    OTHER_ROW,
    {
      exercised: 1,
      sentence: `a row was pushed with phase end for run a of ${KEY}, which was told as error: the model had failed`,
      records: [22, 24],
    },
  ],
  [
    'convicts it where the row comes before the terminal',
    () => failed().event(1, pushed('end')).event(1, told('error')),
    'violation',
    OTHER_ROW,
    { records: [22, 24] },
  ],
  [
    'convicts a row that is pushed as the failure of a run that ended well',
    () => ended().event(1, told('final')).event(1, pushed('error')),
    'violation',
    OTHER_ROW,
    {
      sentence: `a row was pushed with phase error for run a of ${KEY}, which was told as final: the model had ended it well`,
    },
  ],
  ['passes a row of the same end', () => failed().event(1, told('error')).event(1, pushed('error')), 'pass'],
  ['the same of a good one', () => ended().event(1, told('final')).event(1, pushed('end')), 'pass'],
  [
    'lets the row of a run that was aborted say either',
    () => running().ask(1, ABORT, ABORTED).event(1, told('aborted')).event(1, pushed('end')),
    'pass',
  ],
  [
    'does not judge the row of a run that a stop has cut',
    () => running().process('stopping').event(1, told('error')).event(1, pushed('end')),
    'pass',
  ],
  [
    'does not judge rows where an early terminal ends nothing',
    () =>
      running(aHistory({}, { mergesSends: true }))
        .provider('error', 1)
        .event(1, told('error'))
        .event(1, pushed('end')),
    'pass',
  ],
  [
    'does not judge the row of a run that nobody asked for',
    () =>
      failed()
        .event(1, told('error'))
        .event(1, { ...pushed('end'), runId: 'z' } as EventMeaning),
    'pass',
  ],
]);
