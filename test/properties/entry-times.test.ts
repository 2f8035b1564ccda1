/** When an entry was made, read again. */
import { answered, both, newest, PAIR } from './entry-histories.ts';
import { entry, KEY, reply } from './history-builder.ts';
import { judging } from './table.ts';

const REDATED = 'an entry has another time than it had';
const at = (first: number | undefined, second = 2_000) => [
  entry('a', 1, { at: first }),
  reply('a', 2, { at: second }),
];

judging('entry/ordered', [
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
    { excused: [{ thing: 'entry', because: 'the wall clock jumped', count: 1 }] },
  ],
  [
    'passes another entry of another generation',
    () => answered().history(1, 'g1', at(1_234)).history(1, 'g2', at(1_000)),
    'pass',
  ],
]);
