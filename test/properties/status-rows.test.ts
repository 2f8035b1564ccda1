import { aHistory, row } from './history-builder.ts';
import { judging } from './table.ts';

const RUNNING = { status: 'running', hasActiveRun: true, activeRunIds: ['a'], startedAt: 1 } as const;

const called = () =>
  aHistory()
    .connect(1)
    .send(1, 'a')
    .provider('call', 1, { promptMarkers: ['a'] });

const SPLIT = { ...RUNNING, hasActiveRun: false } as const;
/** A run of a dialect in which the status or `hasActiveRun` says that it is under way. */
const either = () =>
  aHistory({}, { rowsRun: 'either' })
    .connect(1)
    .send(1, 'a')
    .provider('call', 1, { promptMarkers: ['a'] });

judging('status/coherent', [
  [
    'passes running without an active run during a run, where either says so',
    () => either().list(1, row('g1', SPLIT)),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'passes it before the run is at the model',
    () => aHistory({}, { rowsRun: 'either' }).connect(1).send(1, 'a').list(1, row('g1', SPLIT)),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'passes it a while after the run has ended',
    () => either().provider('end', 1).run(1, 'a').wait(4_000).list(1, row('g1', SPLIT)),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts it once that while is over',
    () => either().provider('end', 1).run(1, 'a').wait(6_000).list(1, row('g1', SPLIT)),
    'violation',
    'a row says running and no active run',
    { sentence: 'agent:main:main: status running without an active run', records: [32] },
  ],
  [
    'convicts it after a restart, of a run that the process ended with',
    () => either().restart([1]).connect(2).list(2, row('g1', SPLIT)),
    'violation',
    'a row says running and no active run',
    { sentence: 'agent:main:main: status running without an active run', records: [42] },
  ],
  [
    'passes a row that runs while a run is at the provider',
    () => called().list(1, row('g1', RUNNING)),
    'pass',
  ],
  ['passes an idle row before any turn', () => aHistory().connect(1).list(1, row('g1')), 'pass'],
  [
    'passes an idle row of a generation after a reset during the run',
    () => called().reset(1, 'g2').list(1, row('g2')),
    'pass',
  ],
  [
    'passes a row just after the terminal',
    () => called().provider('end', 1).run(1, 'a').list(1, row('g1', RUNNING)),
    'pass',
  ],
  [
    'convicts running without an active run',
    () => called().list(1, row('g1', { ...RUNNING, hasActiveRun: false })),
    'violation',
    'a row says running and no active run',
  ],
  [
    'convicts running long after the end',
    () => called().provider('end', 1).run(1, 'a').wait(60_000).list(1, row('g1', RUNNING)),
    'violation',
    'a row says running after its runs ended',
  ],
  [
    'convicts running for ever after a restart',
    () => called().restart([1]).connect(2).phase('quiet').list(2, row('g1', RUNNING)),
    'violation',
    'a row says running when everything is quiet',
  ],
  [
    'passes running when everything is quiet, where nobody sees whether the model is at work',
    () => aHistory({ modelHidden: true }).connect(1).send(1, 'a').phase('quiet').list(1, row('g1', RUNNING)),
    'pass',
  ],
  [
    'convicts an idle row during a run',
    () => called().list(1, row('g1')),
    'violation',
    'a row does not say running during a run',
  ],
  ['says nothing without a row', () => called(), 'inconclusive'],
]);
