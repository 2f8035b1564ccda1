/** Reads that leave out what stands before, and say that they do not. */
import { answered, archived, asked, both, newest, paged, PAIR, THREE, summary } from './entry-histories.ts';
import { entry, KEY } from './history-builder.ts';
import { judging } from './table.ts';

const HIDDEN = 'a read that leaves nothing out begins behind the first position';

judging('entry/ordered', [
  [
    'convicts a history that begins behind the first position',
    () =>
      both()
        .history(1, 'g1', THREE)
        .history(1, 'g1', [entry('b', 3)]),
    'violation',
    HIDDEN,
    {
      exercised: 1,
      sentence: `a read of ${KEY} says that it leaves nothing older out, and begins at position 3`,
      records: [30],
    },
  ],
  [
    'says so of what such a read lacks',
    () =>
      both()
        .history(1, 'g1', THREE)
        .history(1, 'g1', [entry('b', 3)]),
    'violation',
    'a later read lacks a message',
    {
      sentence: `a history of ${KEY} lacks the message a-entry of run a, which an earlier read showed: it begins at position 3`,
    },
  ],
  [
    'convicts the last page of a walk',
    () => paged(newest(both(), entry('b', 3)), 1, [entry('a', 2)]),
    'violation',
    HIDDEN,
  ],
  ['convicts an archive', () => archived(answered(), 0, [entry('a', 2)]), 'violation', HIDDEN],
  [
    'passes a page that says so, and one that begins with the first position',
    () => paged(newest(both(), entry('b', 3)), 1, PAIR),
    'pass',
  ],
  [
    'passes a summary of what stood there',
    () => both().history(1, 'g1', [summary(2), entry('b', 3)]),
    'pass',
  ],
  [
    'passes what stands behind the mark of a reset in place',
    () => both().history(1, 'g1', [entry('m', 2, { isReset: true, role: 'system' }), entry('b', 3)]),
    'pass',
  ],
  [
    'says nothing of a history without positions',
    () => answered().history(1, 'g1', [entry('a', undefined)]),
    'inconclusive',
  ],
  [
    'nor where positions have gaps',
    () => asked({ positions: 'with-gaps' }).history(1, 'g1', [entry('a', 2)]),
    'inconclusive',
  ],
]);
