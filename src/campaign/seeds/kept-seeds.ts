/**
 * The rule by which a seed database keeps plans, for one target. Pure: what was there, what a run showed, and when that was,
 * give what is there afterwards.
 *
 *   failing   of each kind of failure the plans that fail fastest; all of them fail at the newest commit, since every run
 *             begins with them
 *   mended    what failed once and passes now, the newest
 *   reached   the fewest plans that reach each cell and each pair of facts that was reached
 *
 * What was not executed, because somebody interrupted the run, stays as it is.
 */
import { keyOf, type Moment, type SeedEntries, type SeedEntry, type SeedName } from './seed-entry.ts';
import { fastestOfEachKind, type ReachingPlan, type WatchedPlans } from './watched-plans.ts';

export const MOST_MENDED = 32;
export const MOST_REACHED = 256;

export interface ShownByRun {
  readonly watched: WatchedPlans;
  readonly now: Moment;
  readonly fingerprint: string;
  /** A hash of the plan that a seed gives today. */
  readonly planOf: (name: SeedName) => string;
}

export function keptSeeds(
  before: SeedEntries,
  { watched, now, fingerprint, planOf }: ShownByRun,
): SeedEntries {
  const made = ({ seed, index, events }: SeedName & { readonly events: number }): SeedEntry => ({
    formatVersion: 1,
    seed,
    index,
    plan: planOf({ seed, index }),
    events,
    fingerprint,
    found: now,
  });
  const wasExecuted = (entry: SeedEntry): boolean => watched.hasNamed(entry);
  const failing = new Map(watched.failing.map((one) => [keyOf(one), one]));
  const known = new Map(before.failing.map((entry) => [keyOf(entry), entry]));
  const candidates = [
    ...watched.failing.map((one) => ({ ...(known.get(keyOf(one)) ?? made(one)), kinds: one.kinds })),
    ...before.failing.filter((entry) => !wasExecuted(entry) && !failing.has(keyOf(entry))),
  ].map((entry) => ({ ...entry, kinds: entry.kinds ?? [] }));
  const mended = [
    ...before.mended.filter((entry) => !failing.has(keyOf(entry))),
    ...before.failing
      .filter((entry) => wasExecuted(entry) && !failing.has(keyOf(entry)))
      .map((entry) => ({ ...entry, mended: now })),
  ];
  const unseen = before.reached.filter((entry) => !wasExecuted(entry));
  const reachedBefore = new Map(before.reached.map((entry) => [keyOf(entry), entry]));
  const reached = fewest(watched.reaching, MOST_REACHED - unseen.length).map(
    (one) => reachedBefore.get(keyOf(one)) ?? made(one),
  );
  return {
    failing: fastestOfEachKind(candidates),
    mended: newest(mended),
    reached: [...unseen, ...reached],
  };
}

function newest(mended: readonly SeedEntry[]): readonly SeedEntry[] {
  const order = ({ mended: when, seed, index }: SeedEntry): string =>
    `${when?.at ?? ''} ${keyOf({ seed, index })}`;
  return [...mended].sort((a, b) => (order(a) < order(b) ? 1 : -1)).slice(0, MOST_MENDED);
}

/** Plans which together reach what all of them reach, or most of it: always the one that adds most; of two, by name. */
function fewest(plans: readonly ReachingPlan[], most: number): readonly ReachingPlan[] {
  const left = plans
    .map((plan) => ({ plan, items: itemsOf(plan) }))
    .sort((a, b) => (keyOf(a.plan) < keyOf(b.plan) ? -1 : 1));
  const reached = new Set<number>();
  const chosen: ReachingPlan[] = [];
  while (chosen.length < most) {
    let best: (typeof left)[number] | undefined;
    for (const one of left) {
      // what it reaches and others reached by now is of no account any more
      one.items = one.items.filter((item) => !reached.has(item));
      if (one.items.length > (best?.items.length ?? 0)) best = one;
    }
    if (best === undefined) break;
    best.items.forEach((item) => reached.add(item));
    chosen.push(best.plan);
  }
  return chosen;
}

/** Cells, and pairs of facts, as numbers. */
function itemsOf({ cells, facts }: ReachingPlan): readonly number[] {
  const pairs = facts.flatMap((first, at) =>
    facts.slice(at + 1).map((second) => 1_000_000 + first * 1000 + second),
  );
  return [...cells, ...pairs];
}
