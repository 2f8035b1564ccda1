/**
 * `npm run bench:guard`: whether something became much slower, by a few ratios taken in one run of half a minute, each
 * subject in a process of its own. Measures processor time, for a machine that others use as well. Ends with 1 when a
 * ratio is below its limit in this run and in a second one: one bad moment trips nothing.
 */
import { FAKE_TIMERS, GUARD_LIMITS, type GuardLimit } from './guard-limits.ts';
import { measure, ratio } from './rounds.ts';
import { inProcesses } from './subject-process.ts';
import type { Pace } from './subject.ts';
import { tableText, times } from './table.ts';

const ROUNDS = { rounds: 4, turnMs: 200, warmUpMs: 1_000, clock: 'processor' } as const;

const SUBJECTS = [
  'kernel',
  'timers-pending',
  'timers-next',
  'timers-tick',
  'world',
  'unjudged',
  'long-world',
  'tripwire',
] as const;

interface Checked extends GuardLimit {
  readonly measured: number;
}

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
  const paces = await inProcesses(SUBJECTS, (processes) => measure(processes, ROUNDS));
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
