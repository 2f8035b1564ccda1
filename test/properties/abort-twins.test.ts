/** Two messages with one text: which of them a call to the model is for is a guess. */
import { ABORT, aborted } from './aborts.ts';
import { aHistory, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const abortOf = (runId: string) => ({ ...ABORT, runId });
/** The model is at work on one of two messages with one text; the other is aborted, and the model goes on. */
const twins = (other: (history: HistoryBuilder) => HistoryBuilder) =>
  other(aHistory().connect(1).send(1, 'a'))
    .provider('call', 1, { promptMarkers: ['a'] })
    .ask(1, abortOf('a'), aborted('a'))
    .wait(60_000);

judging('abort/effective', [
  [
    'passes a call that may be for another message with its text',
    () => twins((history) => history.send(1, 'b', { marker: 'a' })),
    'pass',
  ],
  [
    'convicts it where that one was over',
    () => twins((history) => history.send(1, 'b', { marker: 'a' }).run(1, 'b')),
    'violation',
    'the model of an aborted run was not told to stop',
  ],
]);
