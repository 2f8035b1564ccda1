import { KEY } from './history-builder.ts';
import {
  A,
  B,
  judging,
  NAMES,
  one,
  OPENCLAW,
  reply,
  STEERING,
  system,
  Talk,
  tool,
  two,
  wrapped,
} from './talk.ts';

judging('prompt/faithful has messages wait for their own runs', [
  [
    'convicts a message that stood in an earlier prompt than its own',
    () =>
      one()
        .send('b')
        .send('c')
        .ask([...A, '[[c]]', '[[b]]'])
        .says('b was answered')
        .ends('b')
        .ask([...A, ...B, '[[c]]']),
    'violation',
    2,
    {
      cause: 'a prompt holds a message that waits for its own run',
      sentence: `${KEY}: the prompt for run b held the user's message [[c]], at 3 of 4, which waited: its own run c was called later`,
      records: ['call 2', 'call 3'],
    },
  ],
  [
    'convicts one that stood behind the message of the run',
    () =>
      one()
        .send('b')
        .send('c')
        .ask([...A, '[[b]]', '[[c]]'])
        .says('b was answered')
        .ends('b')
        .ask([...A, ...B, '[[c]]']),
    'violation',
    2,
    {
      cause: 'a prompt holds a message that waits for its own run',
      sentence: `${KEY}: the prompt for run b held the user's message [[c]], at its end, which waited: its own run c was called later`,
      records: ['call 2', 'call 3'],
    },
  ],
  [
    'passes one whose run was ended while it waited',
    () =>
      one()
        .send('b')
        .send('c')
        .tells('b', 'aborted')
        .ask([...A, '[[b]]', '[[c]]']),
    'pass',
    1,
  ],
  [
    'does not judge a send that was tried twice',
    () =>
      one()
        .send('b')
        .send('c')
        .send('c')
        .ask([...A, '[[c]]', '[[b]]'])
        .says('b was answered')
        .ends('b')
        .ask([...A, ...B, '[[c]]']),
    'pass',
    2,
  ],
  [
    'does not judge where sends are merged',
    () =>
      one(STEERING)
        .send('b')
        .send('c')
        .ask([...A, '[[c]]', '[[b]]'])
        .says('b was answered')
        .ends('b')
        .ask([...A, ...B, '[[c]]']),
    'pass',
    2,
  ],
]);

judging('prompt/faithful leaves steered runs their replies', [
  [
    'passes what a run went on saying after a message was steered into it',
    () =>
      one(STEERING)
        .send('b')
        .ask([...A, '[[b]]'])
        .says('so far ')
        .send('c')
        .do((history) => history.provider('cancel', 2))
        .ask([...A, '[[b]]', reply('so far '), '[[c]]'])
        .tells('c', 'final')
        .says('and on')
        .ends('b')
        .turn('d', [...A, '[[b]]', '[[c]]', reply('so far and on')]),
    'pass',
    3,
  ],
  [
    'passes a prompt without a tool result that was given up for a message, though the model was done',
    () =>
      new Talk(STEERING)
        .send('a')
        .ask(['[[a]]'])
        .gives('the first result')
        .says('so far')
        .gives('the last result')
        .keeps('a', 'the first result')
        .do((history) => history.provider('end', 1))
        .send('b')
        .ask(['[[a]]', reply('so far'), '[[b]]'])
        .tells('b', 'final')
        .ends('a')
        .turn('c', ['[[a]]', '[[b]]', tool('the first result'), reply('so far')]),
    'pass',
    1,
  ],
]);

