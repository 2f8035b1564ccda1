/** A notice of a delete may name the session that ended: there is no next one that it could mean. */
import type { EventMeaning } from '../../src/dialect/observation.ts';
import { KEY, aHistory, entry, row, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const DELETE = { type: 'delete', key: KEY } as const;
const CHANGED: EventMeaning = {
  type: 'notice',
  key: KEY,
  notice: 'sessions.changed',
  reason: 'delete',
  ended: 'g1',
  next: undefined,
};

/** g1 is read, deleted, and told to have ended by both notices; the next message begins another one. */
const deleted = (changed: EventMeaning = CHANGED) =>
  aHistory()
    .connect(1)
    .list(1, row('g1'))
    .ask(1, DELETE, { ...DELETE, deleted: true })
    .event(1, changed)
    .event(1, { ...CHANGED, notice: 'socket.drain' });
const goesOn = (history: HistoryBuilder) =>
  history
    .send(1, 'a')
    .history(1, 'g2', [entry('a')])
    .list(1, row('g2'));

judging('rotation/explicit', [
  ['takes the session that it names for what ended', () => goesOn(deleted()), 'pass'],
  [
    'takes one that names nothing for the same',
    () => goesOn(deleted({ ...CHANGED, ended: undefined })),
    'pass',
  ],
  [
    'convicts it of a session that nobody asked to end',
    () => goesOn(aHistory().connect(1).list(1, row('g1')).event(1, CHANGED)),
    'violation',
    'a session ended without a request',
  ],
]);

judging('eviction/notified', [
  ['counts it as the notice of that end', () => goesOn(deleted()), 'pass', undefined, { exercised: 2 }],
  [
    'convicts it when it comes twice',
    () => goesOn(deleted().event(1, CHANGED)),
    'violation',
    'a notice came twice',
  ],
  [
    'convicts where the other one is missing',
    () =>
      goesOn(
        aHistory()
          .connect(1)
          .list(1, row('g1'))
          .ask(1, DELETE, { ...DELETE, deleted: true })
          .event(1, CHANGED),
      ).run(1, 'a'),
    'violation',
    'a notice did not come before an event of the next generation',
  ],
  [
    'names one that came with a reason that no end has',
    () =>
      goesOn(
        aHistory()
          .connect(1)
          .list(1, row('g1'))
          .ask(1, DELETE, { ...DELETE, deleted: true })
          .event(1, CHANGED)
          .event(1, { type: 'odd-notice', notice: 'socket.drain', key: KEY, ended: 'g1', says: '"delete"' }),
      ).run(1, 'a'),
    'violation',
    'a notice did not come before an event of the next generation',
    {
      sentence: `connection 1 (web): socket.drain for the end of generation g1 of ${KEY} by delete did not come before an event of the next generation; one of that generation came with the reason "delete", which tells of no end`,
    },
  ],
  [
    'the same where it names no generation',
    () =>
      goesOn(
        aHistory()
          .connect(1)
          .list(1, row('g1'))
          .ask(1, DELETE, { ...DELETE, deleted: true })
          .event(1, {
            type: 'odd-notice',
            notice: 'sessions.changed',
            key: KEY,
            ended: undefined,
            says: '"deleted"',
          })
          .event(1, { ...CHANGED, notice: 'socket.drain' }),
      ).run(1, 'a'),
    'violation',
    'a notice did not come before an event of the next generation',
    {
      sentence: `connection 1 (web): sessions.changed for the end of generation g1 of ${KEY} by delete did not come before an event of the next generation; one came with the reason "deleted", which tells of no end`,
    },
  ],
]);

const resetOn = (events: readonly string[]) =>
  aHistory().connect(1, { events }).list(1, row('g1')).reset(1, 'g2').notices([1], 'g1', 'g2');

judging('eviction/notified', [
  [
    'convicts a notice that the hello does not list',
    () => resetOn(['sessions.changed']),
    'violation',
    'a notice is not listed in the hello',
    { sentence: 'connection 1 (web) got socket.drain, which its hello does not list' },
  ],
  ['passes both when the hello lists them', () => resetOn(['sessions.changed', 'socket.drain']), 'pass'],
  ['passes both when the hello lists nothing at all', () => resetOn([]), 'pass'],
]);
