/** What the model knows of runs after calls and events, also where one run takes up other messages (`states.ts`). */
import { KEY, accepted, reply } from './history-builder.ts';
import { MERGES, OTHER, REFUSED, TRIMS, knowing } from './states.ts';

knowing('of a run', [
  [
    'that its call goes on, and that of a summary of it',
    (one) =>
      one
        .sends('a')
        .calls(1, '[[a]]')
        .summarises(2, ['[[a]]'])
        .do((h) => h.provider('delta', 1, { text: ' it ' })),
    MERGES,
  ],
  [
    'that what was said is unknown, when a record does not show it',
    (one) =>
      one
        .sends('a')
        .calls(1, '[[a]]')
        .do((h) => h.provider('delta', 1)),
  ],
  [
    'that what was said is unknown, when a record does not show what a tool gave',
    (one) =>
      one
        .sends('a')
        .calls(1, '[[a]]')
        .do((h) => h.provider('tool', 1)),
  ],
  [
    'what a tool gave',
    (one) =>
      one
        .sends('a')
        .calls(1, '[[a]]', 'and?')
        .do((h) => h.provider('tool', 1, { text: 'result' })),
  ],
  [
    'one block, when a tool gave something before anything was said',
    (one) =>
      one
        .sends('a')
        .calls(1, '[[a]]')
        .do((h) => h.provider('tool', 1, { text: 'result' }).provider('delta', 1, { text: 'be' })),
    TRIMS,
  ],
  [
    'two blocks without the white space between them, when a tool gave something in the middle',
    (one) =>
      one
        .sends('a')
        .calls(1, '[[a]]')
        .do((h) =>
          h
            .provider('delta', 1, { text: ' so \n' })
            .provider('tool', 1, { text: 'result' })
            .provider('delta', 1, { text: ' ' })
            .provider('delta', 1, { text: ' be' })
            .provider('delta', 1, { text: ' it ' })
            .provider('delta', 1, { text: 'is' }),
        ),
    TRIMS,
  ],
  [
    'that a run which was called again goes on',
    (one) =>
      one
        .sends('a')
        .calls(1, '[[a]]')
        .do((h) => h.provider('end', 1))
        .calls(2, '[[a]]'),
  ],
  [
    'why its model failed, of which nobody was told',
    (one) =>
      one
        .sends('a')
        .calls(1, '[[a]]')
        .do((h) => h.provider('error', 1, { message: 'overloaded' })),
  ],
  [
    'that somebody follows the run whose model failed',
    (one) =>
      one
        .connects()
        .sends('a')
        .calls(1, '[[a]]')
        .do((h) => h.provider('error', 1)),
  ],
  [
    'that nobody follows the session of the run whose model failed',
    (one) =>
      one
        .do((h) =>
          h
            .connect(1, { sessions: false, messages: [OTHER] })
            .connect(2, { client: 'other', sessions: false, messages: [] }),
        )
        .sends('a', {}, { conn: 3 })
        .calls(1, '[[a]]')
        .do((h) => h.provider('error', 1)),
  ],
  [
    'that its call goes on when the plan falsified its end',
    (one) =>
      one
        .sends('a')
        .calls(1, '[[a]]')
        .do((h) => h.provider('end', 1, { injected: true })),
  ],
  [
    'that its call is another after it was told its end',
    (one) =>
      one
        .sends('a', {}, { legs: 'client' })
        .sends('b', { control: 'new' }, { legs: 'client' })
        .calls(1, '[[b]]')
        .tells('b', 'error', 'gateway')
        .calls(2, '[[a]]'),
    MERGES,
  ],
  [
    'that its attempt ended with the process, and the next is another',
    (one) =>
      one
        .sends('a')
        .calls(1, '[[a]]')
        .do((h) => h.provider('delta', 1, { text: 'so' }).restart([1]))
        .calls(2, '[[a]]'),
  ],
  [
    'that its end was told with its lifecycle, and its terminal later',
    (one) => one.sends('a').tells('a', 'end').tells('a', 'final'),
  ],
  [
    'the reply that was read, and the terminal that came behind it',
    (one) =>
      one
        .sends('b')
        .reads([reply('b', 1)])
        .tells('b', 'final'),
    MERGES,
  ],
  [
    'which of two sends with one marker is asked about: the one that is open',
    (one) => one.sends('a').sends('b', { marker: 'a' }).answers('b', accepted('b')).calls(1, '[[a]]'),
  ],
  [
    'that a call is of no send when two with its marker are open',
    (one) => one.sends('a').sends('b', { marker: 'a' }).calls(1, '[[a]]'),
  ],
  [
    'that a call is of no send when a message without a marker may be what it answers',
    (one) =>
      one
        .sends('a')
        .do((h) =>
          h.request(1, {
            type: 'send',
            key: KEY,
            runId: 'b',
            text: 'and?',
            marker: undefined,
            named: undefined,
            control: undefined,
          }),
        )
        .calls(1, '[[a]]', 'and?'),
  ],
]);

