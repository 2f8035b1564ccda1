/** What is pushed, stored and archived of a run, of its tools and of a message. */
import { KEY, aHistory, asked, entry, message, reply } from './history-builder.ts';
import { judging, type Row } from './table.ts';
import { SAID, text, told, tool, running, saying, ended, failed, aborted, long } from './text-histories.ts';

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
