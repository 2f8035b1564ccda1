/** What the model knows of summaries, and of runs whose rows say that they were cut short (`states.ts`). */
import { KEY, accepted, entry, listed, row } from './history-builder.ts';
import { CUTS, knowing } from './states.ts';

const summary = (seq: number, more: Parameters<typeof entry>[2] = {}) =>
  entry('s', seq, {
    id: `summary ${seq}`,
    role: 'system',
    text: 'all of it',
    marker: undefined,
    runId: undefined,
    compaction: true,
    coversSeq: seq - 1,
    ...more,
  });

knowing('of summaries', [
  [
    'what they cover, and for good when everything was quiet',
    (one) =>
      one
        .sends('a')
        .reads([summary(3), entry('a', 4)])
        .do((h) => h.phase('quiet'))
        .reads([summary(2)], {}, 'g1'),
  ],
  [
    'nothing of one that does not say what it covers',
    (one) => one.reads([summary(1, { coversSeq: undefined })]),
  ],
  [
    'that one which the model returned stands for its messages',
    (one) =>
      one
        .sends('a')
        .sends('b')
        .calls(1, '[[a]]')
        .do((h) => h.provider('end', 1))
        .summarises(2, ['[[a]]', '[[b]]'], 'all of it')
        .do((h) => h.phase('quiet'))
        .reads([summary(3)]),
  ],
  [
    'that one whose text was rewritten may stand for any',
    (one) =>
      one
        .sends('a')
        .calls(1, '[[a]]')
        .summarises(2, ['[[a]]'], 'all of it')
        .do((h) => h.phase('quiet'))
        .reads([summary(3, { text: 'another' })]),
  ],
  [
    'that one is told by its marker when its text was rewritten',
    (one) =>
      one
        .sends('a')
        .sends('b')
        .summarises(1, ['[[a]]'], '[[summary-1]] of it')
        .summarises(2, ['[[b]]'], '[[summary-2]] of it')
        .do((h) => h.phase('quiet'))
        .reads([summary(3, { text: '[[summary-1]] and more' })]),
  ],
  [
    'that one stands for what the summary in its prompt stood for',
    (one) =>
      one
        .sends('a')
        .sends('b')
        .summarises(1, ['[[a]]'], '[[summary-1]] of it')
        .summarises(2, ['[[summary-1]] of it', '[[b]]'], 'all of it'),
  ],
  [
    'whose session one is of, of which only an earlier summary says it',
    (one) =>
      one
        .sends('a')
        .summarises(1, ['[[a]]'], '[[summary-1]] of it')
        .summarises(2, ['[[summary-1]] of it'], 'all of it'),
  ],
  ['that an empty one is none', (one) => one.sends('a', {}, { legs: 'client' }).summarises(1, ['[[a]]'], '')],
  [
    'of two sends with one marker no newest',
    (one) => one.sends('a').sends('b', { marker: 'a' }).summarises(1, ['[[a]]'], 'all of it'),
  ],
  ['nothing of one for a session that nobody named', (one) => one.summarises(1, ['[[nobody]]'], 'all of it')],
]);

knowing('of rows, of runs that were cut short', [
  [
    'that one has ended, when its row says so',
    (one) =>
      one
        .connects()
        .sends('a')
        .answers('a', accepted('a'))
        .calls(1, '[[a]]')
        .do((h) =>
          h
            .restart([1])
            .connect(2)
            .phase('quiet')
            .list(2, row('g1', { status: 'failed' })),
        ),
    CUTS,
  ],
  [
    'that it has ended, when its session has no row',
    (one) =>
      one
        .connects()
        .sends('a')
        .answers('a', accepted('a'))
        .calls(1, '[[a]]')
        .do((h) =>
          h
            .restart([1])
            .connect(2)
            .phase('quiet')
            .ask(2, { type: 'delete', key: KEY }, { type: 'delete', key: KEY, deleted: true })
            .list(2),
        ),
    CUTS,
  ],
  [
    'that it has not ended by a list without its session that is not whole',
    (one) =>
      one
        .connects()
        .sends('a')
        .answers('a', accepted('a'))
        .calls(1, '[[a]]')
        .do((h) =>
          h
            .restart([1])
            .connect(2)
            .phase('quiet')
            .ask(2, { type: 'delete', key: KEY }, { type: 'delete', key: KEY, deleted: true })
            .ask(2, { type: 'list' }, listed([], { whole: false })),
        ),
    CUTS,
  ],
  [
    'that it goes on, when its row says that it is active',
    (one) =>
      one
        .connects()
        .sends('a')
        .answers('a', accepted('a'))
        .calls(1, '[[a]]')
        .do((h) =>
          h
            .restart([1])
            .connect(2)
            .phase('quiet')
            .list(2, row('g1', { hasActiveRun: true, activeRunIds: ['a'] })),
        ),
    CUTS,
  ],
  [
    'that it may go on, when its row says that something is active',
    (one) =>
      one
        .connects()
        .sends('a')
        .answers('a', accepted('a'))
        .calls(1, '[[a]]')
        .do((h) =>
          h
            .restart([1])
            .connect(2)
            .phase('quiet')
            .list(2, row('g1', { hasActiveRun: true })),
        ),
    CUTS,
  ],
  [
    'that it has ended, when another is active that began later',
    (one) =>
      one
        .connects()
        .sends('a')
        .answers('a', accepted('a'))
        .calls(1, '[[a]]')
        .do((h) => h.restart([1]).connect(2).send(2, 'b'))
        .calls(2, '[[b]]')
        .do((h) => h.phase('quiet').list(2, row('g1', { hasActiveRun: true, activeRunIds: ['b'] }))),
    CUTS,
  ],
  [
    'that one which waited is owed its run',
    (one) =>
      one
        .connects()
        .sends('a')
        .answers('a', accepted('a'))
        .do((h) =>
          h
            .restart([1])
            .connect(2)
            .phase('quiet')
            .list(2, row('g1', { status: 'failed' })),
        ),
    CUTS,
  ],
  [
    'that one of this life of the process goes on',
    (one) =>
      one
        .connects()
        .sends('a')
        .answers('a', accepted('a'))
        .calls(1, '[[a]]')
        .do((h) => h.phase('quiet').list(1, row('g1', { status: 'failed' }))),
    CUTS,
  ],
]);
