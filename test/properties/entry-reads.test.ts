import { HISTORY, summary, asked, answered, both, PAIR, THREE, newest } from './entry-histories.ts';
import { KEY, entry, reply, transcript } from './history-builder.ts';
import { judging } from './table.ts';

const FALL = 'positions do not rise';
const SWAPPED = 'a later read reorders entries';
const LACKS_MESSAGE = 'a later read lacks a message';
const LACKS_REPLY = 'a later read lacks a reply';

judging('entry/ordered', [
  [
    'passes a later read that shows more',
    () => both().history(1, 'g1', PAIR).history(1, 'g1', THREE),
    'pass',
    undefined,
    { exercised: 2 },
  ],
  [
    'convicts a later read that lacks an acknowledged message',
    () => both().history(1, 'g1', THREE).history(1, 'g1', PAIR),
    'violation',
    LACKS_MESSAGE,
    {
      exercised: 2,
      sentence: `a history of ${KEY} lacks the message b-entry of run b, which an earlier read showed`,
      records: [25, 30],
    },
  ],
  [
    'convicts a later read that lacks a message in its middle, and passes what comes back',
    () =>
      both()
        .history(1, 'g1', [entry('a', 1), entry('b', 2)])
        .history(1, 'g1', [entry('b', 2)])
        .history(1, 'g1', [entry('a', 1), entry('b', 2)]),
    'violation',
    LACKS_MESSAGE,
  ],
  [
    'convicts a later read that lacks a reply whose terminal was sent',
    () =>
      answered()
        .history(1, 'g1', PAIR)
        .history(1, 'g1', [entry('a', 1)]),
    'violation',
    LACKS_REPLY,
    {
      sentence: `a history of ${KEY} lacks the reply a-reply of run a, which an earlier read showed`,
      records: [21, 26],
    },
  ],
  [
    'convicts one that lacks a tool result of such a run',
    () =>
      answered()
        .history(1, 'g1', [entry('a', 1), reply('a', 2, { role: 'tool', id: 'tool' })])
        .history(1, 'g1', [entry('a', 1)]),
    'violation',
    LACKS_REPLY,
  ],
  [
    'says nothing of a reply without a terminal',
    () =>
      asked()
        .history(1, 'g1', PAIR)
        .history(1, 'g1', [entry('a', 1)]),
    'pass',
  ],
  [
    'says nothing of a message without an acknowledgement',
    () => {
      const history = answered();
      const ask = {
        type: 'send',
        key: KEY,
        runId: 'b',
        text: '[[b]]',
        marker: 'b',
        named: undefined,
        control: undefined,
      } as const;
      history.request(1, ask);
      return history.history(1, 'g1', THREE).history(1, 'g1', PAIR);
    },
    'pass',
  ],
  [
    'says nothing of an entry that belongs to no send',
    () =>
      answered()
        .history(1, 'g1', [...PAIR, entry('z', 3)])
        .history(1, 'g1', PAIR),
    'pass',
  ],
  [
    'passes a read that was asked for before the one that showed more was answered',
    () => {
      const history = both();
      const id = history.request(1, HISTORY);
      return history.history(1, 'g1', THREE).answer(1, id, HISTORY, transcript('g1', PAIR));
    },
    'pass',
  ],
  [
    'goes on from the newest read when an older one arrives later',
    () => {
      const history = both();
      const id = history.request(1, HISTORY);
      history.answer(1, id, HISTORY, transcript('g1', PAIR), 'gateway');
      return history
        .history(1, 'g1', THREE)
        .answer(1, id, HISTORY, transcript('g1', PAIR), 'client')
        .history(1, 'g1', PAIR);
    },
    'violation',
    LACKS_MESSAGE,
  ],
  [
    'judges an older read that arrives later by itself',
    () => {
      const history = both();
      const id = history.request(1, HISTORY);
      const fallen = transcript('g1', [entry('a', 3), reply('a', 2)]);
      history.answer(1, id, HISTORY, fallen, 'gateway');
      return history.history(1, 'g1', THREE).answer(1, id, HISTORY, fallen, 'client');
    },
    'violation',
    FALL,
  ],
  [
    'passes a reply that is gone after a crash',
    () =>
      answered()
        .history(1, 'g1', PAIR)
        .restart([1])
        .connect(2, { sessions: false, messages: [] })
        .history(2, 'g1', [entry('a', 1)]),
    'pass',
    undefined,
    { excused: [{ thing: 'entry', because: 'a crash may have undone them', count: 1 }] },
  ],
  [
    'convicts a message that is gone after a crash',
    () =>
      both()
        .history(1, 'g1', THREE)
        .restart([1])
        .connect(2, { sessions: false, messages: [] })
        .history(2, 'g1', PAIR),
    'violation',
    LACKS_MESSAGE,
  ],
  [
    'convicts a reply that was shown after the crash and is gone',
    () =>
      answered()
        .restart([1])
        .connect(2, { sessions: false, messages: [] })
        .history(2, 'g1', PAIR)
        .history(2, 'g1', [entry('a', 1)]),
    'violation',
    LACKS_REPLY,
  ],
  [
    'passes a reply that is gone once a reset of its generation was asked for',
    () => {
      const history = both().history(1, 'g1', THREE);
      history.request(1, { type: 'reset', key: KEY });
      return history.history(1, 'g1', PAIR);
    },
    'pass',
    undefined,
    { excused: [{ thing: 'entry', because: 'somebody asked to end their session', count: 1 }] },
  ],
  [
    'excuses a message that may have been taken twice, once',
    () => both().history(1, 'g1', THREE).send(1, 'b').history(1, 'g1', PAIR).history(1, 'g1', PAIR),
    'pass',
    undefined,
    { excused: [{ thing: 'entry', because: 'their message may have been taken twice', count: 1 }] },
  ],
  [
    'begins anew with another generation',
    () =>
      both()
        .history(1, 'g1', THREE)
        .reset(1, 'g2')
        .history(1, 'g2', [entry('c', 1), reply('c', 2)]),
    'pass',
  ],
  [
    'passes entries that a summary covers',
    () =>
      both()
        .history(1, 'g1', THREE)
        .history(1, 'g1', [summary(2), entry('b', 3)]),
    'pass',
  ],
  [
    'convicts a message that the summary does not cover',
    () =>
      both()
        .history(1, 'g1', THREE)
        .history(1, 'g1', [summary(2)]),
    'violation',
    LACKS_MESSAGE,
    { sentence: `a history of ${KEY} lacks the message b-entry of run b, which an earlier read showed` },
  ],
  [
    'takes a summary that does not say what it covers for one that covers everything',
    () =>
      both()
        .history(1, 'g1', THREE)
        .history(1, 'g1', [summary(undefined, 9)]),
    'pass',
  ],
  [
    'knows what a summary covers when a later read does not show it',
    () =>
      newest(
        both()
          .history(1, 'g1', THREE)
          .history(1, 'g1', [summary(3)]),
        summary(3),
        entry('c', 4),
      ),
    'pass',
  ],
  [
    'judges a read of the newest entries by what it should reach',
    () => newest(both().history(1, 'g1', THREE), reply('a', 2)),
    'violation',
    LACKS_MESSAGE,
  ],
  [
    'passes older entries that a partial read leaves out',
    () => newest(both().history(1, 'g1', THREE), reply('a', 2), entry('b', 3)),
    'pass',
  ],
  [
    'takes a partial read of unknown entries for what is known now',
    () => newest(newest(both().history(1, 'g1', PAIR), entry('b', 3), reply('b', 4)), entry('b', 3)),
    'pass',
  ],
  [
    'convicts a read that swaps what an earlier one showed',
    () =>
      asked({ positions: 'with-parts' })
        .history(1, 'g1', [entry('x', 1), entry('y', 1)])
        .history(1, 'g1', [entry('y', 1), entry('x', 1)]),
    'violation',
    SWAPPED,
    {
      sentence: `a history of ${KEY} shows y-entry before x-entry; earlier reads showed them the other way round`,
      records: [13, 18],
    },
  ],
  [
    'passes an entry that appears between known ones',
    () =>
      asked({ positions: 'with-gaps' })
        .history(1, 'g1', [entry('x', 1), entry('y', 5)])
        .history(1, 'g1', [entry('x', 1), entry('n', 3), entry('y', 5)])
        .history(1, 'g1', [entry('x', 1), entry('n', 3), entry('y', 5)]),
    'pass',
    undefined,
    { exercised: 3 },
  ],
  [
    'compares nothing where a history names no generation',
    () => both().history(1, undefined, THREE).history(1, undefined, PAIR),
    'pass',
  ],
]);
