import { describe, expect, test } from 'vitest';
import { OPENCLAW_CONTENT, REFERENCE_CONTENT } from '../../src/dialect/content.ts';
import { aHistory, accepted, sending } from './history-builder.ts';
import { A, B, judging, NAMES, one, OPENCLAW, reply, Talk, tool, two } from './talk.ts';

judging('prompt/faithful demands what was said', [
  ['passes prompts that repeat every turn', () => two().turn('c', [...A, ...B]), 'pass', 2],
  ['is not exercised by a first turn', () => one(), 'inconclusive', 0],
  [
    'convicts a prompt that holds the latest message alone',
    () => two().turn('c', []),
    'violation',
    2,
    {
      cause: 'a prompt lacks an earlier message',
      sentence: `${NAMES} c lacks the user's message [[a]], whose run a had ended; it belongs before the user's message [[c]], at 1 of 1`,
      records: ['response a', 'terminal a', 'call 3'],
    },
  ],
  [
    'convicts a prompt without an earlier reply',
    () => two().turn('c', [...A, '[[b]]']),
    'violation',
    2,
    {
      cause: 'a prompt lacks an earlier reply',
      sentence: `${NAMES} c lacks the assistant's reply to [[b]], whose run b had ended; it belongs before the user's message [[c]], at 4 of 4`,
      records: ['call 2', 'terminal b', 'call 3'],
    },
  ],
  [
    'convicts a reply that was shortened',
    () => one().turn('b', ['[[a]]', reply('a was answere')]),
    'violation',
    1,
    {
      cause: 'a prompt lacks an earlier reply',
      sentence: `${NAMES} b lacks the assistant's reply to [[a]], whose run a had ended; it belongs before the user's message [[b]], at 3 of 3; at 2 of 3 it holds one of 13 characters that nobody gave`,
      records: ['call 1', 'terminal a', 'call 2'],
    },
  ],
  [
    'convicts a prompt without a tool result',
    () =>
      new Talk()
        .send('a')
        .ask(['[[a]]'])
        .gives('12 degrees')
        .says('it is cold')
        .keeps('a', '12 degrees')
        .ends('a')
        .turn('b', ['[[a]]', reply('it is cold')]),
    'violation',
    1,
    {
      cause: 'a prompt lacks an earlier tool result',
      sentence: `${NAMES} b lacks a tool result of the turn of [[a]], whose run a had ended; it belongs before the user's message [[b]], at 3 of 3`,
      records: ['call 1', 'terminal a', 'call 2'],
    },
  ],
  [
    'demands no tool result that no transcript was seen to keep',
    () =>
      new Talk()
        .send('a')
        .ask(['[[a]]'])
        .gives('12 degrees')
        .says('it is cold')
        .keeps('b', '12 degrees')
        .ends('a')
        .turn('b', ['[[a]]', reply('it is cold')]),
    'pass',
    1,
  ],
  [
    'passes the pieces of a reply put together, and results before it',
    () =>
      new Talk()
        .send('a')
        .ask(['[[a]]'])
        .says('it is ')
        .gives('12 degrees')
        .says('cold')
        .ends('a')
        .turn('b', ['[[a]]', tool('12 degrees'), reply('it is cold')]),
    'pass',
    1,
  ],
  [
    'demands no reply of a run that said nothing',
    () =>
      one()
        .send('b')
        .ask([...A, '[[b]]'])
        .ends('b')
        .turn('c', [...A, '[[b]]', reply('')]),
    'pass',
    2,
  ],
  [
    'allows that a failed reply is absent, or there',
    () =>
      one()
        .send('b')
        .ask([...A, '[[b]]'])
        .says('half of')
        .ends('b', 'error')
        .turn('c', [...A, '[[b]]'])
        .turn('d', [...A, '[[b]]', reply('half of'), '[[c]]', reply('c was answered')]),
    'pass',
    3,
  ],
  [
    'demands the message of a failed turn',
    () =>
      one()
        .send('b')
        .ask([...A, '[[b]]'])
        .ends('b', 'error')
        .turn('c', A),
    'violation',
    2,
    {
      cause: 'a prompt lacks an earlier message',
      sentence: `${NAMES} c lacks the user's message [[b]], whose run b had ended; it belongs before the user's message [[c]], at 3 of 3`,
      records: ['response b', 'terminal b', 'call 3'],
    },
  ],
  [
    'demands no message of a turn that no model was asked',
    () => one().send('b').tells('b', 'aborted').turn('c', A),
    'pass',
    1,
  ],
  [
    'demands no failed turn where prompts do not show them',
    () =>
      one(OPENCLAW)
        .send('b')
        .ask([...A, '[[b]]'])
        .ends('b', 'error')
        .turn('c', A),
    'pass',
    2,
  ],
  [
    'demands nothing of a run that is not over',
    () =>
      one()
        .send('b')
        .ask([...A, '[[b]]'])
        .send('c')
        .ask([...A, '[[c]]']),
    'pass',
    2,
  ],
  [
    'demands of a reply that a crash may have taken nothing',
    () =>
      one()
        .do((history) => history.restart([1]).connect(2))
        .do((history) => history.send(2, 'b'))
        .ask(['[[a]]', '[[b]]']),
    'pass',
    1,
  ],
  [
    'demands the message after a crash all the same',
    () =>
      one()
        .do((history) => history.restart([1]).connect(2))
        .do((history) => history.send(2, 'b'))
        .ask(['[[b]]']),
    'violation',
    1,
    {
      cause: 'a prompt lacks an earlier message',
      sentence: `${NAMES} b lacks the user's message [[a]], whose run a had ended; it belongs before the user's message [[b]], at 1 of 1`,
      records: ['response a', 'terminal a', 'call 2'],
    },
  ],
  [
    'demands what a run said in its last attempt, or in all',
    () =>
      new Talk()
        .send('a')
        .ask(['[[a]]'])
        .says('first half ')
        .do((history) => history.provider('error', 1))
        .ask(['[[a]]'])
        .says('second half')
        .ends('a')
        .turn('b', ['[[a]]', reply('first half second half')])
        .turn('c', ['[[a]]', reply('second half'), ...B]),
    'pass',
    2,
  ],
]);

