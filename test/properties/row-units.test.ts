/** A row's time in another unit than Unix milliseconds is said as it is: nothing can be reckoned from it. */
import { KEY, aHistory, listed, row } from './history-builder.ts';
import { judging } from './table.ts';

const LIST = { type: 'list' } as const;
const WALL = 1_767_268_800_000;

/** Its only turn is over; the list is answered at `WALL`. */
const shown = (endedAt: number) => {
  const history = aHistory()
    .connect(1)
    .send(1, 'a')
    .provider('call', 1, { promptMarkers: ['a'] })
    .provider('end', 1, { tokens: 7 })
    .run(1, 'a')
    .wait(100);
  const id = history.request(1, LIST);
  const said = row('g1', { status: 'done', startedAt: WALL, endedAt, totalTokens: 7 });
  return history.answer(1, id, LIST, listed([said], { at: WALL }));
};

judging('row/accurate', [
  ['passes a row in milliseconds', () => shown(WALL), 'pass'],
  [
    'says the value of one in seconds as it is',
    () => shown(WALL / 1_000),
    'violation',
    'a row says wrongly when the last turn ended',
    {
      sentence: `${KEY} says that its last turn, a, ended at 1767268800, which is no Unix time in milliseconds as the list's own ts ${WALL} is; the model was done at 0.021 s, and its terminal came at 0.028 s`,
    },
  ],
]);
