import type { Answer } from '../../src/dialect/observation.ts';
import { ALL_SCOPES } from '../../src/protocol/scopes.ts';
import { aHistory, type HistoryBuilder } from './history-builder.ts';
import { judging, type Row } from './table.ts';

const TICK = { type: 'tick' } as const;
const SHUTDOWN = { type: 'shutdown' } as const;
const LATE = 'a tick came late';
const NONE = 'ticks do not come';
const CONNECT = { type: 'connect', scopes: ALL_SCOPES } as const;
const helloOf = (tickIntervalMs: number): Answer => ({
  type: 'hello',
  scopes: ALL_SCOPES,
  methods: [],
  events: [],
  maxPayloadBytes: 4096,
  maxBufferedBytes: 16_384,
  tickIntervalMs,
});
/** The builder's hello announces 30 s. Each record is a millisecond after the one before. */
const TWICE = 60_000;

/** Its hello leaves the gateway at 6 ms and reaches the client at 7 ms. */
const greeted = (): HistoryBuilder => aHistory().connect(1, { sessions: false, messages: [] });
const announcing = (tickIntervalMs: number): HistoryBuilder =>
  aHistory().open(1).ask(1, CONNECT, helloOf(tickIntervalMs));
const fromOutside = (role: string): HistoryBuilder => {
  const history = aHistory({ clients: [{ client: 'web', role }] });
  const id = history.request(1, CONNECT, 'client');
  return history.answer(1, id, CONNECT, helloOf(30_000), 'client');
};

/** What the clock stands for does not count. */
const held = (scope: 'client' | 'process' | 'disk', client?: string): HistoryBuilder =>
  greeted()
    .wait(30_000)
    .fault('landed', scope, client)
    .wait(TWICE)
    .fault('healed', scope, client)
    .event(1, TICK);

const rows: readonly Row[] = [
  [
    'passes ticks that come in time',
    () => greeted().wait(30_000).event(1, TICK).wait(30_000).event(1, TICK),
    'pass',
    undefined,
    { exercised: 2 },
  ],
  [
    'passes a tick exactly two intervals after the hello',
    () =>
      greeted()
        .wait(TWICE - 2)
        .event(1, TICK),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts a tick that comes later than that',
    () =>
      greeted()
        .wait(TWICE - 1)
        .event(1, TICK),
    'violation',
    LATE,
    {
      exercised: 0,
      sentence:
        'connection 1 (web) was sent no tick for 60001 ms of fair time after its hello; the hello announced one every 30000 ms',
      records: [5, 7],
    },
  ],
  [
    'counts from the tick before',
    () => greeted().wait(50_000).event(1, TICK).wait(60_100).event(1, TICK),
    'violation',
    LATE,
    {
      exercised: 1,
      sentence:
        'connection 1 (web) was sent no tick for 60102 ms of fair time after its tick; the hello announced one every 30000 ms',
      records: [7, 9],
    },
  ],
  [
    'counts on from a tick that came late',
    () => greeted().wait(60_100).event(1, TICK).wait(59_000).event(1, TICK),
    'violation',
    LATE,
    { exercised: 1, records: [5, 7] },
  ],
  [
    'convicts a connection without ticks when the history ends',
    () => greeted().wait(TWICE),
    'violation',
    NONE,
    { exercised: 0, records: [5, 7] },
  ],
  [
    'convicts it when the connection closes, at the first leg that shows it',
    () => greeted().wait(TWICE).close(1, 4000, 'client').wait(TWICE),
    'violation',
    NONE,
    { records: [5, 7] },
  ],
  [
    'convicts it when the process dies',
    () => greeted().wait(TWICE).restart([1]).wait(TWICE),
    'violation',
    NONE,
    { records: [5, 7] },
  ],
  [
    'judges each connection by itself',
    () =>
      greeted()
        .connect(2, { client: 'discord', sessions: false, messages: [] })
        .wait(31_000)
        .event(1, TICK)
        .wait(30_000)
        .event(1, TICK),
    'violation',
    NONE,
    { exercised: 2, records: [11, 17] },
  ],
  [
    'judges every life of the process',
    () =>
      greeted()
        .wait(30_000)
        .event(1, TICK)
        .restart([1])
        .connect(2, { sessions: false, messages: [] })
        .wait(TWICE),
    'violation',
    NONE,
    { exercised: 1 },
  ],
  [
    'owes nothing once shutdown was announced',
    () => greeted().wait(30_000).event(1, TICK).event(1, SHUTDOWN).wait(TWICE),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts what was owed before shutdown was announced',
    () => greeted().wait(TWICE).event(1, SHUTDOWN),
    'violation',
    NONE,
    { records: [5, 7] },
  ],
  [
    'owes nothing once either side closes',
    () => greeted().wait(30_000).event(1, TICK).close(1).wait(TWICE),
    'pass',
  ],
  [
    'owes nothing to a connection whose process is gone, though its client was not told',
    () =>
      greeted()
        .wait(30_000)
        .event(1, TICK)
        .process('crashed')
        .process('booting')
        .process('listening')
        .wait(TWICE),
    'pass',
  ],
  [
    'owes nothing while the process stops',
    () => greeted().wait(30_000).event(1, TICK).process('stopping').wait(TWICE).process('exited').wait(TWICE),
    'pass',
  ],
  ['lets time stand while a fault on the connection lasts', () => held('client', 'web'), 'pass'],
  ['lets it stand while a fault on the process lasts', () => held('process'), 'pass'],
  ['lets it stand while a fault on the disk lasts', () => held('disk'), 'pass'],
  [
    'lets it run while a fault on another client lasts',
    () => held('client', 'discord'),
    'violation',
    LATE,
    { records: [5, 9] },
  ],
  [
    'judges what leaves the gateway, not what arrives',
    () => greeted().wait(30_000).event(1, TICK, { legs: 'gateway' }).wait(40_000).event(1, TICK),
    'pass',
    undefined,
    { exercised: 2 },
  ],
  [
    'takes no tick that only arrives for one that left',
    () => greeted().wait(40_000).event(1, TICK, { legs: 'client' }).wait(30_000).event(1, TICK),
    'violation',
    LATE,
    { exercised: 0, records: [5, 8] },
  ],
  [
    'judges what arrives where the history shows no more',
    () => fromOutside('operator').wait(TWICE),
    'violation',
    NONE,
    { records: [2, 3] },
  ],
  [
    'does not date by the reading of a slow reader',
    () => fromOutside('slow').wait(TWICE),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'believes nothing that is said before a hello',
    () => aHistory().open(1).event(1, TICK).wait(TWICE),
    'inconclusive',
  ],
  ['owes nothing where the hello announces no interval', () => announcing(0).wait(TWICE), 'inconclusive'],
  ['goes by the interval of the hello', () => announcing(100).wait(200), 'violation', NONE],
  [
    'owes nothing on a connection that closed before its hello left',
    () => {
      const history = aHistory().open(1);
      const id = history.request(1, CONNECT);
      return history.close(1).answer(1, id, CONNECT, helloOf(30_000), 'gateway').wait(TWICE);
    },
    'inconclusive',
  ],
];

judging('tick/regular', rows);
