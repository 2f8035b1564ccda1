import { ABORT, aborted, terminal, accepted, running, during, ended, cancelled, promised } from './aborts.ts';
import { KEY } from './history-builder.ts';
import { judging } from './table.ts';

const ANOTHER_END = 'an aborted run ended in another way';
const WORKS_ON = 'the model of an aborted run was not told to stop';
const BEGUN_AGAIN = 'an aborted run is begun again after a restart';

judging('abort/effective', [
  ['passes a run with one aborted terminal and a cancelled call', ended, 'pass', undefined, { exercised: 1 }],
  ['does not look at runs that nobody knows', () => running().ask(1, ABORT, aborted('x')), 'inconclusive'],
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
