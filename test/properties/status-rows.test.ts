import type { Dialect } from '../../src/dialect/dialect.ts';
import { aHistory, listed, row, sending, type HistoryBuilder } from './history-builder.ts';
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
    'passes it after a restart while a message may be run that waited before, though nobody was told that it was taken',
    () => {
      const history = aHistory({}, { rowsRun: 'either' }).connect(1);
      history.request(1, sending('a'));
      return history.restart([1]).connect(2).list(2, row('g1', SPLIT));
    },
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'the same of a message that was acknowledged',
    () =>
      aHistory({}, { rowsRun: 'either' })
        .connect(1)
        .send(1, 'a')
        .restart([1])
        .connect(2)
        .list(2, row('g1', SPLIT)),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'the same of one that is at the model in this life, and is to be stored',
    () =>
      either()
        .restart([1])
        .connect(2)
        .provider('call', 2, { promptMarkers: ['a'] })
        .provider('end', 2)
        .list(2, row('g1', SPLIT)),
    'pass',
    undefined,
    { exercised: 1 },
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

const UNNAMED = 'a row does not name an active run';
const OVER = 'a row names a run that is over';
/** A run at the model, and a message that waits behind it; a row names these runs. */
const naming = (activeRunIds: readonly string[] | undefined, dialect: Partial<Dialect> = {}) =>
  aHistory({}, dialect)
    .connect(1)
    .send(1, 'a')
    .provider('call', 1, { promptMarkers: ['a'] })
    .send(1, 'b')
    .list(1, row('g1', { ...RUNNING, activeRunIds }));
const begun = (history: HistoryBuilder) =>
  history.provider('end', 1).provider('call', 2, { promptMarkers: ['a', 'b'] });
/** Its run is over for so long when a row names it. */
const after = (ms: number, dialect: Partial<Dialect> = {}) =>
  aHistory({}, dialect)
    .connect(1)
    .send(1, 'a')
    .provider('call', 1, { promptMarkers: ['a'] })
    .provider('end', 1)
    .run(1, 'a')
    .wait(ms)
    .send(1, 'b')
    .list(1, row('g1', { ...RUNNING, activeRunIds: ['a', 'b'] }));

judging('status/coherent', [
  [
    'convicts a row that does not name the run of a message that waits',
    () => begun(naming(['a'])),
    'violation',
    UNNAMED,
    {
      records: [22, 27, 29],
      sentence:
        'agent:main:main said that its active runs are (a) while message b, accepted before, waited for its run',
    },
  ],
  ['passes one that names it', () => begun(naming(['a', 'b'])), 'pass', undefined, { exercised: 1 }],
  ['passes one that names none at all', () => begun(naming(undefined)), 'pass'],
  ['passes one where the message is never run', () => naming(['a']), 'pass'],
  ['passes one where hasActiveRun says it, too', () => begun(naming(['a'], { rowsRun: 'either' })), 'pass'],
  ['passes one where sends are merged', () => begun(naming(['a'], { mergesSends: true })), 'pass'],
  [
    'passes one where another message has the same text, so that whose a call is does not show',
    () => begun(naming(['a']).send(1, 'c', { marker: 'b' })),
    'pass',
  ],
  [
    'passes one that was read before the message was accepted',
    () => {
      const history = called();
      const id = history.request(1, { type: 'list' });
      history.send(1, 'b').answer(1, id, { type: 'list' }, listed([row('g1', RUNNING)]));
      return begun(history);
    },
    'pass',
  ],
  [
    'convicts a row that names a run long after its end',
    () => after(6_000),
    'violation',
    OVER,
    { records: [27, 36], sentence: 'agent:main:main names run a as active, 6 s after it was over' },
  ],
  ['passes one that names it a while after its end', () => after(4_000), 'pass'],
  ['passes one that names it where sends are merged', () => after(6_000, { mergesSends: true }), 'pass'],
  [
    'passes one that names a run nobody knows',
    () => called().list(1, row('g1', { ...RUNNING, activeRunIds: ['a', 'x'] })),
    'pass',
  ],
]);
