import { KEY, aHistory, entry, message, reply } from './history-builder.ts';
import { judging } from './table.ts';

const TICK = { type: 'tick' } as const;
const START = { type: 'run-start', runId: 'a', key: KEY, runSeq: 1 } as const;
const TEXT = { type: 'run-text', stream: 'chat', runId: 'a', key: KEY, runSeq: 2 } as const;
const END = { type: 'run-end', runId: 'a', key: KEY, runSeq: 3, phase: 'end' } as const;
const FINAL = { type: 'terminal', runId: 'a', key: KEY, runSeq: 3, state: 'final' } as const;

judging('seq/contiguous', [
  ['passes numbers that rise by one', () => aHistory().connect(1).event(1, TICK).event(1, TICK), 'pass'],
  [
    'passes a challenge without a number',
    () =>
      aHistory().open(1).event(1, { type: 'challenge' }, { seq: undefined }).event(1, TICK).event(1, TICK),
    'pass',
  ],
  [
    'counts each connection by itself',
    () => aHistory().connect(1).connect(2).event(1, TICK).event(2, TICK),
    'pass',
  ],
  [
    'passes what a cut swallowed',
    () => aHistory().connect(1).event(1, TICK).event(1, TICK).event(1, TICK, { legs: 'gateway' }).close(1),
    'pass',
  ],
  [
    'convicts a number that is missing',
    () => aHistory().connect(1).event(1, TICK).event(1, TICK, { seq: 3 }),
    'violation',
    'the counter jumped forward',
  ],
  [
    'convicts a number that comes again',
    () => aHistory().connect(1).event(1, TICK).event(1, TICK, { seq: 1 }),
    'violation',
    'the counter went back',
  ],
  [
    'convicts a counter shared by connections',
    () => aHistory().connect(1).event(1, TICK, { seq: 7 }),
    'violation',
    'the first numbered event does not carry the first number',
  ],
  [
    'convicts a jump in a process-wide counter, wherever it starts',
    () =>
      aHistory({}, { numbering: { scope: 'process', first: undefined } })
        .connect(1)
        .event(1, TICK, { seq: 7 })
        .event(1, TICK, { seq: 9 }),
    'violation',
    'the counter jumped forward',
  ],
  ['says nothing about a single event', () => aHistory().connect(1).event(1, TICK), 'inconclusive'],
]);

const LATE_ENTRY = 'an entry of a run is pushed after its terminal';
/** A run that has ended. */
const said = (history = aHistory()) => history.connect(1).send(1, 'a').run(1, 'a');

