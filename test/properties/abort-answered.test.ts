import {
  ABORT,
  aborted,
  abortOf,
  accepted,
  cancelled,
  during,
  ended,
  promised,
  running,
  served,
  stopped,
  terminal,
  waiting,
} from './aborts.ts';
import { aHistory, KEY, sending } from './history-builder.ts';
import { judging } from './table.ts';

const ANOTHER_END = 'an aborted run ended in another way';
const WORKS_ON = 'the model of an aborted run was not told to stop';
const BEGUN_AGAIN = 'an aborted run is begun again after a restart';

judging('abort/effective', [
  ['passes a run with one aborted terminal and a cancelled call', ended, 'pass', undefined, { exercised: 1 }],
  ['does not look at runs that nobody knows', () => running().ask(1, ABORT, aborted('x')), 'inconclusive'],
  [
    'does not look at the end of a run that nobody knows',
    () => aHistory().connect(1).event(1, terminal('x', 'aborted')),
    'inconclusive',
  ],
  ['does not look at a call that nobody began', () => promised().provider('end', 9), 'pass'],
  [
    'takes an answer at its word that names another run than was asked for',
    () =>
      waiting()
        .ask(1, abortOf('b'), aborted('a'))
        .provider('end', 1)
        .event(1, terminal('a', 'final'))
        .provider('call', 2, { promptMarkers: ['a', 'b'] }),
    'violation',
    ANOTHER_END,
    { exercised: 1 },
  ],
  [
    'passes a call that went with a process that was told to stop',
    () =>
      promised().process('stopping').process('exited').process('booting').process('listening').wait(9_000),
    'pass',
  ],
  [
    'asks for no terminal that the next process was to send',
    () =>
      during(running(), aborted('a'), cancelled)
        .process('stopping')
        .process('exited')
        .process('booting')
        .process('listening')
        .event(1, { type: 'tick' })
        .phase('quiet'),
    'pass',
  ],
  [
    'asks the model of a summary for nothing',
    () =>
      accepted()
        .provider('call', 1, { purpose: 'summary', promptMarkers: ['a'] })
        .ask(1, ABORT, aborted('a'))
        .wait(9_000),
    'pass',
  ],
  [
    'says nothing of a call that began after the answer of another life',
    () => ended().restart([1]).connect(2).ask(2, abortOf('a'), aborted('a')),
    'pass',
  ],
  [
    'convicts another terminal after the answer',
    () => promised().provider('end', 1).event(1, terminal('a', 'final')),
    'violation',
    ANOTHER_END,
    {
      records: [22, 25],
      sentence: 'run a of agent:main:main was answered as aborted, and its terminal says final',
    },
  ],
  [
    'convicts another terminal before the answer',
    () => during(running(), aborted('a'), (history) => history.event(1, terminal('a', 'error'))),
    'violation',
    ANOTHER_END,
    {
      records: [22, 24],
      sentence: 'run a of agent:main:main was answered as aborted, and its terminal says error',
    },
  ],
  ['convicts a second terminal', () => ended().event(1, terminal('a', 'final')), 'violation', ANOTHER_END],
  [
    'passes a final where sends are merged',
    () =>
      running({ mergesSends: true })
        .ask(1, ABORT, aborted('a'))
        .provider('end', 1)
        .event(1, terminal('a', 'final')),
    'pass',
  ],
  [
    'convicts an error also where sends are merged',
    () =>
      running({ mergesSends: true })
        .ask(1, ABORT, aborted('a'))
        .provider('end', 1)
        .event(1, terminal('a', 'error')),
    'violation',
    ANOTHER_END,
  ],
  [
    'passes a call that is cancelled just in time',
    () => promised().wait(4_998).provider('cancel', 1),
    'pass',
  ],
  [
    'convicts a call that is cancelled too late',
    () => promised().wait(4_999).provider('cancel', 1),
    'violation',
    WORKS_ON,
    {
      records: [22, 24],
      sentence:
        'run a of agent:main:main was answered as aborted, and the model went on working on it for 5 s',
    },
  ],
  [
    'convicts a call that ends by itself too late',
    () => promised().wait(9_000).provider('end', 1),
    'violation',
    WORKS_ON,
  ],
  [
    'convicts a call that never ends',
    () => promised().wait(9_000),
    'violation',
    WORKS_ON,
    { records: [22, 24] },
  ],
  ['passes a call that may still be cancelled at the end', () => promised().wait(4_000), 'pass'],
  [
    'does not wait while the process is paused',
    () => promised().process('paused').wait(9_000).provider('cancel', 1),
    'pass',
  ],
  ['passes a call that died with its process', () => promised().restart([1]).wait(9_000), 'pass'],
  [
    'convicts a call that begins after the answer and is not cancelled',
    () =>
      accepted()
        .ask(1, ABORT, aborted('a'))
        .provider('call', 1, { promptMarkers: ['a'] })
        .wait(9_000)
        .provider('end', 1),
    'violation',
    WORKS_ON,
  ],
  [
    'passes one that was on its way',
    () =>
      accepted()
        .ask(1, ABORT, aborted('a'))
        .provider('call', 1, { promptMarkers: ['a'] })
        .provider('cancel', 1),
    'pass',
  ],
  [
    'convicts a run that is begun again after a restart',
    () =>
      ended()
        .restart([1])
        .provider('call', 2, { promptMarkers: ['a'] }),
    'violation',
    BEGUN_AGAIN,
    {
      sentence:
        'run a of agent:main:main was answered as aborted, and is handed to the model after a restart',
      records: [25, 32],
    },
  ],
  [
    'passes one whose key was tried again',
    () =>
      ended()
        .restart([1])
        .connect(2)
        .send(2, 'a')
        .provider('call', 2, { promptMarkers: ['a'] }),
    'pass',
  ],
  [
    'passes one whose answer never arrived',
    () => {
      const history = running();
      const id = history.request(1, ABORT);
      return history
        .provider('cancel', 1)
        .answer(1, id, ABORT, aborted('a'), 'gateway')
        .restart([1])
        .provider('call', 2, { promptMarkers: ['a'] });
    },
    'pass',
  ],
  [
    'convicts text of an aborted run after a restart',
    () =>
      ended()
        .restart([1])
        .connect(2)
        .event(2, { type: 'run-text', stream: 'chat', runId: 'a', key: KEY, runSeq: 10 }),
    'violation',
    'an aborted run streams text after a restart',
    { sentence: 'run a of agent:main:main was answered as aborted, and streams text after a restart' },
  ],
  [
    'passes text of another run',
    () =>
      ended()
        .restart([1])
        .connect(2)
        .send(2, 'c')
        .event(2, { type: 'run-text', stream: 'chat', runId: 'c', key: KEY, runSeq: 1 }),
    'pass',
  ],
  [
    'convicts a run without a terminal',
    () => during(running(), aborted('a'), cancelled).event(1, { type: 'tick' }).phase('quiet'),
    'violation',
    'an aborted run has no terminal',
    {
      sentence: 'run a of agent:main:main was answered as aborted, and nobody who follows it got a terminal',
      records: [23, 28],
    },
  ],
  [
    'passes it where nobody follows',
    () => during(running(), aborted('a'), cancelled).close(1).phase('quiet'),
    'pass',
  ],
  [
    'passes it after a restart',
    () => during(running(), aborted('a'), cancelled).restart([1]).connect(2).phase('quiet'),
    'pass',
  ],
  [
    'passes it before quiet',
    () => during(running(), aborted('a'), cancelled).event(1, { type: 'tick' }),
    'pass',
  ],
]);

