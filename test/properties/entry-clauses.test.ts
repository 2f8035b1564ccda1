/** Rows that turn on a single clause of a property of entries and generations: without it each has another verdict, count or sentence. */
import { KEY, aHistory, entry, reply, row, transcript } from './history-builder.ts';
import { judging } from './table.ts';

judging('generation/stream', [
  [
    'convicts a row of a run of the generation before, behind its notice and a second reset',
    () =>
      aHistory()
        .send(1, 'a')
        .reset(1, 'g2')
        .list(1, row('g1', { status: 'running', hasActiveRun: true, activeRunIds: ['a'], startedAt: 1 }))
        .reset(1, 'g2')
        .notices([1], 'g1', 'g2')
        .event(1, { type: 'row', key: KEY, generation: 'g1', row: undefined, runId: 'a' }),
    'violation',
    'row of an older generation after the notice',
    { exercised: 1 },
  ],
  [
    'convicts a row of a run of the generation before, also when it names none',
    () =>
      aHistory()
        .send(1, 'a')
        .reset(1, 'g2')
        .event(1, { type: 'row', key: KEY, generation: undefined, row: undefined, runId: 'a' }),
    'violation',
    'row of an older generation after the notice',
    { exercised: 1 },
  ],
]);

judging('entry/ordered', [
  [
    'convicts another time of the last entry that an earlier read showed, in a read that shows more',
    () =>
      aHistory()
        .send(1, 'b')
        .history(1, 'g1', [entry('a', 1, { at: 1234 }), reply('a', 2, { at: 2345 })])
        .send(1, 'a')
        .history(1, 'g1', [
          entry('a', 1, { at: 1234 }),
          reply('a', 2, { at: 2000 }),
          entry('b', 3, { at: 3000 }),
        ]),
    'violation',
    'an entry has another time than it had',
    { exercised: 2 },
  ],
  [
    'convicts an empty page that says there is more once',
    () =>
      aHistory()
        .ask(
          1,
          { type: 'history', key: KEY, offset: 0 },
          transcript('g1', [entry('a', 1), reply('a', 2)], { partial: true }),
        )
        .ask(
          1,
          { type: 'history', key: KEY, offset: 2 },
          { type: 'history-page', key: KEY, generation: 'g1', offset: 2, entries: [], partial: true },
        )
        .ask(
          1,
          { type: 'history', key: KEY, offset: 2 },
          { type: 'history-page', key: KEY, generation: 'g1', offset: 2, entries: [], partial: true },
        ),
    'violation',
    'a walk through pages has no end',
    { exercised: 1 },
  ],
  [
    'compares the only entry of a page with the page before it',
    () =>
      aHistory()
        .ask(
          1,
          { type: 'history', key: KEY, offset: 0 },
          transcript('g1', [entry('d', 4)], { partial: true }),
        )
        .ask(
          1,
          { type: 'history', key: KEY, offset: 1 },
          {
            type: 'history-page',
            key: KEY,
            generation: 'g1',
            offset: 1,
            entries: [entry('c', 0)],
            partial: true,
          },
        ),
    'violation',
    'a page leaves a gap',
    { exercised: 0 },
  ],
  [
    'convicts every later read that lacks a message',
    () =>
      aHistory()
        .send(1, 'b')
        .history(1, 'g1', [entry('a', 1), reply('a', 2), entry('b', 3)])
        .history(1, 'g1', [entry('a', 1), reply('a', 2)])
        .history(1, 'g1', [entry('a', 1), reply('a', 2)]),
    'violation',
    'a later read lacks a message',
    { exercised: 3 },
  ],
  [
    'convicts a read that lacks a message, between reads of entries that share a position',
    () =>
      aHistory({}, { positions: 'with-parts' })
        .send(1, 'a')
        .history(1, 'g1', [entry('x', 1), entry('y', 1)])
        .history(2, 'g1', [entry('a', 1), reply('a', 2)])
        .history(1, 'g1', [entry('y', 1), entry('x', 1)]),
    'violation',
    'a later read lacks a message',
    { exercised: 3 },
  ],
  [
    'convicts positions that fall, and asks for nothing that a summary covers',
    () =>
      aHistory()
        .send(1, 'b')
        .history(1, 'g1', [entry('a', 1, { compaction: true }), reply('a', 0), entry('b', 3)])
        .history(1, 'g1', [
          entry('s1', 2, {
            id: 's1',
            role: 'system',
            marker: undefined,
            runId: undefined,
            compaction: true,
            coversSeq: 2,
          }),
          entry('b', 3),
        ])
        .history(1, 'g1', [
          entry('s1', 2, {
            id: 's1',
            role: 'system',
            marker: undefined,
            runId: undefined,
            compaction: true,
            coversSeq: 2,
          }),
        ]),
    'violation',
    'positions do not rise',
    { exercised: 2 },
  ],
]);

judging('generation/transcript', [
  [
    'says nothing of an entry in two generations whose send was taken twice',
    () =>
      aHistory({ dailyRule: true })
        .send(1, 'a')
        .send(1, 'a')
        .history(1, 'g1', [entry('a', 1)])
        .history(1, 'g2', [entry('a', 1), reply('a', 2)]),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'says nothing of a summary in the transcript of a later generation',
    () =>
      aHistory()
        .list(1, row('g1', { status: 'done' }))
        .send(1, 'b')
        .history(1, 'g2', [entry('b', 1, { compaction: true })]),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
]);
