import {
  KEY,
  accepted,
  aHistory,
  entry,
  listed,
  message,
  reply,
  row,
  sending,
  type HistoryBuilder,
} from './history-builder.ts';
import { judging, type Row } from './table.ts';

const DONE = { status: 'done', startedAt: 1, endedAt: 2, totalTokens: 9 } as const;
const RUNNING = { status: 'running', hasActiveRun: true, activeRunIds: ['a'], startedAt: 1 } as const;
const STALE_TEXT = { type: 'run-text', stream: 'chat', runId: 'a', key: KEY, runSeq: 9 } as const;

const resetAfterRun = () =>
  aHistory()
    .connect(1)
    .send(1, 'a')
    .run(1, 'a')
    .list(1, row('g1', DONE))
    .reset(1, 'g2')
    .notices([1], 'g1', 'g2');

/** A command that waited behind a turn: acknowledged at once, it rotates when the turn is over. */
const waited = (behind: (history: HistoryBuilder) => HistoryBuilder = (history) => history) => {
  const command = { control: 'reset', named: 'g1', text: '/reset and go on [[b]]' } as const;
  const history = aHistory().connect(1).send(1, 'a').list(1, row('g1', RUNNING)).send(1, 'b', command);
  return behind(history).list(1, row('g1', RUNNING)).run(1, 'a').notices([1], 'g1', 'g2');
};

judging('generation/row', [
  [
    'passes the turn of a command that waited behind another turn',
    () => waited().list(1, row('g2', RUNNING)).reset(1, 'g3').list(1, row('g3')),
    'pass',
  ],
  ['passes a clean row after a reset', () => resetAfterRun().list(1, row('g2')), 'pass'],
  [
    'passes the row of a turn of its own',
    () => resetAfterRun().list(1, row('g2')).send(1, 'b').list(1, row('g2', RUNNING)),
    'pass',
  ],
  [
    'does not judge a row when a send may have been accepted after the reset',
    () => {
      const history = aHistory().connect(1).list(1, row('g1'));
      const send = history.request(1, sending('a'));
      return history.reset(1, 'g2').answer(1, send, sending('a'), accepted('a')).list(1, row('g2', RUNNING));
    },
    'inconclusive',
  ],
  [
    'convicts a late end written into the fresh row',
    () => resetAfterRun().list(1, row('g2', { ...DONE, status: 'failed' })),
    'violation',
    'the row of a fresh generation has a status',
  ],
  [
    'convicts a late start',
    () => resetAfterRun().list(1, row('g2', { hasActiveRun: true })),
    'violation',
    'the row of a fresh generation has an active run',
  ],
  [
    'convicts late usage',
    () => resetAfterRun().list(1, row('g2', { totalTokens: 19_644 })),
    'violation',
    'the row of a fresh generation has tokens',
  ],
  [
    'convicts late times',
    () => resetAfterRun().list(1, row('g2', { endedAt: 5 })),
    'violation',
    'the row of a fresh generation has times',
  ],
  [
    'convicts a dirty row that is pushed',
    () =>
      resetAfterRun().event(1, {
        type: 'row',
        key: KEY,
        generation: 'g2',
        row: row('g2', DONE),
        runId: undefined,
      }),
    'violation',
    'the row of a fresh generation has a status',
  ],
  [
    'says nothing without a reset',
    () => aHistory().connect(1).send(1, 'a').list(1, row('g1', DONE)),
    'inconclusive',
  ],
]);

