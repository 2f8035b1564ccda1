/** Rows of sessions in which a turn goes on. */
import { aHistory, KEY, row } from './history-builder.ts';
import { judging } from './table.ts';

const BACKWARDS = 'a row says that it runs, and that it ended before it began';
const running = { status: 'running', startedAt: 2_000 } as const;

judging('row/accurate', [
  [
    'convicts a row that runs and has the end of the turn before',
    () =>
      aHistory()
        .connect(1)
        .list(1, row('g1', { ...running, endedAt: 1_500 })),
    'violation',
    BACKWARDS,
    {
      exercised: 0,
      sentence: `the row of ${KEY} is listed with status running, and with an end 500 ms before its beginning`,
      records: [18],
    },
  ],
  [
    'the same of a row that is pushed, once',
    () =>
      aHistory()
        .connect(1)
        .event(1, {
          type: 'row',
          key: KEY,
          generation: 'g1',
          row: row('g1', { ...running, endedAt: 1_999 }),
          runId: 'a',
        }),
    'violation',
    BACKWARDS,
    {
      sentence: `the row of ${KEY} was pushed with status running, and with an end 1 ms before its beginning`,
      records: [15],
    },
  ],
  [
    'says nothing of one that ends as it begins, or does not say when',
    () =>
      aHistory()
        .connect(1)
        .list(1, row('g1', { ...running, endedAt: 2_000 }))
        .list(1, row('g1', { ...running, endedAt: null }))
        .list(1, row('g1', { status: 'running', startedAt: undefined, endedAt: 1 }))
        .event(1, { type: 'row', key: KEY, generation: 'g1', row: undefined, runId: 'a' }),
    'inconclusive',
  ],
  [
    'nor of one that is done: the clock may have gone back meanwhile',
    () =>
      aHistory()
        .connect(1)
        .list(1, row('g1', { ...running, status: 'done', endedAt: 1_500 })),
    'inconclusive',
  ],
]);
