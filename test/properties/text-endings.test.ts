/** What a terminal says of a run, and what is left of one that was cut short. */
import { REFERENCE_CONTENT } from '../../src/dialect/content.ts';
import { KEY, aHistory, asked, entry, message, reply } from './history-builder.ts';
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

judging('text/faithful', terminals);
