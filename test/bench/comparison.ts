/**
 * The arithmetic of two trees that are measured in turn. In each round both have fresh processes, and their turns
 * alternate (A B, B A, A B, …), so that what else the machine does hits both alike; a ratio is taken in each pair, the
 * median of these is the round's, and the median of the rounds is the row's. Must not know processes.
 */
import { median } from './rounds.ts';
import type { Turns } from './subject.ts';

/** This much slower is too much. */
export const MOST_SLOWER = 0.05;

export interface ComparedRow {
  readonly row: string;
  readonly name: string;
  readonly unit: string;
  /** Units a second, here and there: the median of all turns. */
  readonly here: number;
  readonly there: number;
  /** Units of one portion; where they differ, the two do not do the same work. */
  readonly portion: { readonly here: number; readonly there: number };
  /** How many times as fast as there: the median of the rounds. */
  readonly ratio: number;
  readonly rounds: readonly number[];
  /** Half of the way from the second lowest round to the second highest: a difference below this says nothing. */
  readonly resolution: number;
  readonly slower: boolean;
}

/** One round of a row: units a second in each pair of turns. */
export interface ComparedRound {
  readonly portion: { readonly here: number; readonly there: number };
  readonly pairs: readonly { readonly here: number; readonly there: number }[];
}

export interface ComparisonPace {
  readonly pairs: number;
  readonly turnMs: number;
  readonly warmUpMs: number;
}

/** Both are warmed up at the same time, then each has its turns. */
export async function compareRound(
  here: Turns,
  there: Turns,
  { pairs, turnMs, warmUpMs }: ComparisonPace,
): Promise<ComparedRound> {
  const [unitsHere, unitsThere] = await Promise.all([here.warmUp(warmUpMs), there.warmUp(warmUpMs)]);
  const paceHere = async (): Promise<number> => (unitsHere * 1000) / (await here.turn(turnMs, 'processor'));
  const paceThere = async (): Promise<number> =>
    (unitsThere * 1000) / (await there.turn(turnMs, 'processor'));
  const measured: { readonly here: number; readonly there: number }[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    if (pair % 2 === 0) measured.push({ here: await paceHere(), there: await paceThere() });
    else measured.push({ there: await paceThere(), here: await paceHere() });
  }
  return { portion: { here: unitsHere, there: unitsThere }, pairs: measured };
}

export function comparedRow(
  row: string,
  { name, unit }: Pick<Turns, 'name' | 'unit'>,
  rounds: readonly ComparedRound[],
): ComparedRow {
  const pairs = rounds.flatMap((round) => round.pairs);
  const ratios = rounds.map((round) => median(round.pairs.map(({ here, there }) => here / there)));
  const ratio = median(ratios);
  return {
    row,
    name,
    unit,
    here: median(pairs.map(({ here }) => here)),
    there: median(pairs.map(({ there }) => there)),
    portion: rounds[0]?.portion ?? { here: NaN, there: NaN },
    ratio,
    rounds: ratios,
    resolution: resolutionOf(ratios),
    slower: isSlower(ratio),
  };
}

/** Exactly as much slower as is allowed is allowed: so much more time for the same. */
export function isSlower(ratio: number): boolean {
  return 1 / ratio - 1 > MOST_SLOWER + Number.EPSILON;
}

export function resolutionOf(ratios: readonly number[]): number {
  const sorted = ratios.toSorted((a, b) => a - b);
  const aside = Math.min(1, (sorted.length - 1) >> 1);
  return ((sorted.at(-1 - aside) ?? NaN) - (sorted[aside] ?? NaN)) / 2;
}