judging('prompt/faithful has everything once and in its place', [
  [
    'convicts a message that stands twice',
    () =>
      one()
        .send('b')
        .ask([...A, '[[b]]', '[[b]]']),
    'violation',
    1,
    {
      cause: 'a prompt holds a message twice',
      sentence: `${NAMES} b holds the user's message [[b]] once more, at 4 of 4`,
      records: ['response b', 'call 2'],
    },
  ],
  [
    'convicts a reply that stands twice',
    () =>
      one()
        .send('b')
        .ask([...A, reply('a was answered'), '[[b]]']),
    'violation',
    1,
    {
      cause: 'a prompt holds what a model said twice',
      sentence: `${NAMES} b holds the assistant's reply to [[a]] once more, at 3 of 4`,
      records: ['response a', 'call 2'],
    },
  ],
  [
    'passes what a failed run of an ended generation said, said by another one',
    () =>
      new Talk()
        .turn('a', [], 'it is cold today')
        .do((history) => history.reset(1, 'g2'))
        .send('b')
        .ask(['[[b]]'])
        .says('it is cold today')
        .ends('b', 'error')
        .turn('c', ['[[b]]', reply('it is cold today')]),
    'pass',
    1,
  ],
  [
    'passes a reply behind one that failed and said the same, and was left out before',
    () =>
      one()
        .send('b')
        .ask([...A, '[[b]]'])
        .says('it is cold today')
        .ends('b', 'error')
        .turn('c', [...A, '[[b]]'], 'it is cold today')
        .turn('d', [...A, '[[b]]', reply('it is cold today'), '[[c]]', reply('it is cold today')]),
    'pass',
    3,
  ],
  [
    'passes two runs that said the same',
    () =>
      one()
        .turn('b', A, 'a was answered')
        .turn('c', [...A, '[[b]]', reply('a was answered')]),
    'pass',
    2,
  ],
  [
    'passes a retried run that repeats its own message',
    () =>
      one()
        .send('b')
        .ask([...A, '[[b]]'])
        .do((history) => history.provider('error', 2))
        .ask([...A, '[[b]]', '[[b]]']),
    'pass',
    2,
  ],
  [
    'convicts a reply before its message',
    () => one().turn('b', [reply('a was answered'), '[[a]]']),
    'violation',
    1,
    {
      cause: 'a prompt is out of order',
      sentence: `${NAMES} b holds the user's message [[a]], at 2 of 3, behind the assistant's reply to [[a]], which came later`,
      records: ['response a', 'call 1', 'call 2'],
    },
  ],
  [
    'convicts messages in another order than they were sent in',
    () => two().turn('c', ['[[b]]', '[[a]]', reply('a was answered'), reply('b was answered')]),
    'violation',
    2,
    {
      cause: 'a prompt is out of order',
      sentence: `${NAMES} c holds the user's message [[a]], at 2 of 5, behind the user's message [[b]], which came later`,
      records: ['response a', 'response a', 'request b', 'call 3'],
    },
  ],
  [
    'convicts a reply behind a message that was sent after it',
    () => two().turn('c', ['[[a]]', '[[b]]', reply('a was answered'), reply('b was answered')]),
    'violation',
    2,
    {
      cause: 'a prompt is out of order',
      sentence: `${NAMES} c holds the assistant's reply to [[a]], at 3 of 5, behind the user's message [[b]], which came later`,
      records: ['response a', 'terminal a', 'request b', 'call 3'],
    },
  ],
  [
    'convicts replies in another order than they were given in',
    () => two(OPENCLAW).turn('c', ['[[a]]', reply('b was answered'), '[[b]]', reply('a was answered')]),
    'violation',
    2,
    {
      cause: 'a prompt is out of order',
      sentence: `${NAMES} c holds the assistant's reply to [[a]], at 4 of 5, behind the assistant's reply to [[b]], which came later`,
      records: ['response a', 'terminal a', 'call 2', 'call 3'],
    },
  ],
  [
    'passes a reply behind one whose message was sent again, as another one, since',
    () =>
      new Talk()
        .send('a')
        .ask(['[[a]]'])
        .says('a was answered')
        .do((history) => history.provider('end', 1))
        .send('b')
        .ask([...A, '[[b]]'])
        .send('c', { marker: 'a' })
        .says('b was answered')
        .ends('b')
        .ask([...A, ...B, '[[a]]'])
        .says('a was answered')
        .ends('c')
        .turn('d', [...A, '[[b]]', '[[a]]', reply('b was answered'), reply('a was answered')]),
    'pass',
    2,
  ],
  [
    'passes a message that was sent while the run before it went on, on either side of the reply',
    () =>
      one()
        .send('b')
        .ask([...A, '[[b]]'])
        .send('c')
        .says('b was answered')
        .ends('b')
        .ask([...A, ...B, '[[c]]'])
        .says('c was answered')
        .ends('c')
        .turn('d', [...A, '[[b]]', '[[c]]', reply('b was answered'), reply('c was answered')]),
    'pass',
    3,
  ],
  [
    'convicts a prompt that goes on behind its own message',
    () =>
      one()
        .send('b')
        .ask([...A, '[[b]]', reply('so far')]),
    'violation',
    1,
    {
      cause: 'a prompt does not end with the message of its run',
      sentence: `${NAMES} b goes on with a message of the assistant behind its own [[b]], which stands at 3 of 4`,
      records: ['response b', 'call 2'],
    },
  ],
  [
    'passes a system text behind it',
    () =>
      one()
        .send('b')
        .ask([...A, '[[b]]', system('be brief')]),
    'pass',
    1,
  ],
  [
    'convicts a prompt that ends with a turn that is over',
    () =>
      two()
        .send('c')
        .ask([...A, '[[c]]', '[[b]]']),
    'violation',
    1,
    {
      cause: 'a prompt does not end with the message of its run',
      sentence: `${KEY}: the last message of a prompt, at 4 of 4, is [[b]], whose run b had ended; [[c]] of run c, which waits for the model, stands at 3 of 4`,
      records: ['terminal b', 'response c', 'call 3'],
    },
  ],
]);

