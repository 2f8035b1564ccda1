/** Rows that turn on a single clause of a property of entries, summaries, archives and notices: without it each has another verdict, count or sentence. */
import { KEY, aHistory, auditOf, entry, message, reply, row, transcript } from './history-builder.ts';
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
]);

judging('rotation/audited', [
  [
    'asks nothing of checkpoints before the archives are listed',
    () =>
      aHistory()
        .send(1, 'a')
        .history(1, 'g1', [entry('a', 1), reply('a', 2), entry('b', 3)])
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
        .phase('quiet')
        .archive(1, 'c1', []),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'passes a record whose archive is not listed, when nothing that anybody was promised stood in it',
    () => aHistory().send(1, 'done').reset(1, 'g2').audit(1, auditOf('g1', 'g2')).archives(1),
    'pass',
    undefined,
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
]);

judging('gap/announced', [
  [
    'asks nothing of a connection that was closed before a read shows a summary',
    () =>
      aHistory({}, { pushesSummaries: true })
        .connect(2, { client: 'tui' })
        .send(1, 'a')
        .provider('call', 7, { purpose: 'summary', promptMarkers: ['a'] })
        .provider('end', 7, { purpose: 'summary', text: 'what was said' })
        .phase('quiet')
        .restart([1])
        .history(1, 'g1', [
          entry('s', 2, {
            id: 's',
            role: 'system',
            text: 'what was said',
            marker: undefined,
            runId: undefined,
            compaction: true,
            coversSeq: 2,
          }),
        ])
        .history(2, 'g1', [
          entry('s', 2, {
            id: 's',
            role: 'system',
            text: 'what was said',
            marker: undefined,
            runId: undefined,
            compaction: true,
            coversSeq: 2,
          }),
        ]),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'says nothing of a summary that the only connection was pushed',
    () =>
      aHistory()
        .connect(1)
        .send(1, 'a')
        .provider('call', 7, { purpose: 'summary', promptMarkers: ['a'] })
        .provider('end', 7, { purpose: 'summary', text: 'what was said' })
        .event(
          1,
          message(
            'g1',
            entry('s', 2, {
              id: 's',
              role: 'system',
              text: 'what was said',
              marker: undefined,
              runId: undefined,
              compaction: true,
              coversSeq: 2,
            }),
          ),
        )
        .phase('quiet'),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
]);

judging('eviction/notified', [
  [
    'asks nothing of a connection that died with the process',
    () =>
      aHistory()
        .connect(2, { client: 'other' })
        .list(1, row('g1'))
        .reset(1, 'g2')
        .restart([1])
        .event(2, { type: 'tick' })
        .phase('quiet'),
    'inconclusive',
    undefined,
    { exercised: 0 },
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
]);
