/** What a row counts of a run that failed about when the process was told to stop. */
import { KEY, aHistory, listed, row, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const LIST = { type: 'list' } as const;
const TOKENS = 'a row counts wrong tokens';
/** Its turn ends with an error, and counts nothing. */
const cutOff = (end: (history: HistoryBuilder) => HistoryBuilder) =>
  end(
    aHistory()
      .connect(1)
      .send(1, 'a')
      .provider('call', 1, { promptMarkers: ['a'] }),
  )
    .event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 1, state: 'error' })
    .phase('quiet')
    .ask(1, LIST, listed([row('g1', { status: 'killed' })]));

judging('row/accurate', [
  [
    'does not count what failed just before the process was told to stop, which may not have heard of it',
    () => cutOff((history) => history.provider('error', 1, { tokens: 7 }).process('stopping')),
    'pass',
  ],
  [
    'does not count it either where the next life tells of the end',
    () => cutOff((history) => history.provider('error', 1, { tokens: 7 }).restart([1]).connect(1)),
    'pass',
  ],
  [
    'counts what failed in the life that tells of it',
    () => cutOff((history) => history.provider('error', 1, { tokens: 7 })),
    'violation',
    TOKENS,
    { sentence: `${KEY} counts 0 tokens, and the 1 runs of its generation that the model ended took 7` },
  ],
]);