judging('generation/transcript', [
  [
    'passes the message of a command that waited behind a turn in the generation that it begins',
    () => waited().history(1, 'g2', [entry('b'), reply('b')]),
    'pass',
  ],
  [
    'convicts that message in the generation after it',
    () =>
      waited()
        .history(1, 'g2', [entry('b')])
        .reset(1, 'g3')
        .notices([1], 'g2', 'g3')
        .history(1, 'g3', [entry('b')]),
    'violation',
    'an entry of an older generation in a newer transcript',
  ],
  [
    'passes a message that came behind the command and waited for it',
    () => waited((history) => history.send(1, 'c')).history(1, 'g2', [entry('b'), reply('b'), entry('c', 3)]),
    'pass',
  ],
  [
    'convicts the message that it waited behind',
    () => waited().history(1, 'g2', [entry('a')]),
    'violation',
    'an entry of an older generation in a newer transcript',
  ],
  [
    'passes entries of a generation’s own',
    () =>
      resetAfterRun()
        .send(1, 'b')
        .history(1, 'g2', [entry('b')]),
    'pass',
  ],
  [
    'passes an entry of a send that overlapped the reset, in one of both',
    () => {
      const history = aHistory().connect(1).history(1, 'g1');
      const send = history.request(1, sending('a'));
      return history
        .reset(1, 'g2')
        .answer(1, send, sending('a'), accepted('a'))
        .history(1, 'g2', [entry('a')]);
    },
    'pass',
  ],
  [
    'leaves a send that was accepted as new twice to send/exactly-once',
    () =>
      resetAfterRun()
        .send(1, 'a')
        .history(1, 'g2', [entry('a')]),
    'inconclusive',
  ],
  [
    'convicts a stale entry in the new transcript',
    () => resetAfterRun().history(1, 'g2', [entry('a')]),
    'violation',
    'an entry of an older generation in a newer transcript',
  ],
  [
    'convicts a stale reply in the new transcript',
    () => resetAfterRun().history(1, 'g2', [reply('a')]),
    'violation',
    'an entry of an older generation in a newer transcript',
  ],
  [
    'convicts a stale push',
    () => resetAfterRun().event(1, message('g2', reply('a'))),
    'violation',
    'an entry of an older generation in a newer transcript',
  ],
  [
    'convicts an entry that is in both generations',
    () => {
      const history = aHistory().connect(1).history(1, 'g1');
      const send = history.request(1, sending('a'));
      history
        .reset(1, 'g2')
        .answer(1, send, sending('a'), accepted('a'))
        .history(1, 'g2', [entry('a')]);
      return history.archives(1, 'g1').archive(1, 'g1', [entry('a')]);
    },
    'violation',
    'the same entry in two generations',
  ],
  [
    'says nothing without a later generation',
    () =>
      aHistory()
        .connect(1)
        .send(1, 'a')
        .history(1, 'g1', [entry('a')]),
    'inconclusive',
  ],
]);

const told = () =>
  aHistory().connect(1).send(1, 'a').list(1, row('g1', RUNNING)).reset(1, 'g2').notices([1], 'g1', 'g2');

judging('generation/stream', [
  [
    'passes the outstanding terminal of an older run',
    () =>
      told()
        .event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 9, state: 'aborted' })
        .send(1, 'b')
        .run(1, 'b'),
    'pass',
  ],
  [
    'passes text of a run that may belong to either side',
    () => {
      const history = aHistory().connect(1).list(1, row('g1'));
      const send = history.request(1, sending('a'));
      return history.reset(1, 'g2').answer(1, send, sending('a'), accepted('a')).event(1, STALE_TEXT);
    },
    'pass',
  ],
  [
    'does not judge a connection that was not told',
    () =>
      aHistory().connect(1).connect(2, { sessions: false }).send(2, 'a').reset(1, 'g2').event(2, STALE_TEXT),
    'inconclusive',
  ],
  [
    'says nothing of old text after the connection that was told has closed',
    () => told().close(1).connect(1).event(1, STALE_TEXT),
    'inconclusive',
  ],
  [
    'counts what the generation after it says',
    () =>
      told()
        .event(1, message('g2', reply('b')))
        .event(1, message('g2', reply('c'))),
    'pass',
    undefined,
    { exercised: 2 },
  ],
  [
    'convicts old text after the notice',
    () => told().event(1, STALE_TEXT),
    'violation',
    'run-text of an older generation after the notice',
  ],
  [
    'convicts an old start after the notice',
    () => told().event(1, { ...STALE_TEXT, type: 'run-start' }),
    'violation',
    'run-start of an older generation after the notice',
  ],
  [
    'convicts an old message after the notice',
    () => told().event(1, message('g1', reply('a'))),
    'violation',
    'message of an older generation after the notice',
  ],
  [
    'convicts an old row after the notice',
    () => told().event(1, { type: 'row', key: KEY, generation: 'g1', row: undefined, runId: 'a' }),
    'violation',
    'row of an older generation after the notice',
  ],
  [
    'convicts old text after the connection’s own reset',
    () =>
      aHistory()
        .connect(1, { sessions: false })
        .send(1, 'a')
        .list(1, row('g1'))
        .reset(1, 'g2')
        .event(1, STALE_TEXT),
    'violation',
    'run-text of an older generation after the notice',
  ],
]);