const LEFT = 'an abort of all runs left one of them';
const NOT_THERE = 'an abort ended what was not there';
const YES = aborted();
/** The one at the model is aborted, and the other is handed to the model: record 29. */
const leftBehind = (dialect = {}) =>
  stopped(waiting(dialect).ask(1, ABORT, aborted('a'))).provider('call', 2, { promptMarkers: ['a', 'b'] });

judging('abort/effective', [
  [
    'convicts an abort that names no run and left one that waited',
    () => leftBehind(),
    'violation',
    LEFT,
    {
      exercised: 2,
      records: [26, 31],
      sentence:
        'run b of agent:main:main was accepted and waited when an abort was asked for that names no run, and is not among those that it says were aborted',
    },
  ],
  [
    'convicts one that left a run at the model',
    () =>
      waiting()
        .provider('call', 2, { promptMarkers: ['a', 'b'] })
        .ask(1, ABORT, aborted('b'))
        .provider('cancel', 2),
    'violation',
    LEFT,
    { exercised: 2, records: [19, 27] },
  ],
  ['passes it where waiting runs are not meant', () => leftBehind({ abortsQueued: false }), 'pass'],
  ['passes it where sends are merged', () => leftBehind({ mergesSends: true }), 'pass'],
  [
    'passes an abort of one run that leaves the others',
    () =>
      stopped(waiting().ask(1, abortOf('a'), aborted('a'))).provider('call', 2, {
        promptMarkers: ['a', 'b'],
      }),
    'pass',
  ],
  [
    'passes one that names every run',
    () => stopped(waiting().ask(1, ABORT, aborted('a', 'b'))).event(1, terminal('b', 'aborted')),
    'pass',
    undefined,
    { exercised: 2 },
  ],
  [
    'passes a message that came after the abort',
    () =>
      during(running(), aborted('a'), (history) => stopped(history.send(1, 'b'))).provider('call', 2, {
        promptMarkers: ['a', 'b'],
      }),
    'pass',
  ],
  [
    'passes a run that was tried again meanwhile',
    () => {
      const history = stopped(waiting().ask(1, ABORT, aborted('a')));
      return history
        .ask(1, sending('b'), { type: 'send', status: 'accepted', runId: 'b' })
        .provider('call', 2, {
          promptMarkers: ['a', 'b'],
        });
    },
    'pass',
  ],
  [
    'does not know for which run an id stands that nobody gave',
    () => served(waiting().ask(1, ABORT, aborted('x'))),
    'inconclusive',
  ],
]);

