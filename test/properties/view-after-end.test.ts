/** What a connection that follows a key is pushed once the session behind it has ended. */
import { aHistory, entry, KEY, message, reply, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const ENDED = 'a subscription ended with the session that stood behind its key';
const DELETE = { type: 'delete', key: KEY } as const;
const deleting = (history: HistoryBuilder) => history.ask(1, DELETE, { ...DELETE, deleted: true });

/** It was pushed a message of the session before. */
const followed = () =>
  aHistory()
    .connect(1)
    .history(1, 'g1')
    .send(1, 'a')
    .event(1, message('g1', entry('a')));
const PAIR = [entry('b'), reply('b')];

judging('view/converges', [
  [
    'convicts a gateway that pushes nothing of a key that was deleted and used again',
    () =>
      deleting(followed())
        .send(1, 'b')
        .phase('quiet')
        .history(1, 'g2', [entry('b')]),
    'violation',
    ENDED,
    {
      exercised: 1,
      sentence:
        'connection 1 (web) was never pushed entry b-entry, which the stored transcript holds; it followed the key when a delete ended what stood there, and a subscription goes on',
      records: [37],
    },
  ],
  [
    'the same where it pushes the last entry alone',
    () =>
      deleting(followed())
        .send(1, 'b')
        .event(1, message('g2', reply('b')))
        .phase('quiet')
        .history(1, 'g2', PAIR),
    'violation',
    ENDED,
  ],
  [
    'the same after a reset',
    () =>
      followed()
        .reset(1, 'g2')
        .send(1, 'b')
        .phase('quiet')
        .history(1, 'g2', [entry('b')]),
    'violation',
    ENDED,
  ],
  [
    'passes a gateway that goes on pushing',
    () =>
      deleting(followed())
        .send(1, 'b')
        .event(1, message('g2', entry('b')))
        .event(1, message('g2', reply('b')))
        .phase('quiet')
        .history(1, 'g2', PAIR),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'says where a read begins that lacks what was pushed',
    () =>
      followed()
        .event(1, message('g1', reply('a', 2)))
        .phase('quiet')
        .history(1, 'g1', [reply('a', 2)]),
    'violation',
    'the pushed view holds an entry that is not stored',
    {
      sentence:
        'connection 1 (web) holds entry a-entry, which the stored transcript lacks: that begins at position 2',
    },
  ],
  [
    'passes a summary, which need not be pushed',
    () =>
      deleting(followed())
        .send(1, 'b')
        .event(1, message('g2', entry('b')))
        .phase('quiet')
        .history(1, 'g2', [entry('s', 1, { compaction: true, coversSeq: 1 }), entry('b')]),
    'pass',
  ],
  [
    'does not judge who begins to follow it only then',
    () =>
      deleting(followed())
        .send(1, 'b')
        .connect(2, { client: 'phone' })
        .phase('quiet')
        .history(2, 'g2', [entry('b')]),
    'inconclusive',
  ],
  [
    'nor a key behind which nothing stands',
    () => deleting(followed()).phase('quiet').history(1, undefined),
    'inconclusive',
  ],
]);
