/** What finds the reply: the first history after the terminal of who joined a run late. */
import { KEY, entry, reply, transcript } from './history-builder.ts';
import { OTHER, join, joined, CHAT, FINAL, WHOLE, rests, NO_REPLY, ended, underWay } from './joining.ts';
import { judging } from './table.ts';

judging('join/complete', [
  [
    'convicts when the first history after the terminal lacks the reply',
    () => rests(ended(), [entry('a')]),
    'violation',
    NO_REPLY,
    {
      exercised: 2,
      sentence:
        'connection 2 (phone) joined run a of agent:main:main while it was under way, and its first history after the terminal lacks the reply',
      records: [34, 46, 54],
    },
  ],
  [
    'convicts that before everything is quiet, too',
    () => ended().history(2, 'g1', []),
    'violation',
    NO_REPLY,
  ],
  [
    'does not ask for the reply where what a run said may have been given up for a message that was merged into it',
    () => rests(ended(join(underWay({}, { mergesSends: true }))), [entry('a')]),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'reads the first history after the terminal alone',
    () => rests(ended().history(2, 'g1', WHOLE), []),
    'pass',
    undefined,
    { exercised: 2 },
  ],
  [
    'asks nothing of a history that was asked for before the terminal',
    () => {
      const ask = { type: 'history', key: KEY, offset: 0 } as const;
      const history = joined();
      const id = history.request(2, ask);
      return rests(ended(history).answer(2, id, ask, transcript('g1', [])));
    },
    'pass',
    undefined,
    { exercised: 2 },
  ],
  [
    'asks nothing of the history of another connection or session',
    () => ended().history(1, 'g1', []).history(2, 'g9', [], OTHER),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'asks for no reply in a history that leaves entries out',
    () => ended().ask(2, { type: 'history', key: KEY, offset: 0 }, transcript('g1', [], { partial: true })),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  ['asks for no reply of a run that said nothing', () => rests(ended(joined(), [FINAL]), []), 'pass'],
  [
    'asks for no reply of a run that failed',
    () => rests(ended(joined(), [CHAT, { ...FINAL, state: 'error' }]), []),
    'pass',
  ],
  [
    'asks for no reply once its generation may have ended',
    () => ended().reset(1, 'g2').history(2, 'g2', []),
    'inconclusive',
  ],
  [
    'asks for no reply once a summary may hold it',
    () =>
      rests(
        ended()
          .provider('call', 2, { purpose: 'summary', promptMarkers: ['a'] })
          .provider('end', 2),
        [],
      ),
    'pass',
  ],
  [
    'takes a compaction for the reply',
    () => rests(ended(), [entry('s', 1, { role: 'system', compaction: true, coversSeq: 2 })]),
    'pass',
  ],
  [
    'takes a reply that names no run for its own when it stands after the message',
    () => rests(ended(), [entry('a'), reply('a', 2, { runId: undefined })]),
    'pass',
  ],
  [
    'convicts when the only reply that names no run stands before the message',
    () => rests(ended(), [reply('z', 1, { runId: undefined }), entry('a', 2)]),
    'violation',
    NO_REPLY,
  ],
  [
    'convicts when the only reply is of another run',
    () => rests(ended(), [entry('a'), reply('b')]),
    'violation',
    NO_REPLY,
  ],
]);
