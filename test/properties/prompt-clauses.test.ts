/** Rows that turn on a single clause of a property of prompts: without it each has another verdict, count or sentence. */
import { OPENCLAW_CONTENT } from '../../src/dialect/content.ts';
import { KEY, aHistory, asked } from './history-builder.ts';
import { judging } from './table.ts';

const said = (text: string) => ({ role: 'assistant', text }) as const;

judging('prompt/faithful', [
  [
    'passes a reply out of its place once a reset may have ended what it was said in',
    () =>
      aHistory({}, { content: OPENCLAW_CONTENT })
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .provider('delta', 1, { text: 'a was answered' })
        .provider('end', 1)
        .event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 9, state: 'final' })
        .send(1, 'b')
        .provider('call', 2, { prompt: asked('[[a]]', said('a was answered'), '[[b]]') })
        .provider('delta', 2, { text: 'b was answered' })
        .provider('end', 2)
        .reset(1, 'g2')
        .provider('call', 3, {
          prompt: asked('[[a]]', said('b was answered'), '[[b]]', said('a was answered'), '[[c]]'),
        }),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'judges a prompt whose last message nobody sent by the last one that somebody did',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .provider('delta', 1, { text: 'a was answered' })
        .provider('end', 1)
        .event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 9, state: 'final' })
        .send(1, 'b')
        .provider('call', 2, { prompt: asked('[[a]]', said('a was answered'), '[[b]]') })
        .event(1, { type: 'terminal', runId: 'b', key: KEY, runSeq: 9, state: 'error' })
        .provider('call', 3, { prompt: asked('[[a]]', said('a was answered'), '[[c]]') }),
    'violation',
    'a prompt lacks an earlier message',
    { exercised: 2 },
  ],
  [
    'convicts a prompt that ends with a message whose run had ended, while one that waits stands nowhere',
    () =>
      aHistory()
        .send(1, 'a')
        .event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 9, state: 'final' })
        .send(1, 'b')
        .event(1, { type: 'terminal', runId: 'b', key: KEY, runSeq: 9, state: 'final' })
        .send(1, 'c')
        .provider('call', 1, { prompt: asked('[[a]]') }),
    'violation',
    'a prompt does not end with the message of its run',
    { exercised: 0 },
  ],
  [
    'passes a message of the life before in a prompt of the life after it',
    () =>
      aHistory()
        .provider('call', 1, { prompt: asked('[[a]]') })
        .send(1, 'b')
        .restart([1])
        .send(1, 'c')
        .provider('call', 2, { prompt: asked('[[a]]', said('a was answered'), '[[b]]', '[[c]]') })
        .provider('end', 2)
        .event(1, { type: 'terminal', runId: 'b', key: KEY, runSeq: 9, state: 'final' })
        .provider('call', 3, {
          prompt: asked('[[a]]', said('a was answered'), '[[b]]', said('b was answered'), '[[c]]'),
        }),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts a message that stands twice, and asks nothing of what goes on behind the second',
    () =>
      aHistory()
        .provider('call', 1, { prompt: asked('[[a]]') })
        .send(1, 'b')
        .provider('call', 2, {
          prompt: asked('[[a]]', said('a was answered'), '[[b]]', '[[b]]', said('so far')),
        }),
    'violation',
    'a prompt holds a message twice',
    { exercised: 0 },
  ],
  [
    'says nothing of a prompt whose message nobody sent, behind a summary',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .provider('call', 2, {
          purpose: 'summary',
          prompt: asked('[[a]]', said('a was answered'), 'Write a summary.'),
        })
        .provider('end', 2, { purpose: 'summary', text: 'Summary [[summary-1]] of it' })
        .provider('call', 3, {
          prompt: asked({ role: 'system', text: 'Summary [[summary-1]] of it' }, '[[b]]'),
        }),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'demands nothing of a run whose last attempt said nothing',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .provider('delta', 1, { text: 'first half ' })
        .provider('call', 2, { prompt: asked('[[a]]') })
        .provider('end', 2)
        .event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 9, state: 'final' })
        .send(1, 'b')
        .provider('call', 3, { prompt: asked('[[a]]', said('first half second half'), '[[b]]') }),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'does not judge a message whose key was tried again',
    () =>
      aHistory()
        .send(1, 'a')
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .provider('call', 2, { prompt: asked('[[a]] indeed', said('a was answered'), '[[b]]') }),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'takes a message that only a refused text of a key has for the message of that key',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 9, state: 'final' })
        .send(
          1,
          'a',
          { text: 'other [[b]]', marker: 'b' },
          {
            code: 'INVALID_REQUEST',
            reason: 'chat-request-conflict',
            retryable: false,
            retryAfterMs: undefined,
          },
        )
        .reset(1, 'g2')
        .send(1, 'b ')
        .provider('call', 2, { prompt: asked('[[b]]') })
        .provider('call', 3, { prompt: asked('[[b]]', said('b was answered'), '[[c]]') }),
    'violation',
    'a prompt alters an earlier message',
    { exercised: 0 },
  ],
  [
    'passes a message that stood in the prompt of another run, whose own end was told behind it',
    () =>
      aHistory()
        .provider('call', 1, { prompt: asked('[[a]]') })
        .send(1, 'b')
        .send(1, 'c')
        .provider('call', 2, { prompt: asked('[[a]]', said('a was answered'), '[[b]]', '[[c]]') })
        .event(1, { type: 'terminal', runId: 'b', key: KEY, runSeq: 9, state: 'final' })
        .provider('call', 3, {
          prompt: asked('[[a]]', said('a was answered'), '[[b]]', said('b was answered'), '[[c]]'),
        }),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'asks nothing of replies to messages that nobody sent, wherever they stand',
    () =>
      aHistory()
        .provider('call', 1, { prompt: asked('[[a]]') })
        .send(1, 'b')
        .provider('call', 2, { prompt: asked('[[a]]', said('a was answered'), '[[b]]') })
        .provider('delta', 2, { text: 'b was answered' })
        .provider('end', 2)
        .event(1, { type: 'terminal', runId: 'b', key: KEY, runSeq: 9, state: 'final' })
        .provider('call', 3, {
          prompt: asked('[[a]]', said('a was answered'), '[[b]]', said('b was answered'), '[[c]]'),
        })
        .provider('delta', 3, { text: 'c was answered' })
        .provider('end', 3)
        .provider('call', 4, {
          prompt: asked(
            '[[a]]',
            said('a was answered'),
            '[[b]]',
            '[[c]]',
            said('b was answered'),
            said('c was answered'),
            '[[d]]',
          ),
        }),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'convicts a prompt without a reply, also when what an earlier run said is unknown',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .provider('delta', 1, { text: 'a was answered' })
        .provider('delta', 1)
        .send(1, 'b')
        .provider('call', 2, { prompt: asked('[[a]]', said('a was answered'), '[[b]]') })
        .provider('delta', 2, { text: 'b was answered' })
        .provider('end', 2)
        .event(1, { type: 'terminal', runId: 'b', key: KEY, runSeq: 9, state: 'final' })
        .send(1, 'c')
        .provider('call', 3, { prompt: asked('[[a]]', said('a was answered'), '[[b]]', '[[c]]') }),
    'violation',
    'a prompt lacks an earlier reply',
    { exercised: 1 },
  ],
  [
    'convicts a message of another session, also behind a reply that lacks the space at its end',
    () =>
      aHistory()
        .send(1, 'x', { key: 'agent:main:other' })
        .send(1, 'a')
        .provider('call', 2, { prompt: asked('[[a]]') })
        .provider('delta', 2, { text: 'a was answered ' })
        .provider('end', 2)
        .provider('call', 3, { prompt: asked('[[a]]', said('a was answered'), '[[x]]', '[[b]]') }),
    'violation',
    'a prompt holds a message of another session',
    { exercised: 0 },
  ],
  [
    'says nothing of a summary in a session of which a message was tried again',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 9, state: 'final' })
        .provider('call', 2, { prompt: asked('[[a]]', said('a was answered'), '[[b]]') })
        .send(1, 'a')
        .send(1, 'c')
        .provider('call', 4, {
          prompt: asked({ role: 'system', text: 'Summary [[summary-1]] of it' }, '[[c]]'),
        }),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'passes a message that waited, whose key was tried again',
    () =>
      aHistory()
        .provider('call', 1, { prompt: asked('[[a]]') })
        .send(1, 'b')
        .send(1, 'c')
        .send(1, 'c')
        .provider('call', 2, { prompt: asked('[[a]]', said('a was answered'), '[[b]]', '[[c]]') })
        .provider('end', 2)
        .event(1, { type: 'terminal', runId: 'b', key: KEY, runSeq: 9, state: 'final' })
        .provider('call', 3, {
          prompt: asked('[[a]]', said('a was answered'), '[[b]]', said('b was answered'), '[[c]]'),
        }),
    'pass',
    undefined,
    { exercised: 1 },
  ],
]);

judging('context/continuous', [
  [
    'says nothing of a call that is of no session',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 2, { purpose: 'summary', promptMarkers: ['a'] })
        .provider('end', 2, { purpose: 'summary', text: 'what was said' })
        .provider('call', 3, { promptMarkers: ['b'], promptTexts: ['[what was said]'] }),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
]);