knowing('of runs that take up other messages', [
  [
    'that each message of a prompt may be merged into any before it',
    (one) =>
      one
        .sends('a')
        .sends('b', {}, { conn: 2 })
        .sends('c', {}, { conn: 2 })
        .calls(1, '[[a]]', '[[b]]', '[[c]]'),
    MERGES,
  ],
  [
    'that no message is merged into one of another session',
    (one) => one.sends('a').sends('b', { key: OTHER }).calls(1, '[[a]]', '[[b]]'),
    MERGES,
  ],
  [
    'that nothing is merged when both have one marker',
    (one) => one.sends('a', { key: OTHER }).sends('b', { marker: 'a' }).calls(2, '[[a]]', '[[b]]'),
    MERGES,
  ],
  [
    'that a message which had ended is not merged once more',
    (one) => one.sends('a').sends('b').tells('b', 'aborted').calls(2, '[[a]]', '[[b]]'),
    MERGES,
  ],
  [
    'that a merged message ends with its host',
    (one) =>
      one
        .sends('a')
        .sends('b')
        .calls(2, '[[a]]', '[[b]]')
        .tells('a', 'final')
        .reads([reply('b', 1, { stopReason: undefined })]),
    MERGES,
  ],
  [
    'that the message which a call is of ends with its host, and one that was not accepted does not',
    (one) => one.sends('a').sends('b').sends('c').calls(1, '[[a]]', '[[b]]', '[[c]]').tells('a', 'final'),
    MERGES,
  ],
  [
    'that a final of what no model has seen promises it to a run under way',
    (one) => one.sends('a').sends('b').tells('b', 'final'),
    MERGES,
  ],
  [
    'that a final of what no model has seen ends it, where no other can take it up',
    (one) => one.sends('b').tells('b', 'final'),
    MERGES,
  ],
  [
    'that a final ends what came when the other had not arrived',
    (one) => one.connects().sends('a', {}, { legs: 'client' }).sends('b').tells('b', 'final'),
    MERGES,
  ],
  [
    'that a final ends what only a refused send could take up',
    (one) => one.sends('a').answers('a', REFUSED).sends('c').tells('c', 'final'),
    MERGES,
  ],
  [
    'that a final ends a command',
    (one) => one.sends('a', { control: 'new' }).sends('b').tells('a', 'final', 'gateway'),
    MERGES,
  ],
  [
    'that a final ends what only a command could take up',
    (one) => one.sends('a', { control: 'new' }).sends('b').tells('b', 'final'),
    MERGES,
  ],
  [
    'that a final ends what had not arrived itself, while another is under way',
    (one) => one.connects().sends('a').sends('b', {}, { legs: 'client' }).tells('b', 'final'),
    MERGES,
  ],
  [
    'that a promise is kept once a prompt holds the message',
    (one) => one.sends('a').sends('b').tells('b', 'final').calls(1, '[[a]]', '[[b]]'),
    MERGES,
  ],
  [
    'that nobody knows whose a call without a marker is',
    (one) => one.sends('a', {}, { conn: 2 }).calls(1, '[[a]]').calls(2, '[[b]]'),
    MERGES,
  ],
  [
    'that nobody knows whose a second call of the session is',
    (one) => one.sends('a').answers('a', accepted('a')).sends('b').calls(1, '[[a]]').calls(2, '[[b]]'),
    MERGES,
  ],
]);
