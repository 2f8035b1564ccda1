import { summary, asked, answered, HISTORY, PAIR, paged, newest, archived } from './entry-histories.ts';
import { KEY, entry, reply, transcript } from './history-builder.ts';
import { judging } from './table.ts';

const GAP = 'a page leaves a gap';
const OVERLAP = 'pages overlap';

judging('entry/ordered', [
  [
    'passes pages that join',
    () => paged(newest(answered(), entry('d', 3), entry('e', 4)), 2, [entry('b', 1), entry('c', 2)]),
    'pass',
    undefined,
    { exercised: 2 },
  ],
  [
    'convicts a page that leaves a gap',
    () => paged(newest(answered(), entry('d', 4)), 1, [entry('a', 1), entry('b', 2)]),
    'violation',
    GAP,
    {
      sentence: `a page of ${KEY} ends at position 2, after a page that begins at 4`,
      records: [22, 26],
    },
  ],
  [
    'passes it where the dialect declares gaps',
    () => {
      const history = asked({ positions: 'with-gaps' });
      return paged(newest(history, entry('d', 4)), 1, [entry('a', 1), entry('b', 2)]);
    },
    'pass',
  ],
  [
    'convicts pages that overlap',
    () => paged(newest(answered(), entry('d', 4)), 1, [entry('c', 3), entry('d', 4)]),
    'violation',
    OVERLAP,
    { sentence: `a page of ${KEY} ends at position 4, after a page that begins at 4`, records: [22, 26] },
  ],
  [
    'passes pages that overlap while a run is under way',
    () => paged(newest(asked(), entry('d', 2)), 1, [entry('c', 1), entry('d', 2)]),
    'pass',
    undefined,
    { excused: [{ thing: 'page', because: 'something may have been added meanwhile', count: 1 }] },
  ],
  [
    'passes pages that overlap when a run ended while the first was on its way',
    () => {
      const history = asked();
      const id = history.request(1, HISTORY);
      const page = transcript('g1', [entry('d', 2)], { partial: true });
      history.answer(1, id, HISTORY, page, 'gateway').run(1, 'a').answer(1, id, HISTORY, page, 'client');
      return paged(history, 1, [entry('c', 1), entry('d', 2)]);
    },
    'pass',
  ],
  [
    'passes pages that overlap when something was accepted between them',
    () =>
      paged(newest(answered(), entry('d', 2)).send(1, 'e').run(1, 'e'), 1, [entry('c', 1), entry('d', 2)]),
    'pass',
  ],
  [
    'compares a third page with the second',
    () => {
      const second = paged(newest(answered(), entry('d', 4)), 1, [entry('c', 3)], { partial: true });
      return paged(second, 2, [entry('x', 0), entry('a', 1)]);
    },
    'violation',
    GAP,
    { records: [26, 30] },
  ],
  [
    'begins a new walk with a new history',
    () => {
      const first = newest(answered(), entry('c', 2), entry('d', 3));
      return paged(newest(first, entry('d', 3)), 1, [entry('b', 1), entry('c', 2)]);
    },
    'pass',
  ],
  [
    'leaves out pages that belong to no walk',
    () => paged(newest(answered(), entry('c', 3), entry('d', 4)), 1, [entry('a', 1), entry('b', 2)]),
    'pass',
  ],
  [
    'ends a walk with its last page',
    () => paged(answered().history(1, 'g1', PAIR), 2, [entry('x', 5), entry('y', 6)], { partial: true }),
    'pass',
  ],
  [
    'ends a walk with its connection',
    () => {
      const history = newest(answered(), entry('d', 4))
        .close(1)
        .connect(1, { sessions: false, messages: [] });
      return paged(history, 1, [entry('a', 1), entry('b', 2)]);
    },
    'pass',
  ],
  [
    'does not join pages of two generations',
    () => paged(newest(answered(), entry('d', 4)), 1, [entry('a', 1), entry('b', 2)], { generation: 'g2' }),
    'pass',
  ],
  [
    'says nothing once a summary took the place of what joins',
    () => paged(newest(answered(), entry('d', 4), entry('e', 5)), 2, [summary(4), entry('x', 5)]),
    'pass',
    undefined,
    { excused: [{ thing: 'page', because: 'a compaction came between them', count: 1 }] },
  ],
  [
    'joins a page that ends with an older summary',
    () => paged(newest(answered(), entry('d', 4), entry('e', 5)), 2, [summary(1), entry('x', 2)]),
    'violation',
    GAP,
  ],
  [
    'says nothing about pages without positions',
    () => paged(newest(answered(), entry('d', 4, { seq: undefined })), 1, [entry('a', 1), entry('b', 2)]),
    'pass',
  ],
  [
    'convicts pages of an archive that overlap, whatever is under way',
    () => archived(archived(asked(), 0, [entry('d', 4)], true), 1, [entry('c', 3), entry('d', 4)]),
    'violation',
    OVERLAP,
    { sentence: 'a page of archive g0 ends at position 4, after a page that begins at 4' },
  ],
  [
    'convicts pages of an archive that leave a gap',
    () => archived(archived(asked(), 0, [entry('d', 4)], true), 1, [entry('a', 1), entry('b', 2)]),
    'violation',
    GAP,
  ],
]);

const ENDLESS = 'a walk through pages has no end';
const MORE = { partial: true };
/** A page whose oldest entry is at this position, and the one behind it. */
const behind = (seq: number, more = MORE, dialect = {}) =>
  paged(newest(asked(dialect), entry('a', seq), reply('a', seq + 1)), 2, [], more);

judging('entry/ordered', [
  [
    'convicts an empty page behind the first position that says there is more',
    () => behind(1),
    'violation',
    ENDLESS,
    {
      records: [14, 18],
      sentence: `the page of ${KEY} before position 1 holds nothing, and says that there are older entries`,
    },
  ],
  ['passes one that says that it is the last', () => behind(1, { partial: false }), 'pass'],
  ['passes one before which something stands that is too long for it', () => behind(2), 'pass'],
  ['passes one where positions have gaps', () => behind(1, MORE, { positions: 'with-gaps' }), 'pass'],
  [
    'convicts it of an archive',
    () => archived(archived(answered().archives(1, 'g0'), 0, PAIR, true), 2, [], true),
    'violation',
    ENDLESS,
  ],
  [
    'knows no page before it of another walk',
    () => paged(newest(asked(), entry('a', 1)), 5, [], MORE).history(1, 'g1', PAIR),
    'pass',
  ],
]);
