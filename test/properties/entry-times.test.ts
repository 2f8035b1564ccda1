/** When an entry was made, read again. */
import { answered, both, newest, PAIR } from './entry-histories.ts';
import { aHistory, entry, KEY, listed, message, reply, row } from './history-builder.ts';
import { judging } from './table.ts';

const REDATED = 'an entry has another time than it had';
const at = (first: number | undefined, second = 2_000) => [
  entry('a', 1, { at: first }),
  reply('a', 2, { at: second }),
];

const NOT_THEN = 'an entry is dated when it was not made';
/** The wall clock is so far ahead of the history's. */
const WALL = 1_000_000;
/** The list is asked for at 27 ms and answered at 29 ms, by a clock that says so. */
const clocked = (history = answered()) => {
  const id = history.request(1, LIST);
  const now = (history.records.at(-1)?.atMicros ?? 0) / 1_000;
  return history.answer(1, id, LIST, listed([row('g1')], { at: WALL + now + 1 }));
};
const LIST = { type: 'list' } as const;

judging('entry/ordered', [
  [
    'convicts a reply that is dated ahead of the read that shows it',
    () => clocked().history(1, 'g1', at(WALL, WALL + 60_000)),
    'violation',
    NOT_THEN,
    {
      exercised: 1,
      sentence: `a history of ${KEY} says that entry a-reply was made at 60.000 s by the clock of the gateway's own list; its message was sent at 0.008 s, and the history was answered at 0.026 s`,
      records: [7, 22, 26],
    },
  ],
  [
    'convicts a message that is dated before it was sent',
    () => clocked().history(1, 'g1', [entry('a', 1, { at: WALL - 60_000 })]),
    'violation',
    NOT_THEN,
  ],
  [
    'convicts an entry of nobody that is dated ahead',
    () => clocked().history(1, 'g1', [entry('z', 1, { at: WALL + 60_000, runId: undefined })]),
    'violation',
    NOT_THEN,
    {
      sentence: `a history of ${KEY} says that entry z-entry was made at 60.000 s by the clock of the gateway's own list; the history was answered at 0.026 s`,
      records: [22, 26],
    },
  ],
  [
    'passes one that is dated long before',
    () => clocked().history(1, 'g1', [entry('z', 1, { at: WALL - 60_000, runId: undefined })]),
    'inconclusive',
  ],
  [
    'passes a message that is dated before the one of its text was sent',
    () =>
      clocked(answered().wait(60_000).send(1, 'b', { marker: 'a' })).history(1, 'g1', [
        entry('b', 1, { at: WALL + 10, marker: 'a' }),
      ]),
    'inconclusive',
  ],
  [
    'passes entries that were made when they are dated, give or take a second',
    () => clocked().history(1, 'g1', at(WALL - 900, WALL + 900)),
    'pass',
  ],
  [
    'does not judge it where no list told the clock, or a list without one',
    () =>
      answered()
        .list(1, row('g1'))
        .history(1, 'g1', at(WALL, WALL + 60_000)),
    'pass',
  ],
  [
    'does not judge it where the wall clock jumped since the message was sent, and says so',
    () => clocked(answered().jump()).history(1, 'g1', at(WALL, WALL + 60_000)),
    'pass',
    undefined,
    { excused: [{ thing: 'date', because: 'the wall clock jumped', count: 1 }] },
  ],
  [
    'the same where it jumped while the list was on its way',
    () => {
      const history = answered();
      const id = history.request(1, LIST);
      const list = listed([row('g1')], { at: WALL });
      history.answer(1, id, LIST, list, 'gateway').jump().send(1, 'b');
      return history
        .answer(1, id, LIST, list, 'client')
        .history(1, 'g1', [...at(WALL, WALL), entry('b', 3, { at: WALL + 60_000 })]);
    },
    'pass',
    undefined,
    { excused: [{ thing: 'date', because: 'the wall clock jumped', count: 1 }] },
  ],
  [
    'convicts it where it jumped before that',
    () =>
      clocked(
        aHistory().jump().connect(1, { sessions: false, messages: [] }).send(1, 'a').run(1, 'a'),
      ).history(1, 'g1', at(WALL, WALL + 60_000)),
    'violation',
    NOT_THEN,
  ],
  [
    'looks at the newest entry of a read alone',
    () => clocked().history(1, 'g1', at(WALL + 60_000, WALL + 10)),
    'pass',
  ],
  [
    'convicts a later read in which an entry was made at another time',
    () => answered().history(1, 'g1', at(1_234)).history(1, 'g1', at(1_000)),
    'violation',
    REDATED,
    {
      exercised: 2,
      sentence: `a history of ${KEY} says that entry a-entry was made at 1000; an earlier read said 1234`,
      records: [21, 26],
    },
  ],
  [
    'the same of the last entry, in a read that shows more',
    () =>
      both()
        .history(1, 'g1', at(1_234, 2_345))
        .history(1, 'g1', [...at(1_234, 2_000), entry('b', 3, { at: 3_000 })]),
    'violation',
    REDATED,
  ],
  [
    'the same in a read that shows less',
    () => newest(answered().history(1, 'g1', at(1_234, 2_345)), reply('a', 2, { at: 2_000 })),
    'violation',
    REDATED,
  ],
  [
    'the same where a summary took the place of what stood before',
    () =>
      answered()
        .history(1, 'g1', at(1_234, 2_345))
        .history(1, 'g1', [reply('a', 2, { at: 2_000 })]),
    'violation',
    REDATED,
  ],
  [
    'passes a later read that dates everything as before',
    () => answered().history(1, 'g1', at(1_234)).history(1, 'g1', at(1_234)),
    'pass',
    undefined,
    { exercised: 2 },
  ],
  [
    'passes one where entries do not say when they were made',
    () => answered().history(1, 'g1', at(1_234)).history(1, 'g1', at(undefined)).history(1, 'g1', PAIR),
    'pass',
  ],
  [
    'does not judge it where the wall clock jumped meanwhile',
    () => answered().history(1, 'g1', at(1_234)).jump().history(1, 'g1', at(1_000)),
    'pass',
    undefined,
    { excused: [{ thing: 'date', because: 'the wall clock jumped', count: 1 }] },
  ],
  [
    'passes another entry of another generation',
    () => answered().history(1, 'g1', at(1_234)).history(1, 'g2', at(1_000)),
    'pass',
  ],
]);

