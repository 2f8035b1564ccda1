/**
 * `npm run bench`: how fast everything is, in one table, with all ratios taken in this run, each subject in a process
 * of its own, and what they are made of.
 * Takes about a minute. `--processor` measures processor time instead of wall time, on a machine that others use as
 * well. Nothing in the test suite calls it.
 */
import { tuneEngine } from '../../src/cli/engine.ts';
import { clockOfCommand } from './clock.ts';
import { KERNEL, UNJUDGED, WORLD } from './guard-limits.ts';
import { mixPlan } from './mix.ts';
import { payloadCost } from './payload.ts';
import { writeFigures } from './report-file.ts';
import { roomShares } from './rooms.ts';
import { measure, ratio } from './rounds.ts';
import { inProcesses } from './subject-process.ts';
import type { Pace } from './subject.ts';
import { grouped, percent, tableText, times } from './table.ts';
import { extentOf, wholeWorld } from './world.ts';

// as the command line does
tuneEngine();

const ROUNDS = { rounds: 5, turnMs: 250, warmUpMs: 1_000, clock: clockOfCommand() };
const PROFILED_MS = 6_000;
/** In this order. */
const TABLE = [
  'world',
  'kernel',
  'timers-pending',
  'timers-next',
  'timers-tick',
  'scheduler-idle',
  'scheduler-all',
  'live',
  'unjudged',
  'judging-memory',
  'judging-lines',
  'drawing',
  'running',
  'shrinking',
] as const;

const plan = mixPlan();
const extent = extentOf(plan);

const paces = await inProcesses(TABLE, (processes) => measure(processes, ROUNDS));

const named = (name: string): Pace => paces.find((pace) => pace.name === name) as Pace;
const timers = paces
  .filter(({ name }) => name.startsWith('fake-timers'))
  .reduce((best, pace) => (pace.perSecond > best.perSecond ? pace : best));
const [whole, idle, all] = [
  named(WORLD),
  named('fast-check scheduler, waitIdle()'),
  named('fast-check scheduler, waitAll()'),
];
const shares = await roomShares(wholeWorld(WORLD, plan), PROFILED_MS);
const payloads = [await payloadCost(1, 3), await payloadCost(4, 3), await payloadCost(16, 3)];

const ratios = {
  'kernel / fake-timers': ratio(named(KERNEL), timers),
  'world / fake-timers': ratio(whole, timers),
  'world / fast-check waitIdle': ratio(whole, idle),
  'world / fast-check waitAll': ratio(whole, all),
  'world, judged / nobody judging': ratio(whole, named(UNJUDGED)),
  'world events / live round trips': ratio(whole, named('live ws round trip, loopback')),
};
const perWorld = {
  plansPerSecond: whole.perSecond / extent.events,
  recordsPerEvent: extent.records / extent.events,
  framesPerEvent: extent.frameRecords / extent.events,
  virtualToWall: (extent.virtualSeconds * whole.perSecond) / extent.events,
};

console.log(
  `the mix: ${grouped(extent.events)} events, ${grouped(extent.virtualSeconds)} s of virtual time\n`,
);
console.log(
  tableText(
    [
      { title: 'subject', align: 'left' },
      { title: 'per second', align: 'right' },
      { title: 'unit', align: 'left' },
      { title: `of ${timers.name}`, align: 'right' },
      { title: `of ${idle.name}`, align: 'right' },
    ],
    paces.map((pace) => [
      pace.name,
      grouped(pace.perSecond),
      pace.unit,
      ...(pace.unit === 'events' ? [times(ratio(pace, timers)), times(ratio(pace, idle))] : []),
    ]),
  ),
);
console.log(
  `\nthe whole world: ${grouped(perWorld.plansPerSecond)} plans of the mix a second, ${grouped(perWorld.virtualToWall)} times as fast as time goes by;` +
    ` ${grouped(perWorld.recordsPerEvent)} records and ${grouped(perWorld.framesPerEvent)} records of frames per event\n`,
);
console.log(
  tableText(
    [
      { title: 'ratio', align: 'left' },
      { title: 'measured', align: 'right' },
    ],
    Object.entries(ratios).map(([name, value]) => [name, times(value)]),
  ),
);
console.log(
  `\n${tableText(
    [
      { title: 'where the whole world spends its time', align: 'left' },
      { title: 'share', align: 'right' },
    ],
    shares.filter(({ share }) => share >= 0.001).map(({ room, share }) => [room, percent(share)]),
  )}`,
);
console.log(
  `\n${tableText(
    [
      { title: 'one payload of 30 MiB to', align: 'left' },
      { title: 'ms', align: 'right' },
      { title: 'payloads in memory', align: 'right' },
    ],
    payloads.map((one) => [`${one.clients} clients`, grouped(one.ms), grouped(one.payloadsInMemory)]),
  )}`,
);
console.log(
  `\nwritten to ${writeFigures('bench', { clock: ROUNDS.clock, mix: extent, perWorld, paces, ratios, shares, payloads })}`,
);
