/** At which position an entry is pushed, and at which it says that it stands. */
import { aHistory, entry, KEY } from './history-builder.ts';
import { judging } from './table.ts';

const PLACES = 'an entry is pushed at another position than it has';
const pushed = (pushedAt: number | undefined, seq: number | undefined = 3) =>
  aHistory()
    .connect(1)
    .event(1, { type: 'message', key: KEY, generation: 'g1', entry: entry('a', seq), pushedAt });

judging('entry/ordered', [
  [
    'convicts an entry that is pushed at another position than its own',
    () => pushed(2),
    'violation',
    PLACES,
    {
      exercised: 0,
      sentence: `entry a-entry of ${KEY} is pushed as that of position 2, and says itself that it stands at 3`,
      records: [15],
    },
  ],
  ['says nothing of one that is pushed at its own', () => pushed(3), 'inconclusive'],
  ['nor of one of which only one is known', () => pushed(undefined), 'inconclusive'],
]);
