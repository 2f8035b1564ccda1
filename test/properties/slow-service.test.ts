/** How long a process may take to listen, a fetch to be answered, and a send to reach its model. */
import type { Dialect } from '../../src/dialect/dialect.ts';
import type { RequestMeaning } from '../../src/dialect/observation.ts';
import { KEY, aHistory, listed, row, sending, transcript, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const LIST = { type: 'list' } as const;
const HISTORY: RequestMeaning = { type: 'history', key: KEY, offset: 0 };
/** The bounds that histories of tests are judged by. */
const FETCH_MS = 30_000;
const BOOT_MS = 60_000;
const CALL_MS = 10_000;

const LATE = 'a fetch was answered after the bound';
const NEVER = 'a fetch was not answered within the bound';
/** An accepted send is what the property is exercised by: records 15 to 18. */
const accepted = (client = 'web', role = 'operator') =>
  aHistory({ clients: [{ client, role }] })
    .connect(1, { client })
    .send(1, 'a');
/** A list that arrives at record 20, and is answered `after` so long. */
const fetched = (after: number, history: HistoryBuilder = accepted()) => {
  const id = history.request(1, LIST);
  return history.wait(after).answer(1, id, LIST, listed([row('g1')]));
};
const asked = (history: HistoryBuilder = accepted(), ask: RequestMeaning = HISTORY) => {
  history.request(1, ask);
  return history.wait(FETCH_MS);
};

judging('service/available', [
  ['passes a fetch that is answered within the bound', () => fetched(FETCH_MS - 1), 'pass'],
  [
    'convicts one that is answered later',
    () => fetched(FETCH_MS),
    'violation',
    LATE,
    {
      exercised: 1,
      sentence: 'the list that connection 1 (web) asked for was answered after 30 s of fair time',
      records: [20, 21],
    },
  ],
  [
    'counts from its arrival',
    () => {
      const history = accepted();
      const id = history.request(1, LIST, 'client');
      history.wait(FETCH_MS).request(1, LIST, 'gateway', id);
      return history.answer(1, id, LIST, listed([row('g1')]));
    },
    'pass',
  ],
  [
    'convicts it of a history as well',
    () => {
      const history = accepted();
      const id = history.request(1, HISTORY);
      return history.wait(FETCH_MS).answer(1, id, HISTORY, transcript('g1', []));
    },
    'violation',
    LATE,
  ],
  [
    'convicts a fetch that is not answered as long as its connection is open',
    () => asked().close(1),
    'violation',
    NEVER,
    {
      sentence: `the history of ${KEY} that connection 1 (web) asked for was not answered for 30 s of fair time`,
      records: [20, 21],
    },
  ],
  ['convicts one that is never answered', () => asked(), 'violation', NEVER, { records: [20, 21] }],
  ['convicts one that a crash cuts off too late', () => asked().restart([1]), 'violation', NEVER],
  [
    'passes one that a close cuts off in time',
    () => {
      const history = accepted();
      history.request(1, LIST);
      return history.close(1).wait(FETCH_MS);
    },
    'pass',
  ],
  ['asks nothing of a reset', () => asked(accepted(), { type: 'reset', key: KEY }), 'pass'],
  [
    'asks nothing before the hello',
    () => {
      const history = accepted().open(2);
      history.request(2, LIST);
      return history.wait(FETCH_MS);
    },
    'pass',
  ],
  ['does not know when a slow reader was answered', () => fetched(FETCH_MS, accepted('web', 'slow')), 'pass'],
  [
    'stops the clock while a fault is on the line',
    () => fetched(FETCH_MS, accepted().fault('landed', 'client', 'web')),
    'pass',
  ],
  [
    'stops it while the process is paused',
    () => fetched(FETCH_MS, accepted().process('paused')).process('resumed'),
    'pass',
  ],
]);

const booting = (after: number, begun = aHistory()) => begun.process('booting').wait(after);
const served = (history: HistoryBuilder) => history.process('listening').connect(1).send(1, 'a');

judging('service/available', [
  ['passes a process that listens within the bound', () => served(booting(BOOT_MS - 1)), 'pass'],
  [
    'convicts one that listens later',
    () => served(booting(BOOT_MS)),
    'violation',
    'a process listened after the bound',
    { sentence: 'the process listened 60 s after its boot', records: [1, 2] },
  ],
  [
    'convicts one that exits before, and too late',
    () => served(booting(1, booting(BOOT_MS).process('exited'))),
    'violation',
    'a process did not listen within the bound',
    { sentence: 'the process had not listened 60 s after its boot', records: [1, 2] },
  ],
  [
    'convicts one that never listens',
    () => booting(BOOT_MS, accepted().process('crashed')),
    'violation',
    'a process did not listen within the bound',
  ],
  [
    'asks nothing more of a process that listened',
    () => served(booting(1)).wait(BOOT_MS).process('crashed'),
    'pass',
  ],
  ['passes one that crashes in time', () => served(booting(1, booting(1).process('crashed'))), 'pass'],
  [
    'stops the clock while a fault is on the disk',
    () => served(booting(BOOT_MS, aHistory().fault('landed', 'disk')).fault('healed', 'disk')),
    'pass',
  ],
  [
    'goes on when it is healed',
    () => served(booting(1, aHistory().fault('landed', 'disk')).fault('healed', 'disk').wait(BOOT_MS)),
    'violation',
    'a process listened after the bound',
  ],
  [
    'stops it while the process is paused',
    () => served(booting(1).process('paused').wait(BOOT_MS).process('resumed')),
    'pass',
  ],
  [
    'stops it once for a process that is paused twice',
    () =>
      served(
        booting(1).process('paused').process('paused').process('resumed').process('resumed').wait(BOOT_MS),
      ),
    'violation',
    'a process listened after the bound',
  ],
  [
    'goes on for the next process where a paused one was killed',
    () => served(booting(BOOT_MS, accepted().process('paused').process('crashed'))),
    'violation',
    'a process listened after the bound',
  ],
  [
    'counts what a killed process took until the next one listens',
    () =>
      served(booting(BOOT_MS, accepted().fault('landed', 'process').process('crashed'))).fault(
        'healed',
        'process',
      ),
    'violation',
    'a process listened after the bound',
  ],
]);

const BEHIND = 'an accepted send reached the model after the bound';
const alone = (dialect: Partial<Dialect> = {}) => aHistory({}, dialect).connect(1).connect(2).send(1, 'a');
const call = (history: HistoryBuilder, number = 1, ...markers: readonly string[]) =>
  history.provider('call', number, { promptMarkers: markers.length === 0 ? ['a'] : markers });
const ABORT = { type: 'abort', key: KEY, runId: undefined } as const;

judging('run/served', [
  ['passes a send that reaches the model within the bound', () => call(alone().wait(CALL_MS - 2)), 'pass'],
  [
    'convicts one that reaches it later',
    () => call(alone().wait(CALL_MS - 1)),
    'violation',
    BEHIND,
    {
      exercised: 1,
      sentence: `send a to ${KEY} was accepted while nothing was under way, and reached the model 10 s later`,
      records: [31, 33],
    },
  ],
  [
    'convicts the second once the first is over',
    () => {
      const history = call(alone()).provider('end', 1).run(1, 'a').send(1, 'b').wait(CALL_MS);
      return call(history, 2, 'a', 'b');
    },
    'violation',
    BEHIND,
  ],
  [
    'asks nothing of a send that waits behind another',
    () => {
      const history = call(alone().send(1, 'b')).provider('end', 1).run(1, 'a').wait(CALL_MS);
      return call(history, 2, 'a', 'b');
    },
    'pass',
  ],
  [
    'asks nothing of one that was accepted while another was on its way',
    () => {
      const history = aHistory().connect(1).connect(2);
      history.request(2, sending('b'));
      return call(history.send(1, 'a').wait(CALL_MS));
    },
    'pass',
  ],
  [
    'asks nothing where a summary came between',
    () =>
      call(
        call(alone())
          .provider('end', 1)
          .run(1, 'a')
          .send(1, 'b')
          .provider('call', 2, { purpose: 'summary', promptMarkers: ['a'] })
          .wait(CALL_MS),
        3,
        'a',
        'b',
      ),
    'pass',
  ],
  [
    'asks nothing where a call was open already',
    () => call(call(alone()).run(1, 'a').send(1, 'b').wait(CALL_MS), 2, 'a', 'b'),
    'pass',
  ],
  ['asks nothing after a restart', () => call(alone().restart([1, 2]).connect(3).wait(CALL_MS)), 'pass'],
  [
    'asks nothing of one that is aborted',
    () =>
      call(
        alone()
          .ask(2, ABORT, { type: 'abort', aborted: true, runIds: ['a'] })
          .wait(CALL_MS),
      ),
    'pass',
  ],
  [
    'asks nothing of one that is tried again',
    () => call(alone().send(2, 'a', {}, { type: 'send', status: 'in-flight', runId: 'a' }).wait(CALL_MS)),
    'pass',
  ],
  ['asks nothing where sends are merged', () => call(alone({ mergesSends: true }).wait(CALL_MS)), 'pass'],
  [
    'stops the clock while the process is paused',
    () => call(alone().process('paused').wait(CALL_MS).process('resumed')),
    'pass',
  ],
]);