judging('abort/effective', [
  [
    'convicts "aborted" where nothing was active',
    () => aHistory().connect(1).ask(1, ABORT, YES),
    'violation',
    NOT_THERE,
    {
      exercised: 1,
      records: [15, 17],
      sentence:
        'an abort in agent:main:main was answered with "aborted", and no run was active there since it was asked for',
    },
  ],
  [
    'convicts it where all that was active had ended',
    () => running().provider('end', 1).event(1, terminal('a', 'final')).ask(1, ABORT, YES),
    'violation',
    NOT_THERE,
  ],
  [
    'convicts it of a run that nobody asked for',
    () => running().ask(1, abortOf('x'), YES),
    'violation',
    NOT_THERE,
    {
      records: [20, 22],
      sentence:
        'an abort in agent:main:main was answered with "aborted", and nobody ever asked for run x there since it was asked for',
    },
  ],
  [
    'convicts it of a run that had its final',
    () => running().provider('end', 1).event(1, terminal('a', 'final')).ask(1, abortOf('a'), YES),
    'violation',
    ANOTHER_END,
    { records: [21, 25] },
  ],
  [
    'passes it of a run that it aborts, though it does not name it',
    () => during(running(), YES, stopped, abortOf('a')),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  ['passes it of a run that was aborted before', () => ended().ask(1, abortOf('a'), YES), 'pass'],
  [
    'passes it of what goes on at the model, where it names none',
    () => running().ask(1, ABORT, YES),
    'inconclusive',
  ],
  ['passes it of whatever runs, where it names none', () => during(running(), YES, stopped), 'inconclusive'],
  [
    'passes it of a run that ended while it was asked for',
    () => during(running(), YES, (history) => history.provider('end', 1).event(1, terminal('a', 'final'))),
    'inconclusive',
  ],
  [
    'passes it of a message that may have been taken',
    () => {
      const history = aHistory().connect(1);
      history.request(1, sending('a'));
      return history.ask(1, ABORT, YES);
    },
    'inconclusive',
  ],
]);
