/** What a terminal says of a run, and what is left of one that was cut short. */
import { REFERENCE_CONTENT } from '../../src/dialect/content.ts';
import { KEY, aHistory, asked, entry, message, reply, type HistoryBuilder } from './history-builder.ts';
import { judging, type Row } from './table.ts';
import { SAID, text, told, running, saying, streamed, failed, aborted, readWhole } from './text-histories.ts';

const TERMINAL = 'a terminal does not say what the model said';
const NOWHERE = 'what was streamed of a reply is kept nowhere';
/** Aborted, where what a terminal says need not be stored. */
const toldOnly = (last: string) =>
  aborted(last, aHistory({}, { content: { ...REFERENCE_CONTENT, keepsCutReplies: false } }));

const terminals: readonly Row[] = [
  [
    'takes a final without a message for one that says nothing',
    () => streamed().event(1, told('final')),
    'pass',
  ],
  [
    'convicts a final that is cut',
    () => streamed().event(1, told('final', 'so b')),
    'violation',
    TERMINAL,
    {
      sentence: `the final of run a of ${KEY} says "so b" where the model said "so be it" (they part at character 4 of 8)`,
      records: [21, 24],
    },
  ],
  [
    'convicts a final that says more',
    () => streamed().event(1, told('final', `${SAID}!`)),
    'violation',
    TERMINAL,
  ],
  [
    'convicts a final of white space',
    () => streamed().event(1, told('final', `${SAID} `)),
    'violation',
    TERMINAL,
  ],
  ['takes a beginning for what was aborted', () => aborted('so be'), 'pass'],
  ['takes all of it too', () => aborted('so be it'), 'pass'],
  ['convicts other text', () => aborted('so bi'), 'violation', TERMINAL],
  [
    'takes a beginning for what failed',
    () => failed().event(1, text(SAID)).event(1, told('error', 'so')),
    'pass',
  ],
  [
    'convicts an abort that throws away what had been streamed',
    () => readWhole(aborted(), { text: '', stopReason: 'aborted', isAborted: true }),
    'violation',
    NOWHERE,
    {
      sentence: `of run a of ${KEY}, which was cut short, 5 characters had been streamed, and no more than 0 are in its terminal, history or archive`,
      records: [19, 29],
    },
  ],
  [
    'convicts a part of it',
    () => readWhole(aborted('so b'), { text: 'so b', stopReason: 'aborted', isAborted: true }),
    'violation',
    NOWHERE,
  ],
  [
    'finds it in the terminal, where it may be told there alone',
    () => readWhole(toldOnly('so be'), { text: '', stopReason: 'aborted', isAborted: true }),
    'pass',
  ],
  [
    'convicts a terminal that says more than is stored, where it is stored as far as it was told',
    () => readWhole(aborted('so be'), { text: 'so', stopReason: 'aborted', isAborted: true }),
    'violation',
    'what a terminal says of a reply is not stored',
    {
      exercised: 1,
      sentence: `the terminal of run a of ${KEY}, which was cut short, says 5 characters of its reply, and 2 of them are stored`,
      records: [29, 35],
    },
  ],
  [
    'convicts the shortest of what is read of it',
    () =>
      readWhole(aborted('so be'), { text: '', stopReason: 'aborted', isAborted: true }).history(1, 'g1', [
        entry('a'),
        reply('a', 2, { text: 'so be', stopReason: 'aborted', isAborted: true }),
      ]),
    'violation',
    'what a terminal says of a reply is not stored',
  ],
  [
    'passes one that is stored as far as it was told, and was pushed shorter',
    () =>
      readWhole(
        aborted('so be').event(
          1,
          message('g1', reply('a', 2, { text: 'so', stopReason: 'aborted', isAborted: true })),
        ),
        { text: 'so be', stopReason: 'aborted', isAborted: true },
      ),
    'pass',
  ],
  [
    'passes one of which more is stored than it said',
    () => readWhole(aborted('so be'), { text: 'so be it', stopReason: 'aborted', isAborted: true }),
    'pass',
  ],
  [
    'finds it in the history',
    () => readWhole(aborted(), { text: 'so be', stopReason: 'aborted', isAborted: true }),
    'pass',
  ],
  [
    'finds it there also once it is not known whose the last call is',
    () =>
      readWhole(
        saying(running(aHistory({}, { mergesSends: true })), 'so be', ' it')
          .event(1, text('so be'))
          .provider('cancel', 1)
          .event(1, told('error'))
          .send(1, 'b')
          .provider('call', 2, { prompt: asked('[[b]]') })
          .provider('end', 2)
          .run(1, 'b'),
        { text: 'so be', stopReason: 'interrupted' },
      ),
    'pass',
  ],
  [
    'does not know how much is stored of an entry that is cut to be shown',
    () => readWhole(aborted(), { text: '', stopReason: 'aborted', isAborted: true, isCut: true }),
    'pass',
  ],
  [
    'does not know whose a reply is once another send says the same',
    () =>
      readWhole(aborted().send(1, 'b', { text: '[[a]]', marker: 'a' }), {
        text: '',
        stopReason: 'aborted',
        isAborted: true,
      }),
    'pass',
  ],
  ['does not judge what was not read whole', () => aborted().phase('quiet'), 'pass'],
  [
    'owes nothing after a crash',
    () =>
      readWhole(
        saying(running(), SAID).event(1, text('so')).restart([1]).connect(1).event(1, told('error')),
        { text: '', stopReason: 'interrupted' },
      ),
    'pass',
  ],
  ['is inconclusive when nothing ended', () => streamed(), 'inconclusive'],
];

