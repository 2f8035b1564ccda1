/** Rows that turn on a single clause of a property of rows and views: without it each has another verdict, count or sentence. */
import { KEY, aHistory, entry, listed, message, reply, row, transcript } from './history-builder.ts';
import { judging } from './table.ts';

judging('view/converges', [
  [
    'forgets what a connection was shown that is closed',
    () =>
      aHistory()
        .connect(1)
        .ask(
          1,
          { type: 'history', key: KEY, offset: 0 },
          transcript('g1', [entry('c', 5), entry('e', 7)], { partial: true }),
        )
        .phase('quiet')
        .restart([1])
        .history(1, 'g1', [entry('a', 1), entry('c', 5), entry('d', 6), entry('e', 7)]),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'passes an entry that came after everything was quiet and a read had shown none',
    () =>
      aHistory()
        .connect(1)
        .phase('quiet')
        .history(1, 'g1')
        .ask(
          1,
          { type: 'history', key: KEY, offset: 0 },
          transcript('g1', [entry('b', 1)], { partial: true }),
        ),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'passes a summary that does not say what it covers: it may stand for all that was pushed',
    () =>
      aHistory()
        .connect(1)
        .history(1, 'g1')
        .event(1, message('g1', entry('a', 1)))
        .phase('quiet')
        .history(1, 'g1', [reply('a', 2, { compaction: true })]),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts an entry without a position that nobody was pushed',
    () =>
      aHistory()
        .connect(1)
        .history(1, 'g1')
        .phase('quiet')
        .history(1, 'g1', [entry('a', undefined)]),
    'violation',
    'the pushed view lacks a stored entry',
    { exercised: 1 },
  ],
  [
    'convicts entries behind a summary with which a page began',
    () =>
      aHistory()
        .connect(1)
        .ask(
          1,
          { type: 'history', key: KEY, offset: 0 },
          transcript('g1', [entry('c', 5, { compaction: true }), entry('e', 7)], { partial: true }),
        )
        .phase('quiet')
        .history(1, 'g1', [entry('a', 1), entry('c', 5), entry('d', 6), entry('e', 7)]),
    'violation',
    'the pushed view lacks a stored entry',
    { exercised: 1 },
  ],
  [
    'convicts an entry that nobody was pushed in the place where another one had been',
    () =>
      aHistory()
        .connect(1)
        .history(1, 'g2', [entry('a', 1)])
        .phase('quiet')
        .history(1, 'g2', [entry('b', 1), entry('c', 2)]),
    'violation',
    'the pushed view lacks a stored entry',
    { exercised: 1 },
  ],
  [
    'convicts an entry of a cut page in the place of what was pushed',
    () =>
      aHistory()
        .connect(1)
        .history(1, 'g1')
        .event(1, message('g1', entry('a', 1)))
        .phase('quiet')
        .ask(
          1,
          { type: 'history', key: KEY, offset: 0 },
          transcript('g1', [entry('b', 1, { isCut: true })], { partial: true }),
        ),
    'violation',
    'the pushed view lacks a stored entry',
    { exercised: 1 },
  ],
]);

judging('status/coherent', [
  [
    'convicts an idle row of a run that goes on, whatever another call does',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .list(1, row('g1'))
        .provider('cancel', 2),
    'violation',
    'a row does not say running during a run',
    { exercised: 1 },
  ],
  [
    'passes an idle row of a run that is cancelled at once, however late in the history',
    () =>
      aHistory()
        .wait(30000)
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .list(1, row('g1'))
        .provider('cancel', 1),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts two idle rows of one run once',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .list(1, row('g1'))
        .list(1, row('g1')),
    'violation',
    'a row does not say running during a run',
    { exercised: 2 },
  ],
  [
    'convicts an idle row while a message waits once, though its run is called twice',
    () =>
      aHistory()
        .send(1, 'b')
        .list(1, row('g1'))
        .provider('call', 2, { promptMarkers: ['a', 'b'] })
        .provider('call', 2, { promptMarkers: ['a', 'b'] }),
    'violation',
    'a row does not say running while a message waits',
    { exercised: 1 },
  ],
]);

judging('list/complete', [
  [
    'convicts a key of another session that is listed twice',
    () =>
      aHistory()
        .send(1, 'a', { key: 'agent:main:other' })
        .list(1, row('g1', { key: 'agent:main:other' }), row('g1', { key: 'agent:main:other' })),
    'violation',
    'a session is listed twice',
    { exercised: 1 },
  ],
  [
    'says nothing of a list without the own key of the gateway that is not whole',
    () =>
      aHistory()
        .process('booting')
        .ask(1, { type: 'list' }, listed([row('g9', { key: 'agent:main:other' })], { whole: false })),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
]);

judging('row/accurate', [
  [
    'convicts a wrong end of the last turn also where messages may be merged, and asks for no more there',
    () =>
      aHistory({}, { mergesSends: true })
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .provider('end', 1, { tokens: 7 })
        .run(1, 'a')
        .ask(
          1,
          { type: 'list' },
          listed([row('g1', { status: 'failed', startedAt: 1001000, endedAt: 1005000, totalTokens: 7 })], {
            at: 1006032,
          }),
        ),
    'violation',
    'a row says wrongly how the last turn ended',
    { exercised: 1 },
  ],
  [
    'says nothing of a row when the model was at work for a run after its end',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .send(1, 'b')
        .event(1, { type: 'terminal', runId: 'b', key: KEY, runSeq: 1, state: 'aborted' })
        .event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 1, state: 'error' })
        .provider('cancel', 1)
        .ask(
          1,
          { type: 'list' },
          listed([row('g1', { status: 'done', startedAt: 1001000, endedAt: 1005000, totalTokens: 7 })], {
            at: 1000032,
          }),
        ),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'passes killed for a run that failed while the process was about to stop',
    () =>
      aHistory()
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .process('stopping')
        .provider('error', 1, { tokens: 7 })
        .process('listening')
        .event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 1, state: 'error' })
        .phase('quiet')
        .ask(
          1,
          { type: 'list' },
          listed([row('g1', { status: 'killed', startedAt: 1000020, endedAt: 1000025 })], { at: 1000028 }),
        ),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'does not compare the tokens of a run that was called twice',
    () =>
      aHistory()
        .send(1, 'b')
        .provider('call', 2, { promptMarkers: ['a', 'b'] })
        .provider('call', 2, { promptMarkers: ['a', 'b'] })
        .provider('end', 2, { tokens: 5 })
        .run(1, 'b')
        .phase('quiet')
        .ask(
          1,
          { type: 'list' },
          listed([row('g1', { status: 'done', startedAt: 1006035, endedAt: 1006040, totalTokens: 7 })], {
            at: 1006047,
          }),
        ),
    'pass',
    undefined,
    { exercised: 1 },
  ],
]);