describe('prompt/faithful', () => {
  test('is inconclusive where the history does not show what was asked', () => {
    const history = aHistory()
      .connect(1)
      .send(1, 'a')
      .provider('call', 1, { promptMarkers: ['a'] });
    expect(history.judge('prompt/faithful')).toMatchObject({ verdict: 'inconclusive', violations: [] });
  });

  test('judges the text that a key was used with first', () => {
    const talk = new Talk();
    talk.history.request(1, sending('a', { text: 'first [[a]]' }));
    talk.send('a', { text: 'second [[a]]' }).do((history) => history.ask(1, sending('a'), accepted('a')));
    expect(talk.ask(['first [[a]]']).history.judge('prompt/faithful').violations).toEqual([]);
  });

  test('declares what the reference model and OpenClaw do', () => {
    expect(
      [REFERENCE_CONTENT, OPENCLAW_CONTENT].map((rules) => [rules.promptsAreExact, rules.summarisesAsText]),
    ).toEqual([
      [true, false],
      [false, true],
    ]);
  });
});

const NOT_STORED = {
  code: 'UNAVAILABLE',
  reason: 'storage-unavailable',
  retryable: true,
  retryAfterMs: 1000,
} as const;

judging('prompt/faithful has each key its own text', [
  [
    'takes a text for that of the key it was taken under, when it was refused under another, which took other text',
    () =>
      new Talk()
        .do((history) => history.send(1, 'b', { text: 'first [[a]]', marker: 'a' }, NOT_STORED))
        .send('a', { text: 'first [[a]]' })
        .send('b', { text: 'then [[b]]' })
        .ask(['first [[a]]']),
    'inconclusive',
    0,
  ],
]);
