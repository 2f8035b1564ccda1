import { HISTORY, asked, answered, both, PAIR, THREE, newest, archived } from './entry-histories.ts';
import { KEY, aHistory, entry, reply, transcript } from './history-builder.ts';
import { judging, type Row } from './table.ts';

const FALL = 'positions do not rise';
const LEFT_OUT = 'a position is left out';
const EARLY_REPLY = 'a reply stands before its message';
const BEHIND = 'a message stands behind one that was sent later';

const positions: readonly Row[] = [
  [
    'passes entries whose positions rise by one',
    () => answered().history(1, 'g1', PAIR),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'says nothing about a single entry',
    () => asked().history(1, 'g1', [entry('a', 1)]),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'convicts positions that fall',
    () => answered().history(1, 'g1', [entry('a', 3), reply('a', 2)]),
    'violation',
    FALL,
    {
      exercised: 1,
      sentence: `in ${KEY} entry a-entry at position 3 is followed by a-reply at 2`,
      records: [22],
    },
  ],
  [
    'convicts a position that stands twice',
    () => answered().history(1, 'g1', [entry('a', 2), reply('a', 2)]),
    'violation',
    FALL,
  ],
  [
    'convicts a position that is left out where the dialect knows no gaps',
    () => answered().history(1, 'g1', [entry('a', 1), reply('a', 3)]),
    'violation',
    LEFT_OUT,
    { sentence: `in ${KEY} entry a-entry at position 1 is followed by a-reply at 3` },
  ],
  [
    'passes gaps where the dialect declares them',
    () =>
      asked({ positions: 'with-gaps' })
        .run(1, 'a')
        .history(1, 'g1', [entry('a', 1), reply('a', 3)]),
    'pass',
  ],
  [
    'convicts equal positions where the dialect declares gaps alone',
    () => asked({ positions: 'with-gaps' }).history(1, 'g1', [entry('a', 2), reply('a', 2)]),
    'violation',
    FALL,
  ],
  [
    'passes parts of one entry where the dialect declares them',
    () => asked({ positions: 'with-parts' }).history(1, 'g1', [entry('a', 2), reply('a', 2), reply('a', 5)]),
    'pass',
  ],
  [
    'convicts a fall whatever the dialect declares',
    () => asked({ positions: 'with-parts' }).history(1, 'g1', [entry('a', 2), reply('a', 1)]),
    'violation',
    FALL,
  ],
  [
    'says nothing about entries without a position',
    () => answered().history(1, 'g1', [entry('a', 1, { seq: undefined }), reply('a', 5)]),
    'pass',
  ],
  [
    'judges an answer that names no generation, and archives',
    () => archived(answered(), 0, [entry('x', 4), entry('y', 3)]),
    'violation',
    FALL,
    { sentence: 'in archive g0 entry x-entry at position 4 is followed by y-entry at 3', records: [22] },
  ],
  [
    'judges what is delivered alone',
    () => {
      const history = answered();
      const id = history.request(1, HISTORY);
      return history.answer(1, id, HISTORY, transcript('g1', [entry('a', 3), reply('a', 2)]), 'gateway');
    },
    'inconclusive',
  ],
  [
    'judges a read after a new entry by the one before it',
    () =>
      both()
        .history(1, 'g1', PAIR)
        .history(1, 'g1', [...PAIR, entry('b', 2)]),
    'violation',
    FALL,
    { exercised: 2, records: [30] },
  ],
];

const replies: readonly Row[] = [
  [
    'convicts a reply that stands before its message, rather than its position',
    () => answered().history(1, 'g1', [reply('a', 2), entry('a', 1)]),
    'violation',
    EARLY_REPLY,
    {
      sentence: `in ${KEY} the reply a-reply of run a stands before the message a-entry that began the run`,
      records: [7, 22],
    },
  ],
  [
    'convicts it also where nobody saw the send',
    () => asked().history(1, 'g1', [reply('z', 1), entry('z', 2)]),
    'violation',
    EARLY_REPLY,
    { sentence: `in ${KEY} the reply z-reply of run z stands before the message z-entry that began the run` },
  ],
  ['passes a reply of one run before the message of another', () => both().history(1, 'g1', THREE), 'pass'],
  ['passes a reply whose message is not shown', () => newest(both(), reply('a', 2), entry('b', 3)), 'pass'],
  [
    'passes a second reply, and a message of a run that was accepted as new once more',
    () =>
      answered()
        .send(1, 'a')
        .history(1, 'g1', [reply('a', 1), entry('a', 2, { id: 'again' }), reply('a', 3, { id: 'more' })]),
    'pass',
  ],
];

const order: readonly Row[] = [
  [
    'convicts a message behind one that was sent after its acknowledgement',
    () => both().history(1, 'g1', [entry('b', 1), entry('a', 2)]),
    'violation',
    BEHIND,
    {
      sentence: `in ${KEY} message a stands behind message b, which was sent after the acknowledgement of a had arrived`,
      records: [10, 19, 26],
    },
  ],
  [
    'passes two messages of which the one was sent before the acknowledgement of the other',
    () => {
      const history = aHistory().connect(1, { sessions: false, messages: [] });
      const ask = {
        type: 'send',
        key: KEY,
        runId: 'a',
        text: '[[a]]',
        marker: 'a',
        named: undefined,
        control: undefined,
      } as const;
      const id = history.request(1, ask);
      return history
        .send(1, 'b')
        .answer(1, id, ask, { type: 'send', status: 'accepted', runId: 'a' })
        .history(1, 'g1', [entry('b', 1), entry('a', 2)]);
    },
    'pass',
  ],
  [
    'knows a message by its marker where the entry names no run',
    () => both().history(1, 'g1', [entry('b', 1, { runId: undefined }), entry('a', 2, { runId: undefined })]),
    'violation',
    BEHIND,
  ],
  [
    'compares with the message that was sent last, not with the one before',
    () =>
      both()
        .send(1, 'c')
        .history(1, 'g1', [entry('c', 1), entry('a', 2), entry('b', 3)]),
    'violation',
    BEHIND,
    { records: [10, 23, 30] },
  ],
  [
    'takes the mark of a command for no message',
    () => both().history(1, 'g1', [entry('b', 1), entry('a', 2, { sessionControl: true })]),
    'pass',
  ],
  [
    'leaves a message that stands twice to send/exactly-once',
    () => both().history(1, 'g1', [entry('a', 1), entry('b', 2), entry('a', 3, { id: 'twice' })]),
    'pass',
  ],
  [
    'says nothing of the place of a message that was accepted as new once more',
    () =>
      answered()
        .send(1, 'b')
        .send(1, 'a')
        .history(1, 'g1', [entry('b', 1), entry('a', 2)]),
    'pass',
  ],
];

judging('entry/ordered', [...positions, ...replies, ...order]);
