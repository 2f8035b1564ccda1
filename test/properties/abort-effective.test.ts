import {
  ABORT,
  NOTHING,
  aborted,
  abortOf,
  terminal,
  accepted,
  running,
  during,
  waiting,
  served,
} from './aborts.ts';
import { aHistory, KEY, row, sending } from './history-builder.ts';
import { judging } from './table.ts';

const FOUND_NOTHING = 'an abort found nothing while a run was active';

judging('abort/effective', [
  ['is not exercised where nothing runs', () => aHistory().connect(1).ask(1, ABORT, NOTHING), 'inconclusive'],
  [
    'convicts it of a run at the model',
    () => running().ask(1, ABORT, NOTHING),
    'violation',
    FOUND_NOTHING,
    {
      exercised: 1,
      records: [19, 22],
      sentence:
        'run a of agent:main:main was at the model when an abort was asked for and when it was answered with "nothing aborted"',
    },
  ],
  [
    'convicts it of the run that it names',
    () => running().ask(1, abortOf('a'), NOTHING),
    'violation',
    FOUND_NOTHING,
  ],
  ['passes it for another run', () => running().ask(1, abortOf('b'), NOTHING), 'inconclusive'],
  [
    'passes it in another session',
    () => running().ask(1, { ...ABORT, key: 'other' }, NOTHING),
    'inconclusive',
  ],
  [
    'passes a refusal',
    () => running().ask(1, ABORT, { code: 'X', reason: 'no', retryable: false, retryAfterMs: undefined }),
    'inconclusive',
  ],
  [
    'passes it for a run that ended before the answer',
    () => during(running(), NOTHING, (history) => history.provider('end', 1)),
    'inconclusive',
  ],
  [
    'passes it for a run that told its end',
    () =>
      running()
        .event(1, { type: 'run-end', runId: 'a', key: KEY, runSeq: 3, phase: 'end' })
        .ask(1, ABORT, NOTHING),
    'inconclusive',
  ],
  [
    'passes it for a run that had its terminal',
    () => running().event(1, terminal('a', 'final')).ask(1, ABORT, NOTHING),
    'inconclusive',
  ],
  [
    'passes it where the plan falsified the run',
    () => running().provider('end', 1, { injected: true }).ask(1, ABORT, NOTHING),
    'inconclusive',
  ],
  [
    'passes it for a summary',
    () =>
      accepted()
        .provider('call', 1, { purpose: 'summary', promptMarkers: ['a'] })
        .ask(1, ABORT, NOTHING),
    'inconclusive',
  ],
  [
    'passes it for a run that another abort may have ended',
    () => {
      const history = running();
      history.request(1, ABORT);
      return history.ask(1, ABORT, NOTHING);
    },
    'inconclusive',
  ],
  [
    'passes it for a run whose session is being reset',
    () => {
      const history = running();
      history.request(1, { type: 'reset', key: KEY });
      return history.ask(1, ABORT, NOTHING);
    },
    'inconclusive',
  ],
  [
    'passes it while the process stops',
    () => running().process('stopping').ask(1, ABORT, NOTHING),
    'inconclusive',
  ],
  [
    'passes it with a daily rule',
    () =>
      aHistory({ dailyRule: true })
        .connect(1)
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .ask(1, ABORT, NOTHING),
    'inconclusive',
  ],
  [
    'convicts it of a run that reaches the model in between',
    () => during(accepted(), NOTHING, (history) => history.provider('call', 1, { promptMarkers: ['a'] })),
    'violation',
    FOUND_NOTHING,
    { records: [21, 22] },
  ],
  [
    'convicts it of a run that reaches the model afterwards',
    () =>
      accepted({ abortsQueued: false })
        .ask(1, ABORT, NOTHING)
        .provider('call', 1, { promptMarkers: ['a'] }),
    'violation',
    FOUND_NOTHING,
    {
      exercised: 1,
      records: [21, 23],
      sentence:
        'run a of agent:main:main was accepted and waited when an abort was asked for and when it was answered with "nothing aborted"',
    },
  ],
  [
    'passes it for a send that was accepted after the request',
    () => {
      const history = aHistory().connect(1);
      const id = history.request(1, ABORT);
      return history
        .send(1, 'a')
        .answer(1, id, ABORT, NOTHING)
        .provider('call', 1, { promptMarkers: ['a'] });
    },
    'inconclusive',
  ],
  [
    'convicts it of a run that waits, where that is meant',
    () => served(waiting().ask(1, abortOf('b'), NOTHING)),
    'violation',
    FOUND_NOTHING,
    { exercised: 1, records: [26, 31] },
  ],
  [
    'passes it for a run that waits, where that is not meant',
    () => served(waiting({ abortsQueued: false }).ask(1, abortOf('b'), NOTHING)),
    'inconclusive',
  ],
  [
    'passes it for a run that waited when it was asked for, where that is not meant',
    () => during(waiting({ abortsQueued: false }), NOTHING, served, abortOf('b')),
    'inconclusive',
  ],
  [
    'does not know of a run that a restart has begun',
    () =>
      accepted()
        .ask(1, ABORT, NOTHING)
        .restart([1])
        .provider('call', 1, { promptMarkers: ['a'] }),
    'inconclusive',
  ],
]);

judging('abort/effective', [
  [
    'looks at no run that began more than once',
    () =>
      running()
        .provider('end', 1)
        .event(1, terminal('a', 'final'))
        .wait(400_000)
        .ask(1, sending('a'), { type: 'send', status: 'accepted', runId: 'a' })
        .ask(1, ABORT, aborted('a')),
    'inconclusive',
  ],
  [
    'looks at a reset session no more',
    () => running().reset(1, 'g2').list(1, row('g2')).ask(1, ABORT, NOTHING),
    'inconclusive',
  ],
]);