/** The process stops, as it should, when `so be` had been streamed, and another one is there. */
const STOPPED = 'what was streamed of a reply that a stop cut short is kept nowhere';
const INTERRUPTED = { text: 'so be', stopReason: 'interrupted' } as const;
const stopping = (history?: HistoryBuilder) =>
  saying(running(history), 'so be', ' it').event(1, text('so be')).process('stopping');
const back = (history: HistoryBuilder) => history.process('booting').process('listening').connect(2);
const stopped = (history?: HistoryBuilder) =>
  back(stopping(history).close(1, 1012, 'gateway').process('exited'));
const readBack = (history: HistoryBuilder, more: Parameters<typeof reply>[2]) =>
  history.phase('quiet').history(2, 'g1', [entry('a'), reply('a', 2, more)]);

const stops: readonly Row[] = [
  [
    'finds in the history what a stop cut short',
    () => readBack(stopped(), INTERRUPTED),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts a stop that throws away what had been streamed',
    () => readBack(stopped(), { ...INTERRUPTED, text: '' }),
    'violation',
    STOPPED,
    {
      exercised: 1,
      sentence: `of run a of ${KEY}, which was under way when the process stopped, 5 characters had been streamed, and no more than 0 are in its terminal, history or archive`,
      records: [19, 27],
    },
  ],
  [
    'convicts it where connections go with the process',
    () =>
      readBack(back(stopping().process('exited').close(1, 1006, 'process')), { ...INTERRUPTED, text: 'so' }),
    'violation',
    STOPPED,
  ],
  [
    'convicts it where the call was given up before',
    () =>
      readBack(back(stopping().provider('cancel', 1).close(1, 1012, 'gateway').process('exited')), {
        ...INTERRUPTED,
        text: 'so',
      }),
    'violation',
    STOPPED,
  ],
  [
    'finds it where a reply does not say how it ended',
    () => readBack(stopped(), { ...INTERRUPTED, stopReason: undefined }),
    'pass',
  ],
  [
    'finds it in what the next process tells',
    () =>
      readBack(stopped().event(2, told('aborted', 'so be')), {
        text: 'so be',
        stopReason: 'aborted',
        isAborted: true,
      }),
    'pass',
  ],
  [
    'asks for it where the next process tells that the run is over',
    () => readBack(stopped().event(2, told('error')), { ...INTERRUPTED, text: '' }),
    'violation',
    STOPPED,
  ],
  [
    'asks nothing after a crash',
    () => readBack(back(stopping().process('crashed')), { ...INTERRUPTED, text: '' }),
    'inconclusive',
  ],
  [
    'asks nothing once a crash came later',
    () => readBack(back(stopped().process('crashed')).connect(3), { ...INTERRUPTED, text: '' }),
    'inconclusive',
  ],
  [
    'asks nothing of a process that nobody told to stop',
    () =>
      readBack(back(saying(running(), 'so be').event(1, text('so be')).process('exited')), {
        ...INTERRUPTED,
        text: '',
      }),
    'inconclusive',
  ],
  [
    'asks nothing of who left before',
    () =>
      readBack(
        back(
          saying(running(), 'so be')
            .event(1, text('so be'))
            .close(1, 1000, 'client')
            .process('stopping')
            .process('exited'),
        ),
        { ...INTERRUPTED, text: '' },
      ),
    'inconclusive',
  ],
  [
    'asks nothing of a run that is taken up again',
    () =>
      readBack(
        stopped()
          .provider('call', 2, { prompt: asked('[[a]]') })
          .provider('delta', 2, { text: 'no' })
          .provider('end', 2)
          .event(2, text('no'))
          .event(2, told('final', 'no')),
        { text: 'no' },
      ),
    'pass',
  ],
  [
    'asks nothing where the disk may have failed',
    () => readBack(stopped().fault('landed', 'disk').fault('healed', 'disk'), { ...INTERRUPTED, text: '' }),
    'inconclusive',
  ],
  [
    'asks nothing of a model that had ended: what is not told of that is the matter of run/terminates',
    () =>
      readBack(back(streamed('so be').process('stopping').close(1, 1012, 'gateway').process('exited')), {
        ...INTERRUPTED,
        text: '',
      }),
    'inconclusive',
  ],
  [
    'asks nothing of one that ended while the process stopped',
    () =>
      readBack(back(stopping().close(1, 1012, 'gateway').provider('end', 1).process('exited')), {
        text: 'so be it',
      }),
    'inconclusive',
  ],
  [
    'asks nothing of one that failed meanwhile',
    () =>
      readBack(back(stopping().close(1, 1012, 'gateway').provider('error', 1).process('exited')), {
        ...INTERRUPTED,
        text: '',
      }),
    'inconclusive',
  ],
  ['asks nothing that cannot be read in full', () => stopped().phase('quiet'), 'inconclusive'],
];

judging('text/faithful', [...terminals, ...stops]);
