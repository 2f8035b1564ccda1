/**
 * `npm run bench:guard`: whether something became much slower, by a few ratios taken in one run of some twenty seconds.
 * Measures processor time, for a machine that others use as well. Ends with 1 when a ratio is below its limit in this run and in a second one: one bad moment trips nothing.
 */
import { tuneEngine } from '../../src/cli/engine.ts';
import { fakeTimers } from './fake-timers.ts';
import {
  FAKE_TIMERS,
  GUARD_LIMITS,
  KERNEL,
  LONG_WORLD,
  UNJUDGED,
  WORLD,
  type GuardLimit,
} from './guard-limits.ts';
import { kernelAlone } from './kernel.ts';
import { mixPlan, SMALL_MIX_SENDS } from './mix.ts';
import { measure, ratio } from './rounds.ts';
import type { Pace } from './subject.ts';
import { tableText, times } from './table.ts';
import { here } from './turns.ts';
import { wholeWorld, worldUnjudged } from './world.ts';

// as the command line does
tuneEngine();

const ROUNDS = { rounds: 4, turnMs: 200, warmUpMs: 1_000, clock: 'processor' } as const;

interface Checked extends GuardLimit {
  readonly measured: number;
}

const plan = mixPlan();
const subjects = [
  { ...kernelAlone(), name: KERNEL },
  ...fakeTimers(),
  wholeWorld(WORLD, plan),
  worldUnjudged(UNJUDGED, plan),
  wholeWorld(LONG_WORLD, mixPlan({ sends: 10 * SMALL_MIX_SENDS })),
];

const checked = await check();
const again = checked.some(isTooSlow) ? await check() : checked;
const tooSlow = checked.filter((one, at) => isTooSlow(one) && isTooSlow(again[at] as Checked));
console.log(
  tableText(
    [
      { title: 'ratio', align: 'left' },
      { title: 'measured', align: 'right' },
      { title: 'usual', align: 'right' },
      { title: 'least', align: 'right' },
    ],
    checked.map((one) => [
      `${one.of} / ${one.base}`,
      times(one.measured),
      times(one.usual),
      times(one.least),
    ]),
  ),
);
for (const { of, base } of tooSlow) console.log(`\n${of} has become too slow in comparison with ${base}`);
if (tooSlow.length > 0) process.exitCode = 1;

async function check(): Promise<readonly Checked[]> {
  const paces = await measure(subjects.map(here), ROUNDS);
  return GUARD_LIMITS.map((limit) => ({
    ...limit,
    measured: ratio(paceNamed(paces, limit.of), paceNamed(paces, limit.base)),
  }));
}

function isTooSlow({ measured, least }: Checked): boolean {
  return measured < least;
}

/** The fastest of those that begin with the name. */
function paceNamed(paces: readonly Pace[], name: string): Pace {
  return paces
    .filter((pace) => pace.name === name || (name === FAKE_TIMERS && pace.name.startsWith(name)))
    .reduce((best, pace) => (pace.perSecond > best.perSecond ? pace : best));
}
