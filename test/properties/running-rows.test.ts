/** Rows of sessions in which a turn goes on. */
import { aHistory, KEY, row } from './history-builder.ts';
import { judging } from './table.ts';

const BACKWARDS = 'a row says that it runs, and that it ended before it began';
const TOOK = 'a row says that its last turn took another time than it did';
const done = { status: 'done', startedAt: 2_000, endedAt: 5_500 } as const;
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
    'convicts a row that says in seconds how long its turn took',
    () =>
      aHistory()
        .connect(1)
        .list(1, row('g1', { ...done, runtimeMs: 3.5 })),
    'violation',
    TOOK,
    {
      exercised: 0,
      sentence: `the row of ${KEY} is listed with a runtime of 3.5 ms, and with an end 3500 ms behind its beginning`,
      records: [18],
    },
  ],
  [
    'says nothing of what another clock may have counted, nor of a row that does not say it',
    () =>
      aHistory()
        .connect(1)
        .list(1, row('g1', { ...done, runtimeMs: 3_450 }))
        .list(1, row('g1', { ...done, runtimeMs: 3_550 }))
        .list(1, row('g1', { ...done, runtimeMs: null }))
        .list(1, row('g1', { ...done, runtimeMs: 0 }))
        .list(1, row('g1', done)),
    'inconclusive',
  ],
  [
    'convicts it from there on',
    () =>
      aHistory()
        .connect(1)
        .list(1, row('g1', { ...done, runtimeMs: 3_551 })),
    'violation',
    TOOK,
  ],
  [
    'convicts a runtime below zero, also where the wall clock jumped',
    () =>
      aHistory()
        .connect(1)
        .jump()
        .list(1, row('g1', { ...done, runtimeMs: -1 })),
    'violation',
    'a row says that its last turn took less than no time',
  ],
  [
    'does not judge it where the wall clock jumped',
    () =>
      aHistory()
        .connect(1)
        .jump()
        .list(1, row('g1', { ...done, runtimeMs: 3.5 })),
    'inconclusive',
    undefined,
    { excused: [{ thing: 'row', because: 'the wall clock jumped', count: 1 }] },
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
