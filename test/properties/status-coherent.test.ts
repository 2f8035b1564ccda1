/** What rows say while accepted messages wait; test/properties/generation.test.ts has the rest of the property. */
import type { EventMeaning, ObservedRow } from '../../src/dialect/observation.ts';
import { BUSY, KEY, aHistory, listed, row, sending, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const CONTRADICTS = 'a row has another status and an active run';
const WAITED = 'a row does not say running while a message waits';
const LIST = { type: 'list' } as const;
const DONE = row('g1', { status: 'done' });
const BOTH = row('g1', { status: 'done', hasActiveRun: true, activeRunIds: ['a', 'b'] });
const RUNNING = row('g1', { status: 'running', hasActiveRun: true, activeRunIds: ['b'] });

const pushed = (shown: ObservedRow): EventMeaning => ({
  type: 'row',
  key: KEY,
  generation: 'g1',
  row: shown,
  runId: 'a',
});
/** A run ended, and the message behind it waits. */
const waiting = (history = aHistory().connect(1)) =>
  history
    .send(1, 'a')
    .provider('call', 1, { promptMarkers: ['a'] })
    .send(1, 'b')
    .provider('end', 1)
    .run(1, 'a');
const begins = (history: HistoryBuilder) => history.provider('call', 2, { promptMarkers: ['a', 'b'] });

/** A subscriber is pushed the row of a run's start when message b has been accepted: before that start, or after. */
function starts({ acceptedFirst }: { readonly acceptedFirst: boolean }): HistoryBuilder {
  const history = aHistory().connect(1).connect(2).send(1, 'a');
  if (acceptedFirst) history.send(1, 'b');
  history.provider('call', 1, { promptMarkers: ['a'] });
  if (!acceptedFirst) history.send(1, 'b');
  const begun = row('g1', { status: 'running', hasActiveRun: true, activeRunIds: ['a'] });
  history.event(2, pushed(begun), { bufferedBytes: 1 }).provider('end', 1).run(1, 'a');
  return begins(history.list(1, RUNNING));
}

/** The row of a session that message a opened is pushed late, when one that was asked for before a has been taken as well. */
function opens({ acceptedFirst }: { readonly acceptedFirst: boolean }): HistoryBuilder {
  const history = aHistory().connect(1).connect(2).send(1, 'b', {}, BUSY);
  for (const runId of acceptedFirst ? ['b', 'a'] : ['a', 'b']) history.send(1, runId);
  history.provider('call', 1, { promptMarkers: ['a'] });
  const opened = row('g1', { status: 'running', hasActiveRun: true, activeRunIds: ['a'] });
  const of = { type: 'row', key: KEY, generation: 'g1', row: opened, runId: undefined } as const;
  return begins(history.event(2, of, { bufferedBytes: 1 }).provider('end', 1).run(1, 'a').list(1, RUNNING));
}

/** The same, and what shows that a was taken is the answer to its second attempt, which comes after b was taken. */
function opensUnanswered(): HistoryBuilder {
  const history = aHistory().connect(1).connect(2).connect(3);
  history.request(3, sending('a'));
  history
    .close(3)
    .send(1, 'b')
    .provider('call', 1, { promptMarkers: ['a'] });
  history.send(2, 'a', {}, { type: 'send', status: 'in-flight', runId: 'a' });
  const opened = row('g1', { status: 'running', hasActiveRun: true, activeRunIds: ['a'] });
  const of = { type: 'row', key: KEY, generation: 'g1', row: opened, runId: undefined } as const;
  return begins(history.event(2, of, { bufferedBytes: 1 }).provider('end', 1).run(1, 'a').list(1, RUNNING));
}

judging('status/coherent', [
  [
    'passes a row that runs while a message waits',
    () => begins(waiting().list(1, RUNNING)),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts a row that is done while a message waits',
    () => begins(waiting().list(1, DONE)),
    'violation',
    WAITED,
    {
      exercised: 1,
      sentence: `${KEY} said status done and no active run while message b, accepted before, waited for its run`,
      records: [22, 36, 37],
    },
  ],
  [
    'passes it where the message was settled just then, and its key begins anew long after',
    () => {
      const history = waiting().list(1, DONE).run(1, 'b').wait(400_000);
      history.request(1, sending('b'));
      return begins(history);
    },
    'pass',
    undefined,
    { exercised: 1 },
  ],
  ['convicts a row without a status', () => begins(waiting().list(1, row('g1'))), 'violation', WAITED],
  [
    'convicts a pushed row that is done while a message waits',
    () => begins(waiting().event(1, pushed(DONE))),
    'violation',
    WAITED,
    { exercised: 0, records: [22, 33, 35] },
  ],
  [
    'does not know how old a pushed row is on a connection that was told nothing of the message',
    () => begins(waiting(aHistory().connect(1).connect(2)).event(2, pushed(DONE)).list(2, RUNNING)),
    'pass',
  ],
  [
    'convicts it where its sending was recorded itself',
    () => begins(waiting(aHistory().connect(1).connect(2)).event(2, pushed(DONE), { bufferedBytes: 1 })),
    'violation',
    WAITED,
  ],
  [
    'convicts it on a connection that was answered a later request before it',
    () => begins(waiting(aHistory().connect(1).connect(2)).list(2).event(2, pushed(DONE))),
    'violation',
    WAITED,
  ],
  [
    'passes the row of a start that was gathered with other events, and overtaken by an acknowledgement',
    () => starts({ acceptedFirst: false }),
    'pass',
  ],
  [
    'passes the row of a session that was overtaken by an acknowledgement of what had been refused before',
    () => opens({ acceptedFirst: false }),
    'pass',
  ],
  [
    'passes the row of a session when only a retry tells that the message which opened it was taken',
    opensUnanswered,
    'pass',
  ],
  [
    'convicts the row of a session that leaves out the message which it was opened by',
    () => opens({ acceptedFirst: true }),
    'violation',
    'a row does not name an active run',
  ],
  [
    'convicts the row of a start that leaves out a message which was accepted before it',
    () => starts({ acceptedFirst: true }),
    'violation',
    'a row does not name an active run',
    {
      exercised: 1,
      sentence: `${KEY} said that its active runs are (a) while message b, accepted before, waited for its run`,
    },
  ],
  ['says nothing of a message whose run never comes', () => waiting().list(1, DONE), 'pass'],
  [
    'passes a row that was asked for before the message was accepted',
    () => {
      const history = aHistory().connect(1);
      const id = history.request(1, LIST);
      return history
        .send(1, 'a')
        .answer(1, id, LIST, listed([DONE]))
        .provider('call', 1, { promptMarkers: ['a'] });
    },
    'pass',
  ],
  [
    'passes a row that was read after the run had begun',
    () =>
      aHistory()
        .connect(1)
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .provider('end', 1)
        .list(1, DONE)
        .provider('call', 2, { promptMarkers: ['a'] }),
    'pass',
  ],
  [
    'passes the row of another session',
    () => begins(waiting().list(1, row('g9', { key: 'agent:main:other', status: 'done' }))),
    'pass',
  ],
  [
    'passes a row after a reset while the message waited',
    () => begins(waiting().reset(1, 'g2').list(1, row('g2'))),
    'pass',
  ],
  [
    'passes a message that was answered as new again',
    () => begins(waiting().send(1, 'b').list(1, DONE)),
    'pass',
  ],
  [
    'convicts a row that is done and has an active run',
    () => waiting().list(1, BOTH),
    'violation',
    CONTRADICTS,
    { sentence: `${KEY}: status done with an active run (a, b)`, records: [36] },
  ],
  [
    'convicts a pushed row that is done and has an active run',
    () => waiting().event(1, pushed(BOTH)).list(1, RUNNING),
    'violation',
    CONTRADICTS,
    { records: [33] },
  ],
  [
    'judges a pushed row as it is sent',
    () => waiting().event(1, pushed(BOTH), { legs: 'client' }).list(1, RUNNING),
    'pass',
  ],
  [
    'convicts a row without a status that has an active run',
    () => waiting().list(1, { ...BOTH, status: null, activeRunIds: undefined }),
    'violation',
    CONTRADICTS,
    { sentence: `${KEY}: status null with an active run ()` },
  ],
  [
    'passes both where the dialect has an active run running whatever the status',
    () => {
      const history = aHistory({}, { rowsRun: 'either' })
        .connect(1)
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] });
      return history
        .send(1, 'b')
        .list(1, BOTH)
        .provider('end', 1)
        .run(1, 'a')
        .list(1, DONE)
        .provider('call', 2, { promptMarkers: ['b'] });
    },
    'pass',
  ],
]);
