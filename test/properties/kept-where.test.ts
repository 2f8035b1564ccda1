/** Where ack/durable looks for what was acknowledged, and what it says when that is not there. */
import { KEY, aHistory, entry, row, transcript } from './history-builder.ts';
import { judging } from './table.ts';

const connected = () => aHistory().connect(1);
const HISTORY = { type: 'history', key: KEY, offset: 0 } as const;
const COMPACT = { type: 'compact', key: KEY } as const;
const compacted = () =>
  connected()
    .send(1, 'a')
    .ask(1, COMPACT, { ...COMPACT, compacted: true })
    .phase('quiet');
const IN_ARCHIVE = () =>
  connected()
    .send(1, 'a')
    .history(1, 'g1', [entry('a')])
    .reset(1, 'g2')
    .phase('quiet')
    .history(1, 'g2');

judging('ack/durable', [
  [
    'passes a history that keeps every message after a compaction that the row counts',
    () =>
      compacted()
        .history(1, 'g1', [entry('a')])
        .list(1, row('g1', { compactionCount: 1 })),
    'pass',
  ],
  [
    'convicts a compaction that nothing shows',
    () =>
      compacted()
        .list(1, row('g1', { compactionCount: 1 }))
        .history(1, 'g1', [entry('a')])
        .list(1, row('g1', { compactionCount: 0 })),
    'violation',
    'an acknowledged compaction is gone',
    {
      sentence: `${KEY} was compacted, and neither does its transcript show a summary nor its row count it`,
    },
  ],
  [
    'does not say of a send that pages skip that it is in no transcript',
    () =>
      connected()
        .send(1, 'a')
        .phase('quiet')
        .ask(1, HISTORY, transcript('g1', [entry('b', 4)], { partial: true }))
        .ask(
          1,
          { ...HISTORY, offset: 1 },
          {
            ...HISTORY,
            type: 'history-page',
            generation: 'g1',
            offset: 1,
            entries: [entry('c', 1)],
            partial: false,
          },
        ),
    'violation',
    'an acknowledged send is on no page of its transcript',
    {
      sentence: `send a [[a]] to ${KEY} was acknowledged and is on no page of its transcript: they leave out positions 2 to 3`,
    },
  ],
  [
    'names the archive where an acknowledged send should stand',
    () =>
      IN_ARCHIVE()
        .archives(1, 'g1')
        .archive(1, 'g1', [entry('b')]),
    'violation',
    'an acknowledged send is in no transcript',
    {
      sentence: `send a [[a]] to ${KEY} was acknowledged and does not stand in archive g1 of its generation g1, which was read back`,
    },
  ],
]);
