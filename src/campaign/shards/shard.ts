/** A shard: one part of a run's scenarios and plans. The parts of one run are disjoint, and all of it together. */

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** First and last plan, both included; nothing when `to` is below `from`. */
export interface PlanRange {
  readonly from: number;
  readonly to: number;
}

/** Consecutive plans: parts differ by one plan at most. */
export function partOf({ from, to }: PlanRange, { index, of }: Shard): PlanRange {
  const plans = to - from + 1;
  const begin = (part: number): number => from + Math.floor((plans * part) / of);
  return { from: begin(index - 1), to: begin(index) - 1 };
}

/** Scenarios are dealt like cards. `position`: among those of the run, from 0. */
export function isIn(position: number, { index, of }: Shard): boolean {
  return position % of === index - 1;
}

/** The part that holds this scenario. */
export function shardHolding(position: number, of: number): number {
  return (position % of) + 1;
}

/** `2 of 3` */
export function shardName({ index, of }: Shard): string {
  return `${index} of ${of}`;
}
