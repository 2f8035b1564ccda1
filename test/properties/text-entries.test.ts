/** What is pushed, stored and archived of a run, of its tools and of a message. */
import { REFERENCE_CONTENT, type ContentRules } from '../../src/dialect/content.ts';
import { KEY, aHistory, asked, entry, message, reply, transcript } from './history-builder.ts';
import { judging, type Row } from './table.ts';
import {
  SAID,
  text,
  told,
  tool,
  running,
  saying,
  ended,
  failed,
  aborted,
  long,
  withContent,
} from './text-histories.ts';

const STORED = 'a stored reply is not what the model said';
const PUSHED = 'a pushed reply is not what the model said';
const ARCHIVED = 'a archived reply is not what the model said';
const TOOL = 'a tool result is not what the tool gave';
const MESSAGE = 'a message is not what its client sent';

const entries: readonly Row[] = [
  [
    'passes what is stored as it was said',
    () => ended().history(1, 'g1', [entry('a'), reply('a', 2, { text: SAID })]),
    'pass',
  ],
  [
    'convicts a reply that is stored empty',
    () => ended().history(1, 'g1', [reply('a', 2, { text: '' })]),
    'violation',
    STORED,
    {
      sentence: `the stored reply of run a of ${KEY} has "" where the model said "so be it" (they part at character 0 of 8)`,
      records: [21, 29],
    },
  ],
  [
    'convicts a beginning',
    () => ended().history(1, 'g1', [reply('a', 2, { text: 'so' })]),
    'violation',
    STORED,
  ],
  [
    'takes a beginning that is cut to be shown',
    () => ended().history(1, 'g1', [reply('a', 2, { text: 'so', isCut: true })]),
    'pass',
  ],
  [
    'convicts another beginning',
    () => ended().history(1, 'g1', [reply('a', 2, { text: 'se', isCut: true })]),
    'violation',
    STORED,
  ],
  [
    'takes a beginning of what was aborted',
    () => aborted('so be').history(1, 'g1', [reply('a', 2, { text: 'so b', isAborted: true })]),
    'pass',
  ],
  [
    'convicts more than was said of it',
    () => aborted('so be').history(1, 'g1', [reply('a', 2, { text: 'so be it!', isAborted: true })]),
    'violation',
    STORED,
  ],
  [
    'takes a beginning of what failed',
    () =>
      failed()
        .event(1, text(SAID))
        .event(1, told('error'))
        .history(1, 'g1', [reply('a', 2, { text: 'so', stopReason: 'error', errorMessage: 'x' })]),
    'pass',
  ],
  [
    'takes a good end by its length too',
    () => ended().history(1, 'g1', [reply('a', 2, { text: 'so', stopReason: 'length' })]),
    'violation',
    STORED,
  ],
  [
    'judges what is pushed',
    () => ended().event(1, message('g1', reply('a', 2, { text: 'x' }))),
    'violation',
    PUSHED,
    {
      sentence: `the pushed reply of run a of ${KEY} has "x" where the model said "so be it" (they part at character 0 of 8)`,
    },
  ],
  [
    'judges what is archived',
    () =>
      ended()
        .archives(1, 'g0')
        .archive(1, 'g0', [reply('a', 2, { text: 'x' })]),
    'violation',
    ARCHIVED,
  ],
  [
    'takes the text of any attempt',
    () =>
      saying(running(), SAID)
        .event(1, text(SAID))
        .restart([1])
        .connect(2)
        .provider('call', 2, { prompt: asked('[[a]]') })
        .provider('delta', 2, { text: 'amen' })
        .provider('end', 2)
        .event(2, text('amen'))
        .event(2, told('final', 'amen'))
        .history(2, 'g1', [reply('a', 2, { text: 'amen' })]),
    'pass',
  ],
  [
    'does not judge an entry that is none of a run',
    () => ended().history(1, 'g1', [reply('x', 2, { text: 'x' })]),
    'pass',
  ],
  [
    'does not judge a summary',
    () => ended().history(1, 'g1', [reply('a', 2, { text: 'x', compaction: true })]),
    'pass',
  ],
  [
    'passes the result of a tool',
    () =>
      running()
        .provider('tool', 1, { text: 'found' })
        .event(1, tool('found'))
        .provider('end', 1)
        .event(1, told('final'))
        .history(1, 'g1', [reply('a', 2, { role: 'tool', text: 'found' })]),
    'pass',
  ],
  [
    'convicts another result',
    () =>
      running()
        .provider('tool', 1, { text: 'found' })
        .event(1, tool('fund'))
        .provider('end', 1)
        .event(1, told('final')),
    'violation',
    TOOL,
    {
      sentence: `a streamed tool result of run a of ${KEY}: "fund" where the tool gave "found" (they part at character 1 of 5)`,
      records: [19, 21],
    },
  ],
  [
    'convicts a result that no tool gave',
    () => running().event(1, tool('found')).provider('end', 1).event(1, told('final')),
    'violation',
    TOOL,
    { sentence: `a streamed tool result of run a of ${KEY}: no tool gave any` },
  ],
  [
    'takes the beginning of a large one',
    () =>
      running()
        .provider('tool', 1, { text: long })
        .event(1, tool('xxx'))
        .provider('end', 1)
        .event(1, told('final')),
    'pass',
  ],
  [
    'names the result that it is most like',
    () =>
      running()
        .provider('tool', 1, { text: 'lost' })
        .provider('tool', 1, { text: 'found' })
        .provider('end', 1)
        .event(1, told('final'))
        .history(1, 'g1', [reply('a', 2, { role: 'tool', text: 'foud' })]),
    'violation',
    TOOL,
    {
      sentence: `a stored tool result of run a of ${KEY}: "foud" where the tool gave "found" (they part at character 3 of 5)`,
    },
  ],
  [
    'convicts a stored result',
    () =>
      running()
        .provider('tool', 1, { text: 'found' })
        .provider('end', 1)
        .event(1, told('final'))
        .history(1, 'g1', [reply('a', 2, { role: 'tool', text: 'fou' })]),
    'violation',
    TOOL,
  ],
  [
    'takes its beginning where it is cut to be shown',
    () =>
      running()
        .provider('tool', 1, { text: 'found' })
        .provider('end', 1)
        .event(1, told('final'))
        .history(1, 'g1', [reply('a', 2, { role: 'tool', text: 'fou', isCut: true })]),
    'pass',
  ],
  [
    'convicts a message that is stored otherwise than it was sent',
    () => ended().history(1, 'g1', [entry('a', 1, { text: '[[a]' })]),
    'violation',
    MESSAGE,
    {
      sentence: `the stored message of run a of ${KEY} has "[[a]" where its client sent "[[a]]" (they part at character 4 of 5)`,
      records: [15, 29],
    },
  ],
  [
    'takes its beginning where it is cut to be shown',
    () => ended().history(1, 'g1', [entry('a', 1, { text: '[[', isCut: true })]),
    'pass',
  ],
  [
    'convicts another one',
    () => ended().history(1, 'g1', [entry('a', 1, { text: '[x', isCut: true })]),
    'violation',
    MESSAGE,
  ],
  [
    'takes a surrogate without its pair for what encoders make of it',
    () =>
      ended(aHistory().connect(3).send(3, 'b', { text: '\ud83d [[b]]' })).history(1, 'g1', [
        entry('b', 1, { text: '\ufffd [[b]]' }),
      ]),
    'pass',
  ],
  [
    'convicts one that is left out',
    () =>
      ended(aHistory().connect(3).send(3, 'b', { text: '\ud83d [[b]]' })).history(1, 'g1', [
        entry('b', 1, { text: ' [[b]]' }),
      ]),
    'violation',
    MESSAGE,
  ],
  [
    'does not judge what stands behind a command',
    () =>
      ended(aHistory().connect(3).send(3, 'b', { text: '/new [[b]]', control: 'new' })).history(1, 'g1', [
        entry('b', 1, { text: '[[b]]' }),
      ]),
    'pass',
  ],
  [
    'does not judge two sends of one marker',
    () =>
      ended(aHistory().connect(3).send(3, 'b', { marker: 'a' })).history(1, 'g1', [
        reply('a', 2, { text: 'x' }),
      ]),
    'inconclusive',
  ],
];