const acknowledged = () => aHistory().connect(1).list(1, row('g1')).reset(1, 'g2');

judging('generation/monotonic', [
  ...(['before', 'after'] as const).map((when): Row => [
    `convicts a reset that is answered with what a notice ${when} it says it ended`,
    () => {
      const history = aHistory().connect(1).list(1, row('g1'));
      const ask = { type: 'reset', key: KEY } as const;
      const id = history.request(1, ask);
      if (when === 'before') history.notices([1], 'g1', 'g2');
      history.answer(1, id, ask, { ...ask, row: row('g1') });
      if (when === 'after') history.notices([1], 'g1', 'g2');
      return history.list(1, row('g2'));
    },
    'violation',
    'a reset was answered with what it ended',
    {
      sentence: `the answer to a reset of ${KEY} names generation g1, which another frame says it ended: they contradict each other`,
    },
  ]),
  [
    'passes a reset that stays',
    () => acknowledged().list(1, row('g2')).restart([1]).connect(2).list(2, row('g2')),
    'pass',
  ],
  [
    'passes a reset undone by a crash before it was acknowledged',
    () => {
      const history = aHistory().connect(1).list(1, row('g1'));
      const ask = { type: 'reset', key: KEY } as const;
      const id = history.request(1, ask);
      history.answer(1, id, ask, { type: 'reset', key: KEY, row: row('g2') }, 'gateway').restart([1]);
      return history.connect(2).list(2, row('g1')).reset(2, 'g3').list(2, row('g3'));
    },
    'pass',
  ],
  [
    'passes a list that was asked for before the reset was through',
    () => {
      const history = aHistory().connect(1).list(1, row('g1'));
      const list = history.request(1, { type: 'list' });
      return history
        .reset(1, 'g2')
        .answer(1, list, { type: 'list' }, listed([row('g1')]))
        .list(1, row('g2'));
    },
    'pass',
  ],
  [
    'passes two resets that raced, whichever came last',
    () => {
      const history = aHistory().connect(1).list(1, row('g1'));
      const ask = { type: 'reset', key: KEY } as const;
      const [one, two] = [history.request(1, ask), history.request(1, ask)];
      history.answer(1, one, ask, { type: 'reset', key: KEY, row: row('g2') });
      return history.answer(1, two, ask, { type: 'reset', key: KEY, row: row('g3') }).list(1, row('g2'));
    },
    'pass',
  ],
  [
    'convicts an acknowledged reset that is undone',
    () => acknowledged().list(1, row('g1')),
    'violation',
    'an ended generation came back',
  ],
  [
    'convicts a reset undone after a restart',
    () => acknowledged().restart([1]).connect(2).list(2, row('g1')),
    'violation',
    'an ended generation came back after a restart',
  ],
  [
    'convicts a history of the old generation',
    () => acknowledged().history(1, 'g1'),
    'violation',
    'an ended generation came back',
  ],
  [
    'says nothing without a reset',
    () => aHistory().connect(1).list(1, row('g1')).list(1, row('g1')),
    'inconclusive',
  ],
]);
