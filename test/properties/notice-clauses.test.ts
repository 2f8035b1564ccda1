/** Rows that turn on a single clause of a property of summaries, archives and notices: without it each has another verdict, count or sentence. */
import { KEY, aHistory, auditOf, entry, message, reply, row } from './history-builder.ts';
import { judging } from './table.ts';

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
  [
    'owes no second notice of an end that the process outlived by less than the bound',
    () =>
      aHistory({ dailyRule: true })
        .connect(1)
        .list(1, row('g1'))
        .list(1, row('g3'))
        .event(1, {
          type: 'notice',
          notice: 'socket.drain',
          key: KEY,
          next: undefined,
          reason: 'delete',
          ended: 'g3',
        })
        .restart([1]),
    'pass',
    undefined,
    { exercised: 1 },
  ],
]);
