/**
 * Rounds: every subject is measured a short while in each round, one after the other, so that what else the machine
 * does hits all of them alike. A ratio is taken inside each round, from the paces of that round, and the median
 * of these is the ratio of the run. Measures by tinybench, in one thread.
 */
import { Bench } from 'tinybench';
import { nowBy, type Clock } from './clock.ts';
import type { Pace, Subject } from './subject.ts';

export interface RoundOptions {
  /** How often each subject's turn comes. */
  readonly rounds: number;
  /** Milliseconds of each turn that count, at least; a portion is never cut short. */
  readonly turnMs: number;
  /** Milliseconds each subject runs before anything counts, unless it says otherwise. */
  readonly warmUpMs: number;
  /** Default: wall. */
  readonly clock?: Clock;
}

export async function measure(
  subjects: readonly Subject[],
  { rounds, turnMs, warmUpMs, clock = 'wall' }: RoundOptions,
): Promise<readonly Pace[]> {
  const measured: { readonly subject: Subject; readonly units: number; readonly rounds: number[] }[] = [];
  for (const subject of subjects)
    measured.push({ subject, units: await warmUp(subject, subject.warmUpMs ?? warmUpMs), rounds: [] });
  for (let round = 0; round < rounds; round++)
    for (const one of measured)
      one.rounds.push((one.units * 1000) / (await periodOf(one.subject, turnMs, clock)));
  return measured.map(({ subject: { name, unit }, rounds: all }) => ({
    name,
    unit,
    perSecond: median(all),
    rounds: all,
  }));
}

/** How many times as fast as `base` a subject was. */
export function ratio(of: Pace, base: Pace): number {
  return median(of.rounds.map((pace, round) => pace / (base.rounds[round] as number)));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Gives the units of one portion. */
async function warmUp(subject: Subject, forMs: number): Promise<number> {
  const startedAt = performance.now();
  let units: number;
  do units = await subject.portion();
  while (performance.now() - startedAt < forMs);
  return units;
}

/**
 * Milliseconds of one portion: the mean of a turn. A turn begins with as much that does not count: V8 drops compiled
 * code whose objects all died while others had their turn, and the caches hold what they left.
 */
async function periodOf({ name, portion }: Subject, turnMs: number, clock: Clock): Promise<number> {
  const now = (): number => nowBy(clock);
  const bench = new Bench({
    now,
    time: turnMs,
    iterations: 1,
    warmupTime: turnMs,
    warmupIterations: 1,
    throws: true,
  });
  bench.add(name, async () => void (await portion()), { async: true });
  const [task] = await bench.run();
  if (task?.result.state !== 'completed') throw new Error(`${name} was not measured to the end`);
  return task.result.period;
}