judging('seq/run-order', [
  [
    'passes a run whose terminal shares the lifecycle end',
    () => aHistory().connect(1).send(1, 'a').run(1, 'a'),
    'pass',
  ],
  [
    'passes a second run of a send accepted as new once more, also for who only follows it',
    () => aHistory().connect(1).connect(2).send(1, 'a').run(2, 'a').send(1, 'a').run(2, 'a'),
    'pass',
  ],
  [
    'convicts a reply that is pushed after its terminal',
    () => said().event(1, message('g1', reply('a'))),
    'violation',
    LATE_ENTRY,
    {
      exercised: 1,
      sentence: 'connection 1, run a: the reply (entry a-reply) was pushed after the terminal',
      records: [26, 28],
    },
  ],
  [
    'convicts a tool result that is',
    () => said().event(1, message('g1', reply('a', 2, { id: 'result', role: 'tool' }))),
    'violation',
    LATE_ENTRY,
    { sentence: 'connection 1, run a: a tool result (entry result) was pushed after the terminal' },
  ],
  ['passes a message that is', () => said().event(1, message('g1', entry('a'))), 'pass'],
  [
    'passes a reply that does not say of which run it is',
    () => said().event(1, message('g1', reply('a', 2, { runId: undefined }))),
    'pass',
  ],
  [
    'passes a reply that is pushed before',
    () =>
      aHistory()
        .connect(1)
        .send(1, 'a')
        .event(1, message('g1', reply('a')))
        .run(1, 'a'),
    'pass',
  ],
  [
    'passes one after the terminal on another connection',
    () => said(aHistory().connect(2)).event(2, message('g1', reply('a'))),
    'pass',
  ],
  [
    'passes the reply of a run that was accepted anew',
    () =>
      said(aHistory().connect(2))
        .run(2, 'a')
        .send(1, 'a')
        .event(2, message('g1', reply('a'))),
    'pass',
  ],
  [
    'passes it where the order is open',
    () => said(aHistory({}, { pushesRepliesFirst: false })).event(1, message('g1', reply('a'))),
    'pass',
  ],
  [
    'passes it where sends are merged',
    () => said(aHistory({}, { mergesSends: true })).event(1, message('g1', reply('a'))),
    'pass',
  ],
  [
    'passes the reply of a run of the same id in another session',
    () =>
      said()
        .send(1, 'a', { key: 'other' })
        .event(1, message('g1', reply('a'), 'other')),
    'pass',
  ],
  [
    'tells runs of one id in two sessions apart',
    () => aHistory().connect(1).send(1, 'a').run(1, 'a').send(1, 'a', { key: 'other' }).run(1, 'a', 'other'),
    'pass',
  ],
  [
    'convicts a second run of a send accepted once, for who only follows it',
    () => aHistory().connect(1).connect(2).send(1, 'a').run(2, 'a').run(2, 'a'),
    'violation',
    'an event of a run after its terminal',
  ],
  [
    'passes text that skips and comes late',
    () =>
      aHistory()
        .connect(1)
        .event(1, START)
        .event(1, END)
        .event(1, { ...TEXT, runSeq: 3 })
        .event(1, FINAL),
    'pass',
  ],
  [
    'passes a run that two connections see differently',
    () => aHistory().connect(1).connect(2).event(1, START).event(1, END).event(1, FINAL).event(2, FINAL),
    'pass',
  ],
  [
    'convicts a run seq that goes back',
    () =>
      aHistory()
        .connect(1)
        .event(1, { ...TEXT, runSeq: 5 })
        .event(1, TEXT),
    'violation',
    'the run seq went back',
  ],
  [
    'convicts a second lifecycle end',
    () =>
      aHistory()
        .connect(1)
        .event(1, START)
        .event(1, END)
        .event(1, { ...END, phase: 'error' }),
    'violation',
    'more than text and the terminal after a lifecycle end',
  ],
  [
    'convicts text after the terminal',
    () =>
      aHistory()
        .connect(1)
        .event(1, FINAL)
        .event(1, { ...TEXT, runSeq: 4 }),
    'violation',
    'an event of a run after its terminal',
  ],
  ['says nothing without a terminal', () => aHistory().connect(1).event(1, START), 'inconclusive'],
]);

const twoFollow = () => aHistory().connect(1).connect(2, { client: 'other' }).send(1, 'a');

judging('gap/announced', [
  [
    'passes a terminal that both connections get',
    () => twoFollow().event(1, FINAL).event(2, FINAL).phase('quiet'),
    'pass',
  ],
  [
    'does not judge a connection that was closed instead',
    () => twoFollow().event(1, FINAL).close(2, 1008, 'gateway').phase('quiet'),
    'inconclusive',
  ],
  [
    'owes nothing to a connection that followed only later',
    () => aHistory().connect(1).send(1, 'a').connect(2).connect(3).event(1, FINAL).phase('quiet'),
    'inconclusive',
  ],
  [
    'convicts a terminal that one of two followers never got',
    () => twoFollow().event(1, FINAL).event(2, TICK).phase('quiet').event(2, TICK),
    'violation',
    'a connection that stayed open never got a terminal that another one got',
  ],
  [
    'convicts a message that one of two followers never got',
    () =>
      twoFollow()
        .event(1, message('g1', entry('a')))
        .event(2, TICK)
        .phase('quiet'),
    'violation',
    'a connection that stayed open never got a entry that another one got',
  ],
  [
    'says nothing when nothing was quiet',
    () => aHistory().connect(1).send(1, 'a').event(1, FINAL),
    'inconclusive',
  ],
]);
