/** What a connection is streamed of a run, and what the model says in it. */
import { KEY, aHistory, asked } from './history-builder.ts';
import { judging, type Row } from './table.ts';
import {
  SAID,
  text,
  told,
  running,
  saying,
  said,
  streamed,
  ended,
  failed,
  aborted,
  long,
} from './text-histories.ts';

const STREAM = 'streamed text is not what the model said';
const NOTHING = 'nothing of a reply was streamed';
const END = 'the end of a reply was never streamed';
const TERMINAL = 'a terminal does not say what the model said';

const streams: readonly Row[] = [
  ['passes what is said, streamed and ended', ended, 'pass', undefined, { exercised: 1 }],
  [
    'passes it in other pieces',
    () =>
      saying(running(), 'so ', 'be it')
        .provider('end', 1)
        .event(1, text('s'))
        .event(1, text('o be'))
        .event(1, text(' it'))
        .event(1, told('final', SAID)),
    'pass',
  ],
  [
    'passes both streams side by side',
    () =>
      said()
        .event(1, text('so be ', { stream: 'agent' }))
        .event(1, text(SAID))
        .event(1, text('it', { stream: 'agent' }))
        .event(1, told('final', SAID)),
    'pass',
  ],
  [
    'does not judge a reply of nothing',
    () => running().provider('end', 1).event(1, told('final')),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'convicts text that lacks a character',
    () => said('so bé it').event(1, text('so b it')).event(1, told('final', 'so bé it')),
    'violation',
    STREAM,
    {
      sentence: `connection 1 was streamed (chat) of run a of ${KEY} "so b it" where the model said "so bé it" (they part at character 4 of 8)`,
      records: [21, 22],
    },
  ],
  [
    'convicts a piece that is left out in the middle',
    () => said().event(1, text('so')).event(1, text(' it')).event(1, told('final', SAID)),
    'violation',
    STREAM,
    {
      sentence: `connection 1 was streamed (chat) of run a of ${KEY} " it" where the model said "so be it" (they part at character 3 of 8)`,
    },
  ],
  [
    'convicts text that comes twice',
    () => streamed().event(1, text(SAID)).event(1, told('final', SAID)),
    'violation',
    STREAM,
  ],
  [
    'convicts text before it is said',
    () =>
      running()
        .event(1, text(SAID))
        .provider('delta', 1, { text: SAID })
        .provider('end', 1)
        .event(1, told('final', SAID)),
    'violation',
    STREAM,
  ],
  [
    'convicts the agent stream too',
    () =>
      streamed()
        .event(1, text('so bi', { stream: 'agent' }))
        .event(1, told('final', SAID)),
    'violation',
    STREAM,
  ],
  [
    'convicts what was made up late',
    () =>
      streamed()
        .provider('delta', 1, { text: '!', injected: true })
        .event(1, text('!'))
        .event(1, told('final', SAID)),
    'violation',
    STREAM,
  ],
  ['leaves text after the terminal to seq/run-order', () => ended().event(1, text('x')), 'pass'],
  [
    'convicts one connection of a stream once',
    () => said().event(1, text('a')).event(1, text('b')).event(1, told('final', SAID)),
    'violation',
    STREAM,
    { records: [21, 22] },
  ],
  [
    'convicts a stream of nothing',
    () => said().event(1, told('final', SAID)),
    'violation',
    NOTHING,
    {
      sentence: `connection 1 was streamed 0 of 8 characters of run a of ${KEY}; the rest is "so be it"`,
      records: [21, 22],
    },
  ],
  [
    'convicts an end that is never streamed',
    () => said().event(1, text('so be')).event(1, told('final', SAID)),
    'violation',
    END,
    { sentence: `connection 1 was streamed 5 of 8 characters of run a of ${KEY}; the rest is " it"` },
  ],
  [
    'convicts it of an error',
    () => failed().event(1, text('so be')).event(1, told('error')),
    'violation',
    END,
  ],
  [
    'convicts it of agents that were streamed something',
    () =>
      streamed()
        .event(1, text('so', { stream: 'agent' }))
        .event(1, told('final', SAID)),
    'violation',
    END,
  ],
  ['needs no stream to its end of an abort', () => aborted('so be'), 'pass'],
  [
    'needs none of a call that was given up',
    () => saying(running(), SAID).provider('cancel', 1).event(1, text('so')).event(1, told('error')),
    'pass',
  ],
  [
    'needs none to a client that came later',
    () => said().connect(2).event(2, text('be it')).event(2, told('final', SAID)),
    'pass',
  ],
  [
    'convicts text that nobody said, though its client came later',
    () => said().connect(2).event(2, text('be at')).event(1, text(SAID)).event(1, told('final', SAID)),
    'violation',
    STREAM,
    {
      sentence: `connection 2 was streamed (chat) of run a of ${KEY} "be at" where the model said "so be it" (they part at character 0 of 8)`,
    },
  ],
  [
    'convicts what a client that came later is told twice',
    () =>
      streamed()
        .connect(2)
        .event(2, text('be'))
        .event(2, text('be'))
        .event(2, told('final', SAID))
        .event(1, told('final', SAID)),
    'violation',
    STREAM,
    {
      sentence: `connection 2 was streamed (chat) of run a of ${KEY} "be" where the model said "so be it" (they part at character 5 of 8)`,
    },
  ],
  [
    'convicts an end that a client that came later is never streamed',
    () => streamed().connect(2).event(2, text('be')).event(2, told('final', SAID)),
    'violation',
    END,
    { sentence: `connection 2 was streamed 5 of 8 characters of run a of ${KEY}; the rest is " it"` },
  ],
  [
    'does not know where a client that came later is, where a piece stands twice',
    () => streamed('to be, to be').connect(2).event(2, text('be')).event(2, told('final', 'to be, to be')),
    'pass',
  ],
  [
    'convicts a stream to agents that one client is left out of',
    () =>
      said(SAID, aHistory().connect(2))
        .event(1, text(SAID))
        .event(1, text(SAID, { stream: 'agent' }))
        .event(2, text(SAID))
        .event(1, told('final', SAID))
        .event(2, told('final', SAID)),
    'violation',
    NOTHING,
    { sentence: `connection 2 was streamed 0 of 8 characters of run a of ${KEY}; the rest is "so be it"` },
  ],
  [
    'takes it for no matter of one connection that another is told the end first',
    () =>
      said(SAID, aHistory().connect(2))
        .event(2, text(SAID))
        .event(2, told('final', SAID))
        .event(1, text(SAID))
        .event(1, told('final', SAID)),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'needs nothing that a gateway which was stopping did not hear',
    () => saying(running(), SAID).process('stopping').provider('error', 1).event(1, told('error')),
    'pass',
  ],
  [
    'needs nothing of a reply that the gateway gave up, though the model ended',
    () => saying(running(), SAID).provider('end', 1).event(1, told('error')),
    'pass',
  ],
  [
    'does not know what was said in a history that does not show it',
    () => running().provider('delta', 1).provider('end', 1).event(1, text('x')).event(1, told('final', 'x')),
    'inconclusive',
    undefined,
    { reason: 'the history does not show what was said (an older format)' },
  ],
  [
    'needs none where a number is missing',
    () =>
      said().event(1, text('so'), { seq: 1 }).event(1, text('it'), { seq: 3 }).event(1, told('final', SAID)),
    'pass',
  ],
  [
    'is not confused by the numbers of another connection',
    () =>
      said()
        .connect(2)
        .event(1, text(SAID), { seq: 1 })
        .event(2, { type: 'tick' }, { seq: 5 })
        .event(1, told('final', 'so'), { seq: 2 }),
    'violation',
    TERMINAL,
  ],
  [
    'judges the sender that follows nothing',
    () => {
      const history = aHistory().connect(1, { sessions: false, messages: [] });
      return saying(history.send(1, 'a').provider('call', 1, { prompt: asked('[[a]]') }), SAID)
        .provider('end', 1)
        .event(1, told('final', SAID));
    },
    'violation',
    NOTHING,
  ],
  [
    'judges no other one that follows nothing',
    () => {
      const history = aHistory().connect(2, { sessions: false, messages: [] });
      return streamed(SAID, history).event(2, told('final', SAID));
    },
    'pass',
  ],
  [
    'takes a beginning where a frame may have been cut',
    () => said(long).event(1, text('xxx')).event(1, told('final', 'xx')),
    'pass',
  ],
  [
    'takes a middle where a frame may have been cut',
    () => said(`${long}yz`).event(1, text('xxx')).event(1, text('z')).event(1, told('final', 'xx')),
    'pass',
  ],
  [
    'convicts another text all the same',
    () => said(long).event(1, told('final', 'xy')),
    'violation',
    TERMINAL,
  ],
  [
    'takes a middle where a piece that was said may have been cut',
    () =>
      saying(running(), 'a', 'x'.repeat(3_500), 'z')
        .provider('end', 1)
        .event(1, text('a'))
        .event(1, text('x'.repeat(3_000)))
        .event(1, text('z'))
        .event(1, told('final', 'a')),
    'pass',
  ],
  [
    'takes none where it cannot',
    () =>
      said('x'.repeat(3_070))
        .event(1, text('x'.repeat(3_069)))
        .event(1, told('final', 'x'.repeat(3_070))),
    'violation',
    END,
  ],
];

judging('text/faithful', streams);
