/** What the model knows after pages of transcripts and archives (`states.ts`). */
import { KEY, accepted, entry, reply } from './history-builder.ts';
import { knowing } from './states.ts';

const summary = (seq: number, more: Parameters<typeof entry>[2] = {}) =>
  entry('s', seq, {
    id: `summary ${seq}`,
    role: 'system',
    text: 'all of it',
    marker: undefined,
    runId: undefined,
    compaction: true,
    coversSeq: seq - 1,
    ...more,
  });
const mark = (marker: string | undefined, isReset = false) =>
  entry('mark', 1, { id: 'mark', role: 'system', marker, runId: undefined, sessionControl: true, isReset });

knowing('of pages', [
  [
    'how much was read, and of which positions none shows anything',
    (one) =>
      one
        .do((h) => h.phase('quiet'))
        .sends('a')
        .reads([entry('a', 9), reply('a', 10)], { partial: true })
        .pages(2, [entry('b', 5), reply('b', 6)], true)
        .pages(4, [entry('c', 2), reply('c', 3)]),
  ],
  [
    'nothing skipped, where each page follows the other',
    (one) =>
      one
        .do((h) => h.phase('quiet'))
        .sends('a')
        .reads([entry('a', 3), reply('a', 4)], { partial: true })
        .pages(2, [entry('b', 1), reply('b', 2)]),
  ],
  [
    'nothing skipped, where positions do not go by one',
    (one) =>
      one
        .do((h) => h.phase('quiet'))
        .sends('a')
        .reads([entry('a', 30)], { partial: true })
        .pages(1, [entry('b', 10)]),
    { positions: 'with-gaps' },
  ],
  [
    'nothing of one of another generation, or of one that does not follow',
    (one) =>
      one
        .do((h) => h.phase('quiet'))
        .sends('a')
        .reads([], { partial: true })
        .pages(2, [], false)
        .pages(0, [], false, 'g2'),
  ],
  [
    'nothing skipped behind an empty page',
    (one) =>
      one
        .do((h) => h.phase('quiet'))
        .sends('a')
        .reads([], {}, 'g2')
        .pages(0, [], false, 'g2'),
  ],
  [
    'that a page begins with a reset, and holds a summary',
    (one) =>
      one
        .do((h) => h.phase('quiet'))
        .sends('a')
        .reads([entry('a', 5)], { partial: true })
        .pages(1, [mark(undefined, true), summary(3)]),
  ],
  [
    'nothing of one before everything was quiet',
    (one) =>
      one
        .sends('a')
        .reads([entry('a', 5)], { partial: true })
        .pages(1, [entry('b', 3)]),
  ],
  [
    'that what a page shows of before is not there for good',
    (one) =>
      one
        .sends('b')
        .do((h) => h.archives(1, 'g0').archive(1, 'g0', []))
        .pages(0, [entry('b', 3)]),
  ],
]);

knowing('of archives', [
  [
    'that two are listed and one is read',
    (one) => one.sends('a').do((h) => h.archives(1, 'g0', 'h0').archive(1, 'h0', []).archive(1, 'h0', [])),
  ],
  [
    'that one read from its newest entry on is read once more from there',
    (one) =>
      one.sends('a').do((h) =>
        h
          .archives(1, 'g0')
          .ask(
            1,
            { type: 'archive-read', archive: 'g0', offset: 0 },
            { type: 'archive', archive: 'g0', offset: 0, entries: [entry('b', 4)], partial: true },
          )
          .archive(1, 'g0', [entry('a', 3), reply('a', 4)]),
      ),
  ],
  [
    'that a page of one which does not follow says nothing',
    (one) =>
      one
        .sends('a')
        .do((h) =>
          h
            .archives(1, 'g0')
            .ask(
              1,
              { type: 'archive-read', archive: 'g0', offset: 1 },
              { type: 'archive', archive: 'g0', offset: 1, entries: [entry('a', 4)], partial: false },
            ),
        ),
  ],
  [
    'that an empty page of one keeps where it began',
    (one) =>
      one.sends('a').do((h) =>
        h
          .archives(1, 'g0')
          .ask(
            1,
            { type: 'archive-read', archive: 'g0', offset: 0 },
            { type: 'archive', archive: 'g0', offset: 0, entries: [entry('a', 4)], partial: true },
          )
          .ask(
            1,
            { type: 'archive-read', archive: 'g0', offset: 1 },
            { type: 'archive', archive: 'g0', offset: 1, entries: [], partial: false },
          ),
      ),
  ],
  [
    'that what one shows is there for good, and what is read next is not',
    (one) =>
      one
        .sends('a')
        .sends('b')
        .do((h) => h.archives(1, 'g0').archive(1, 'g0', [entry('a', 1)]))
        .reads([entry('b', 1)]),
  ],
  [
    'that what a compaction replaced is shown by its checkpoint, and by nothing that is read next',
    (one) =>
      one
        .sends('a')
        .sends('b')
        .do((h) =>
          h
            .ask(
              1,
              { type: 'archives-list' },
              {
                type: 'archives',
                archives: [
                  { archive: 'c', sessionKey: KEY, sessionId: 'g1', reason: 'compaction', timestamp: 1 },
                ],
              },
            )
            .archive(1, 'c', [entry('a', 1)]),
        )
        .reads([entry('b', 2)]),
  ],
  [
    'that they were listed when everything was quiet, and a session that was reset was read in full',
    (one) =>
      one
        .connects()
        .sends('a')
        .answers('a', accepted('a'))
        .do((h) => h.reset(1, 'g2').phase('quiet'))
        .reads([], {}, 'g2')
        .do((h) => h.archives(1).archives(1)),
  ],
  [
    'that a session which was reset was not read in full, before its archives are listed',
    (one) =>
      one
        .connects()
        .sends('a')
        .answers('a', accepted('a'))
        .do((h) => h.reset(1, 'g2').phase('quiet'))
        .reads([], {}, 'g2'),
  ],
]);
