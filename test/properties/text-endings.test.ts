/** What a terminal says of a run, and what is left of one that was cut short. */
import { KEY } from './history-builder.ts';
import { judging, type Row } from './table.ts';
import { SAID, text, told, running, saying, streamed, failed, aborted, readWhole } from './text-histories.ts';

const TERMINAL = 'a terminal does not say what the model said';
const NOWHERE = 'what was streamed of a reply is kept nowhere';

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
    'finds it in the terminal',
    () => readWhole(aborted('so be'), { text: '', stopReason: 'aborted', isAborted: true }),
    'pass',
  ],
  [
    'finds it in the history',
    () => readWhole(aborted(), { text: 'so be', stopReason: 'aborted', isAborted: true }),
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
