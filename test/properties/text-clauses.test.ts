/** Rows that turn on a single clause of a property of texts: without it each has another verdict, count or sentence. */
import { OPENCLAW_CONTENT } from '../../src/dialect/content.ts';
import { KEY, aHistory, asked, entry, reply } from './history-builder.ts';
import { judging } from './table.ts';

judging('text/faithful', [
  [
    'says nothing of text to a connection that may have come late',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .event(2, { type: 'run-text', stream: 'chat', runId: 'a', key: KEY, runSeq: 2, delta: 'x' }),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'convicts each part of a stored reply of which the model had said nothing',
    () =>
      aHistory({}, { content: OPENCLAW_CONTENT })
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .event(1, {
          type: 'run-text',
          stream: 'agent',
          runId: 'a',
          key: KEY,
          runSeq: 2,
          delta: undefined,
          whole: 'it',
        })
        .history(1, 'g1', [reply('a', 2, { text: 'so be' }), reply('a', 3, { text: 'it' })]),
    'violation',
    'streamed text is not what the model said',
    { exercised: 0 },
  ],
  [
    'convicts streamed text that nobody said, before a stop',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .event(1, { type: 'run-text', stream: 'chat', runId: 'a', key: KEY, runSeq: 2, delta: 'so be' })
        .process('stopping')
        .process('exited')
        .phase('quiet')
        .history(2, 'g1', [entry('a', 1), reply('a', 2, { text: 'so be', stopReason: 'interrupted' })]),
    'violation',
    'streamed text is not what the model said',
    { exercised: 0 },
  ],
  [
    'passes an error without a text after the model said a single character',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .provider('delta', 1, { text: 'a' })
        .event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 3, state: 'error', text: undefined }),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts text that nobody said on a connection that came late, said twice',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .connect(2)
        .event(2, { type: 'run-text', stream: 'chat', runId: 'a', key: KEY, runSeq: 2, delta: 'be at' })
        .event(2, { type: 'run-text', stream: 'chat', runId: 'a', key: KEY, runSeq: 2, delta: 'be at' }),
    'violation',
    'streamed text is not what the model said',
    { exercised: 0 },
  ],
  [
    'convicts a terminal that says what nobody said, also when it is stored shorter',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 3, state: 'aborted', text: 'so be' })
        .phase('quiet')
        .history(1, 'g1', [
          entry('a', 1),
          reply('a', 2, { text: 'so', isAborted: true, stopReason: 'aborted' }),
        ])
        .history(1, 'g1', [
          entry('a', 1),
          reply('a', 2, { text: 'so', isAborted: true, stopReason: 'aborted' }),
        ]),
    'violation',
    'a terminal does not say what the model said',
    { exercised: 1 },
  ],
  [
    'convicts a beginning of what was said in two',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .provider('delta', 1, { text: 'so be it' })
        .provider('delta', 1, { text: 'so be it' })
        .provider('end', 1)
        .history(1, 'g1', [reply('a', 2, { text: 'so' })]),
    'violation',
    'a stored reply is not what the model said',
    { exercised: 0 },
  ],
]);
