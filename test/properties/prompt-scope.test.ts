import type { Refusal } from '../../src/dialect/observation.ts';
import { KEY, row } from './history-builder.ts';
import { A, B, judging, NAMES, one, OPENCLAW, OTHER, reply, system, Talk, tool, two } from './talk.ts';

const REFUSED: Refusal = {
  code: 'INVALID_REQUEST',
  reason: 'chat-request-conflict',
  retryable: false,
  retryAfterMs: undefined,
};
const SUMMARY = 'Summary [[summary-1]] of it';

judging('prompt/faithful lets a summary stand for what it was made of', [
  [
    'passes a summary in place of all turns',
    () =>
      two()
        .summary([...A, ...B], SUMMARY)
        .turn('c', [system(SUMMARY)]),
    'pass',
    2,
  ],
  [
    'passes a summary that a release has put into words of its own',
    () =>
      two(OPENCLAW)
        .summary(['[User]: [[a]] [Assistant]: … [User]: [[b]]'], SUMMARY)
        .turn('c', [`Before this: ${SUMMARY}`]),
    'pass',
    2,
  ],
  [
    'passes one without a marker',
    () =>
      two()
        .summary([...A, ...B], 'garbage')
        .turn('c', [system('garbage')]),
    'pass',
    2,
  ],
  [
    'passes two summaries that say the same',
    () =>
      two()
        .summary([...A, ...B], 'nothing')
        .turn('c', [system('nothing')])
        .summary([system('nothing'), '[[c]]', reply('c was answered')], 'nothing')
        .turn('d', [system('nothing')]),
    'pass',
    3,
  ],
  [
    'passes one that says what one of an ended generation said',
    () =>
      one()
        .summary(A, 'nothing')
        .do((history) => history.reset(1, 'g2'))
        .turn('b', [])
        .summary(B, 'nothing')
        .turn('c', [system('nothing')]),
    'pass',
    1,
  ],
  [
    'passes a summary of a turn in which two tools gave the same result',
    () =>
      new Talk()
        .send('a')
        .ask(['[[a]]'])
        .gives('12 degrees')
        .gives('12 degrees')
        .says('it is cold')
        .keeps('a', '12 degrees')
        .ends('a')
        .turn('b', ['[[a]]', tool('12 degrees'), tool('12 degrees'), reply('it is cold')])
        .summary(['[[a]]', tool('12 degrees'), tool('12 degrees'), reply('it is cold'), ...B], SUMMARY)
        .turn('c', [system(SUMMARY)]),
    'pass',
    2,
  ],
  [
    'passes a summary of a summary',
    () =>
      two()
        .summary(A, SUMMARY)
        .turn('c', [system(SUMMARY), ...B])
        .summary([system(SUMMARY), ...B], '[[summary-2]]')
        .turn('d', [system('[[summary-2]]'), '[[c]]', reply('c was answered')]),
    'pass',
    3,
  ],
  [
    'convicts a summary that was made without the last message',
    () =>
      two()
        .summary(A, SUMMARY)
        .turn('c', [system(SUMMARY)]),
    'violation',
    2,
    {
      cause: 'a prompt lacks an earlier message',
      sentence: `${NAMES} c lacks the user's message [[b]], whose run b had ended; it belongs before the user's message [[c]], at 2 of 2`,
      records: ['response b', 'terminal b', 'call 4'],
    },
  ],
  [
    'convicts a summary that was made without the last reply',
    () =>
      two()
        .summary([...A, '[[b]]'], SUMMARY)
        .turn('c', [system(SUMMARY)]),
    'violation',
    2,
    {
      cause: 'a prompt lacks an earlier reply',
      sentence: `${NAMES} c lacks the assistant's reply to [[b]], whose run b had ended; it belongs before the user's message [[c]], at 2 of 2`,
      records: ['call 2', 'terminal b', 'call 4'],
    },
  ],
  [
    'convicts a prompt that lost its summary later',
    () =>
      two()
        .summary([...A, ...B], SUMMARY)
        .turn('c', [system(SUMMARY)])
        .turn('d', ['[[c]]', reply('c was answered')]),
    'violation',
    3,
    {
      cause: 'a prompt lacks an earlier message',
      sentence: `${NAMES} d lacks the user's message [[a]], whose run a had ended; it belongs before the user's message [[c]], at 1 of 3`,
      records: ['response a', 'terminal a', 'call 5'],
    },
  ],
  [
    'passes the whole conversation although a summary was made',
    () =>
      two()
        .summary([...A, ...B], SUMMARY)
        .turn('c', [...A, ...B]),
    'pass',
    2,
  ],
  [
    'convicts a summary that never came',
    () =>
      two()
        .ask([...A, ...B, 'Write a summary.'], 'summary')
        .do((history) => history.provider('error', 3, { purpose: 'summary' }))
        .turn('c', [system(SUMMARY)]),
    'violation',
    2,
    {
      cause: 'a prompt lacks an earlier message',
      sentence: `${NAMES} c lacks the user's message [[a]], whose run a had ended; it belongs before the user's message [[c]], at 2 of 2`,
      records: ['response a', 'terminal a', 'call 4'],
    },
  ],
]);