const PUSHED_OTHERWISE = 'an entry is pushed with another time than it has';
const pushed = (time: number) => answered().event(1, message('g1', entry('a', 1, { at: time })));

judging('entry/ordered', [
  [
    'passes an entry that is pushed with the time it has',
    () => pushed(1_000).history(1, 'g1', at(1_000)),
    'pass',
  ],
  [
    'convicts one that is pushed with another time',
    () => pushed(1_001).history(1, 'g1', at(1_000)),
    'violation',
    PUSHED_OTHERWISE,
    { sentence: `entry a-entry of ${KEY} was pushed as made at 1001; a history says 1000` },
  ],
  [
    'convicts it once, by the first read that shows it',
    () =>
      pushed(1_001)
        .history(1, 'g1', [entry('b')])
        .history(1, 'g1', at(1_000))
        .history(1, 'g1', at(1_000)),
    'violation',
    PUSHED_OTHERWISE,
  ],
  [
    'passes one that is pushed without a time',
    () =>
      answered()
        .event(1, message('g1', entry('a')))
        .history(1, 'g1', at(1_000)),
    'pass',
  ],
  ['passes one that is read without a time', () => pushed(1_001).history(1, 'g1', at(undefined)), 'pass'],
  [
    'does not compare entries of two generations',
    () => pushed(1_001).reset(1, 'g2').history(1, 'g2', at(1_000)),
    'pass',
  ],
  [
    'leaves out one that was pushed before the wall clock jumped',
    () => pushed(1_001).jump().history(1, 'g1', at(1_000)),
    'pass',
  ],
]);