judging('prompt/faithful has messages as they were sent', [
  [
    'convicts another text than was sent',
    () => new Talk().send('a', { text: 'please [[a]] go on' }).ask(['please [[a]]']),
    'violation',
    0,
    {
      cause: 'the model is asked another text than was sent',
      sentence: `${NAMES} a ends, at 1 of 1, in another text than [[a]] was sent with: 12 characters instead of 18`,
      records: ['request a', 'call 1'],
    },
  ],
  [
    'takes a lone surrogate for what encoders make of it',
    () => new Talk().send('a', { text: '[[a]] \ud83d' }).ask(['[[a]] \ufffd']),
    'inconclusive',
    0,
  ],
  [
    'takes a slash command off',
    () => new Talk().send('a', { text: '/reset go on [[a]]', control: 'reset' }).ask(['go on [[a]]']),
    'inconclusive',
    0,
  ],
  [
    'passes what a release puts around it',
    () =>
      one(OPENCLAW)
        .send('b')
        .ask([wrapped('a'), reply('a was answered'), wrapped('b')]),
    'pass',
    1,
  ],
  [
    'convicts a wrapped message that was cut',
    () => new Talk(OPENCLAW).send('a', { text: '[[a]] go on' }).ask([wrapped('a')]),
    'violation',
    0,
    {
      cause: 'the model is asked another text than was sent',
      sentence: `${NAMES} a ends, at 1 of 1, in another text than [[a]] was sent with: 41 characters instead of 11`,
      records: ['request a', 'call 1'],
    },
  ],
  [
    'convicts an earlier message that is altered',
    () => one().turn('b', ['[[a]] indeed', reply('a was answered')]),
    'violation',
    1,
    {
      cause: 'a prompt alters an earlier message',
      sentence: `${NAMES} b holds the user's message [[a]], at 1 of 3, in other words than the prompt of its own run did: 12 characters instead of 5`,
      records: ['call 1', 'call 2'],
    },
  ],
]);