const elsewhere = (): Talk => new Talk().turn('x', [], 'said elsewhere', OTHER).turn('a', []);

judging('prompt/faithful keeps sessions and generations apart', [
  [
    'convicts a message of another session',
    () => elsewhere().turn('b', [...A, '[[x]]']),
    'violation',
    1,
    {
      cause: 'a prompt holds a message of another session',
      sentence: `${NAMES} b holds the user's message [[x]], at 3 of 4, which was sent to ${OTHER}`,
      records: ['request x', 'call 3'],
    },
  ],
  [
    'convicts a reply of another session',
    () => elsewhere().turn('b', [...A, reply('said elsewhere')]),
    'violation',
    1,
    {
      cause: 'a prompt holds what a model said in another session',
      sentence: `${NAMES} b holds the assistant's reply to [[x]], at 3 of 4, of ${OTHER}`,
      records: ['call 1', 'call 3'],
    },
  ],
  [
    'does not tell short replies apart',
    () =>
      new Talk()
        .turn('x', [], 'ok', OTHER)
        .turn('a', [])
        .turn('b', [...A, reply('ok')]),
    'pass',
    1,
  ],
  [
    'passes what both sessions said',
    () => new Talk().turn('x', [], 'a was answered', OTHER).turn('a', []).turn('b', A),
    'pass',
    1,
  ],
  [
    'does not judge messages that nobody sent',
    () => one().turn('b', [...A, 'look around [[nobody]]', reply('unheard of')]),
    'pass',
    1,
  ],
  [
    'does not tell two sends of one text apart',
    () =>
      new Talk()
        .turn('x', [], 'said elsewhere', OTHER)
        .turn('a', [])
        .send('y', { marker: 'x' })
        .tells('y', 'error')
        .turn('b', [...A, '[[x]]']),
    'pass',
    1,
  ],
  [
    'convicts a summary of another session',
    () => {
      const talk = new Talk()
        .turn('x', [], 'said elsewhere', OTHER)
        .summary(['[[x]]', reply('said elsewhere')], SUMMARY);
      return talk.turn('a', []).turn('b', [...A, system(SUMMARY)]);
    },
    'violation',
    1,
    {
      cause: 'a prompt holds what a model said in another session',
      sentence: `${NAMES} b holds a summary, at 3 of 4, of ${OTHER}`,
      records: ['response x', 'call 4'],
    },
  ],
  [
    'demands nothing of an ended generation',
    () =>
      one()
        .do((history) => history.reset(1, 'g2'))
        .turn('b', [])
        .turn('c', B),
    'pass',
    1,
  ],
  [
    'convicts a message of an ended generation',
    () =>
      one()
        .do((history) => history.reset(1, 'g2'))
        .turn('b', ['[[a]]']),
    'violation',
    0,
    {
      cause: 'a prompt holds what an ended generation said',
      sentence: `${NAMES} b holds the user's message [[a]], at 1 of 2, which an ended generation said`,
      records: ['response a', 'response reset', 'call 2'],
    },
  ],
  [
    'does not judge a message whose text a key of the generation before was refused with',
    () =>
      one()
        .do((history) => history.send(1, 'a', { text: 'other [[b]]', marker: 'b' }, REFUSED).reset(1, 'g2'))
        .turn('b', [])
        .turn('c', B),
    'inconclusive',
    0,
  ],
  [
    'convicts a reply of an ended generation',
    () =>
      one()
        .do((history) => history.reset(1, 'g2'))
        .turn('b', [reply('a was answered')]),
    'violation',
    0,
    {
      cause: 'a prompt holds what an ended generation said',
      sentence: `${NAMES} b holds the assistant's reply to [[a]], at 1 of 2, which an ended generation said`,
      records: ['response a', 'response reset', 'call 2'],
    },
  ],
  [
    'convicts a summary of an ended generation',
    () =>
      one()
        .summary(A, SUMMARY)
        .do((history) => history.reset(1, 'g2'))
        .turn('b', [system(SUMMARY)]),
    'violation',
    0,
    {
      cause: 'a prompt holds a summary of an ended generation',
      sentence: `${NAMES} b holds a summary, at 1 of 2, that was made of [[a]] and no later message, of an ended generation`,
      records: ['response a', 'response reset', 'call 3'],
    },
  ],
  [
    'does not judge a send that overlaps the reset',
    () => {
      const talk = one();
      const reset = { type: 'reset', key: KEY } as const;
      const id = talk.history.request(1, reset);
      talk.send('b');
      talk.history.answer(1, id, reset, { type: 'reset', key: KEY, row: row('g2') });
      return talk.ask(['[[a]]', '[[b]]']);
    },
    'inconclusive',
    0,
  ],
  [
    'demands nothing where a daily rule may have ended the generation',
    () => new Talk({}, { dailyRule: true }).turn('a', []).turn('b', []),
    'inconclusive',
    0,
  ],
]);
