/**
 * How fast everything is, in one table, with all ratios taken in this run, each subject in a process of its own, and
 * what they are made of. Takes about a minute.
 */
import type { Clock } from './clock.ts';
import { here } from './turns.ts';
import { KERNEL, UNJUDGED, WORLD } from './guard-limits.ts';
import { mixPlan } from './mix.ts';
import { payloadCost, type PayloadCost } from './payload.ts';
import { FRESH, freshPlans } from './plans.ts';
import { roomShares, type RoomShare } from './rooms.ts';
import { measure, ratio } from './rounds.ts';
import { inProcesses } from './subject-process.ts';
import type { Pace } from './subject.ts';
import type { SubjectKey } from './subjects.ts';
import { grouped, percent, tableText, times } from './table.ts';
import { extentOf, wholeWorld, type Extent } from './world.ts';

const ROUNDS = { rounds: 5, turnMs: 250, warmUpMs: 1_000 };
const PROFILED_MS = 6_000;
const IDLE = 'fast-check scheduler, waitIdle()';
const ALL = 'fast-check scheduler, waitAll()';
const LIVE = 'live ws round trip, loopback';
/** In this order. */
const TABLE: readonly SubjectKey[] = [
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
  'digest',
  'writing-lines',
  'drawing',
  'running',
  'fresh',
  'shrinking',
  'tripwire',
];

export interface Figures {
  readonly clock: Clock;
  readonly mix: Extent;
  readonly paces: readonly Pace[];
  readonly ratios: Readonly<Record<string, number>>;
  /** What the whole table says beside the rows; absent where only some rows were asked for. */
  readonly whole?: {
    readonly perWorld: Readonly<
      Record<'plansPerSecond' | 'recordsPerEvent' | 'framesPerEvent' | 'virtualToWall', number>
    >;
    readonly shares: readonly RoomShare[];
    /** Of fresh generated plans. */
    readonly freshShares: readonly RoomShare[];
    readonly payloads: readonly PayloadCost[];
  };
}

/** `rows`: names of subjects; undefined: the whole table. */
export async function measureTable(clock: Clock, rows: readonly string[] | undefined): Promise<Figures> {
  const plan = mixPlan();
  const mix = extentOf(plan);
  const keys = rows === undefined ? TABLE : (rows as readonly SubjectKey[]);
  const paces = await inProcesses(keys, (processes) => measure(processes, { ...ROUNDS, clock }));
  const figures = { clock, mix, paces, ratios: ratiosOf(paces) };
  if (rows !== undefined) return figures;
  const shares = await roomShares(wholeWorld(WORLD, plan), PROFILED_MS);
  const fresh = freshPlans();
  await here(fresh).warmUp(0);
  const freshShares = await roomShares(fresh, PROFILED_MS);
  const payloads = [await payloadCost(1, 3), await payloadCost(4, 3), await payloadCost(16, 3)];
  const perSecond = named(paces, WORLD)?.perSecond ?? NaN;
  const perWorld = {
    plansPerSecond: perSecond / mix.events,
    recordsPerEvent: mix.records / mix.events,
    framesPerEvent: mix.frameRecords / mix.events,
    virtualToWall: (mix.virtualSeconds * perSecond) / mix.events,
  };
  return { ...figures, whole: { perWorld, shares, freshShares, payloads } };
}

function named(paces: readonly Pace[], name: string): Pace | undefined {
  return paces.find((pace) => pace.name === name);
}

/** The fastest way to use fake-timers. */
function timersOf(paces: readonly Pace[]): Pace | undefined {
  return paces
    .filter(({ name }) => name.startsWith('fake-timers'))
    .toSorted((a, b) => b.perSecond - a.perSecond)[0];
}

/** Of those rows that there are. */
function ratiosOf(paces: readonly Pace[]): Readonly<Record<string, number>> {
  const [world, timers] = [named(paces, WORLD), timersOf(paces)];
  const wanted: Readonly<Record<string, readonly [of: Pace | undefined, base: Pace | undefined]>> = {
    'kernel / fake-timers': [named(paces, KERNEL), timers],
    'world / fake-timers': [world, timers],
    'world / fast-check waitIdle': [world, named(paces, IDLE)],
    'world / fast-check waitAll': [world, named(paces, ALL)],
    'world, judged / nobody judging': [world, named(paces, UNJUDGED)],
    'world events / live round trips': [world, named(paces, LIVE)],
  };
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([name, [of, base]]) =>
      of === undefined || base === undefined ? [] : [[name, ratio(of, base)]],
    ),
  );
}

export function figuresText({ mix, paces, ratios, whole }: Figures): string {
  const tables = [
    `the mix: ${grouped(mix.events)} events, ${grouped(mix.virtualSeconds)} s of virtual time`,
    pacesText(paces),
    ...(whole === undefined ? [] : [worldText(whole.perWorld)]),
    ...(Object.keys(ratios).length === 0 ? [] : [ratiosText(ratios)]),
    ...(whole === undefined
      ? []
      : [
          sharesText('the whole world', whole.shares),
          sharesText(FRESH, whole.freshShares),
          payloadsText(whole.payloads),
        ]),
  ];
  return tables.join('\n\n');
}

function pacesText(paces: readonly Pace[]): string {
  const bases = [timersOf(paces), named(paces, IDLE)].filter((base) => base !== undefined);
  return tableText(
    [
      { title: 'subject', align: 'left' },
      { title: 'per second', align: 'right' },
      { title: 'unit', align: 'left' },
      ...bases.map(({ name }) => ({ title: `of ${name}`, align: 'right' }) as const),
    ],
    paces.map((pace) => [
      pace.name,
      grouped(pace.perSecond),
      pace.unit,
      ...(pace.unit === 'events' ? bases.map((base) => times(ratio(pace, base))) : []),
    ]),
  );
}

function worldText(perWorld: NonNullable<Figures['whole']>['perWorld']): string {
  return (
    `the whole world: ${grouped(perWorld.plansPerSecond)} plans of the mix a second, ${grouped(perWorld.virtualToWall)} times as fast as time goes by;` +
    ` ${grouped(perWorld.recordsPerEvent)} records and ${grouped(perWorld.framesPerEvent)} records of frames per event`
  );
}

function ratiosText(ratios: Figures['ratios']): string {
  return tableText(
    [
      { title: 'ratio', align: 'left' },
      { title: 'measured', align: 'right' },
    ],
    Object.entries(ratios).map(([name, value]) => [name, times(value)]),
  );
}

function sharesText(what: string, shares: readonly RoomShare[]): string {
  return tableText(
    [
      { title: `where the time goes of: ${what}`, align: 'left' },
      { title: 'share', align: 'right' },
    ],
    shares.filter(({ share }) => share >= 0.001).map(({ room, share }) => [room, percent(share)]),
  );
}

function payloadsText(payloads: readonly PayloadCost[]): string {
  return tableText(
    [
      { title: 'one payload of 30 MiB to', align: 'left' },
      { title: 'ms', align: 'right' },
      { title: 'payloads in memory', align: 'right' },
    ],
    payloads.map((one) => [`${one.clients} clients`, grouped(one.ms), grouped(one.payloadsInMemory)]),
  );
}