judging('text/faithful', entries);

const LONGER = 'a text is longer than was asked for';
const SHORTER = 'a text is cut shorter than was asked for';
const LETTERS = 'x'.repeat(500);
/** So many characters of a message are shown to somebody who wanted so many. */
const letters = (
  characters: number,
  maxChars: number | undefined,
  isCut = true,
  content: Partial<ContentRules> = {},
) => {
  const ask = { type: 'history', key: KEY, offset: 0, maxChars } as const;
  const shown = entry('b', 3, { text: LETTERS.slice(0, characters), isCut, marker: undefined });
  return ended(withContent({ ...REFERENCE_CONTENT, ...content }))
    .send(1, 'b', { text: LETTERS })
    .ask(1, ask, transcript('g1', [shown]));
};
const lengths: readonly Row[] = [
  ['passes a text that is cut where it was asked to', () => letters(200, 200), 'pass'],
  [
    'convicts one that is longer than was asked for',
    () => letters(300, 200),
    'violation',
    LONGER,
    {
      sentence: `entry b-entry of ${KEY} was asked for with up to 200 characters, and has 300`,
      records: [33],
    },
  ],
  ['convicts one that is not cut at all', () => letters(500, 200, false), 'violation', LONGER],
  ['passes one that is cut a little before', () => letters(100, 200), 'pass'],
  [
    'convicts one that is cut to less than half',
    () => letters(99, 200),
    'violation',
    SHORTER,
    {
      sentence: `entry b-entry of ${KEY} was asked for with up to 200 characters, and is cut after 99`,
      records: [33],
    },
  ],
  ['passes one that is as short as it is', () => letters(500, 2_000, false), 'pass'],
  ['passes one that need not have fitted into a frame', () => letters(99, 600), 'pass'],
  [
    'takes the length of the dialect where none was asked for',
    () => letters(201, undefined, true, { entryUnits: 200 }),
    'violation',
    LONGER,
  ],
  [
    'does not know it where what is shown is changed',
    () => letters(300, 200, true, { trimsShown: true }),
    'pass',
  ],
  [
    'convicts an archive',
    () =>
      ended()
        .archives(1, 'g1')
        .ask(
          1,
          { type: 'archive-read', archive: 'g1', offset: 0, maxChars: 3 },
          {
            type: 'archive',
            archive: 'g1',
            offset: 0,
            entries: [reply('a', 2, { text: SAID })],
            partial: false,
          },
        ),
    'violation',
    LONGER,
  ],
];

judging('text/faithful', lengths);
