/**
 * Rounds: every subject is measured a short while in each round, one after the other, so that what else the machine
 * does hits all of them alike. A ratio is taken inside each round, from the paces of that round, and the median
 * of these is the ratio of the run. One after the other, wherever they run.
 */
import type { Clock } from './clock.ts';
import type { Pace, Turns } from './subject.ts';

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
  subjects: readonly Turns[],
  { rounds, turnMs, warmUpMs, clock = 'wall' }: RoundOptions,
): Promise<readonly Pace[]> {
  const measured: { readonly subject: Turns; readonly units: number; readonly rounds: number[] }[] = [];
  for (const subject of subjects)
    measured.push({ subject, units: await subject.warmUp(warmUpMs), rounds: [] });
  for (let round = 0; round < rounds; round++)
    for (const one of measured) one.rounds.push((one.units * 1000) / (await one.subject.turn(turnMs, clock)));
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
