/** What a subscriber to sessions is pushed of their rows, beside what is listed when all is quiet. */
import type { Dialect } from '../../src/dialect/dialect.ts';
import { KEY, aHistory, row, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const STALE = 'the last row that was pushed is not how it stands';
const NONE = 'a subscriber was pushed no row';

const RUNNING = { status: 'running', hasActiveRun: true } as const;
const DONE = { status: 'done' } as const;

/** Two clients, both of which subscribed to sessions unless said otherwise, and a run. */
const ran = (dialect: Partial<Dialect> = {}, second: Parameters<HistoryBuilder['connect']>[1] = {}) =>
  aHistory({}, dialect)
    .connect(1)
    .connect(2, { client: 'phone', ...second })
    .send(1, 'a')
    .provider('call', 1, { promptMarkers: ['a'] })
    .provider('end', 1)
    .run(1, 'a');

const pushed = (status: typeof RUNNING | typeof DONE, generation = 'g1') => ({
  type: 'row' as const,
  key: KEY,
  generation,
  row: row(generation, status),
  runId: 'a',
});

/** All is quiet, and the sessions are listed. */
const listed = (history: HistoryBuilder): HistoryBuilder =>
  history.phase('quiet').list(2, row('g1', DONE)).list(1, row('g1', DONE));

judging('view/converges', [
  [
    'passes subscribers whose last row is how the session is listed',
    () =>
      listed(
        ran()
          .event(1, pushed(RUNNING))
          .event(2, pushed(RUNNING))
          .event(1, pushed(DONE))
          .event(2, pushed(DONE)),
      ),
    'pass',
    undefined,
    { exercised: 2 },
  ],
  [
    'convicts a last row that says otherwise',
    () => listed(ran().event(1, pushed(DONE)).event(2, pushed(RUNNING))),
    'violation',
    STALE,
    {
      sentence: `the last row of ${KEY} that connection 2 (phone) was pushed says status running, and after quiet it is listed with done`,
    },
  ],
  [
    'convicts who was pushed none, where another one was',
    () => listed(ran().event(1, pushed(DONE))),
    'violation',
    NONE,
    {
      sentence: `connection 2 (phone), which had subscribed to sessions before, was never pushed a row of ${KEY}, which had a run since`,
    },
  ],
  ['says nothing where no rows are pushed', () => listed(ran()), 'inconclusive', undefined, { exercised: 0 }],
  [
    'does not ask for rows of a client that did not subscribe',
    () => listed(ran({}, { sessions: false }).event(1, pushed(DONE))),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'leaves a row of another generation alone',
    () => listed(ran().event(1, pushed(DONE)).event(2, pushed(RUNNING, 'g0'))),
    'inconclusive',
  ],
  [
    'does not compare a row that names no generation',
    () =>
      listed(
        ran()
          .event(1, pushed(DONE))
          .event(2, { ...pushed(DONE), row: { ...row('g1', RUNNING), generation: undefined } }),
      ),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'does not ask for what a connection that lacks a number may have missed',
    () => listed(ran().event(1, pushed(DONE)).event(2, pushed(DONE)).event(2, pushed(RUNNING), { seq: 9 })),
    'pass',
  ],
  [
    'does not compare where another field says that a row runs',
    () => listed(ran({ rowsRun: 'either' }).event(1, pushed(DONE)).event(2, pushed(RUNNING))),
    'inconclusive',
  ],
  [
    'compares after quiet alone',
    () => ran().event(1, pushed(DONE)).event(2, pushed(RUNNING)).list(1, row('g1', DONE)),
    'inconclusive',
  ],
]);
