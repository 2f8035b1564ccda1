/** The text of a message whose command was taken off. */
import { REFERENCE_CONTENT } from '../../src/dialect/content.ts';
import { aHistory, entry, KEY, message, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';
import { ended, withContent } from './text-histories.ts';

const TWO_TEXTS = 'a message with a command is shown with two texts';
const SENT = '/reset so [[b]]';
const whole = entry('b', 1, { text: SENT });
const stripped = entry('b', 1, { text: 'so [[b]]' });

/** A run that ended, and a message with a command. */
const commanded = (history?: HistoryBuilder) =>
  ended((history ?? aHistory()).connect(3).send(3, 'b', { text: SENT, control: 'reset' }));

judging('text/faithful', [
  [
    'convicts a message that is pushed with its command and stored without',
    () => commanded().event(1, message('g1', whole)).history(1, 'g1', [stripped]),
    'violation',
    TWO_TEXTS,
    {
      sentence: `the message of run b of ${KEY}, entry b-entry, is stored with the text "so [[b]]" and was pushed with "/reset so [[b]…"`,
      records: [44, 49],
    },
  ],
  [
    'convicts one that is archived otherwise than it was read',
    () => commanded().archives(1, 'g1').history(1, 'g1', [whole]).archive(1, 'g1', [stripped]),
    'violation',
    TWO_TEXTS,
  ],
  [
    'passes one that has its command wherever it is shown',
    () => commanded().event(1, message('g1', whole)).history(1, 'g1', [whole]),
    'pass',
  ],
  [
    'passes one that has it nowhere',
    () => commanded().event(1, message('g1', stripped)).history(1, 'g1', [stripped]),
    'pass',
  ],
  [
    'passes two entries of one message',
    () =>
      commanded()
        .event(1, message('g1', { ...whole, id: 'mark' }))
        .history(1, 'g1', [stripped]),
    'pass',
  ],
  [
    'passes a beginning that is cut to be shown',
    () =>
      commanded()
        .event(1, message('g1', stripped))
        .history(1, 'g1', [{ ...stripped, text: 'so', isCut: true }]),
    'pass',
  ],
  [
    'does not judge it where gateways change what they show of a text',
    () =>
      commanded(withContent({ ...REFERENCE_CONTENT, trimsShown: true }))
        .event(1, message('g1', whole))
        .history(1, 'g1', [stripped]),
    'pass',
  ],
]);
