/**
 * Excuses: what a property left unjudged though it was its matter, counted, so that a hollow pass shows. Whoever excuses
 * says so here, and every report repeats it.
 */

/** `3 sends excused: a fault cut their connection`. */
export interface Excuse {
  /** What was excused, as one of them is called: `send`. */
  readonly thing: string;
  /** Why, told of several. */
  readonly because: string;
  readonly count: number;
}

/** Those of one property in one history. Memory: a reference for each thing that was excused. */
export class Excuses {
  /** By thing, then by reason. */
  readonly #things = new Map<string, Map<string, Set<object>>>();

  /** The same thing counts once for each reason. */
  add(thing: string, because: string, one: object): void {
    let reasons = this.#things.get(thing);
    if (reasons === undefined) this.#things.set(thing, (reasons = new Map<string, Set<object>>()));
    const excused = reasons.get(because);
    if (excused === undefined) reasons.set(because, new Set([one]));
    else excused.add(one);
  }

  /** In the order in which they came up first. */
  get counted(): readonly Excuse[] {
    return [...this.#things].flatMap(([thing, reasons]) =>
      Array.from(reasons, ([because, { size }]) => ({ thing, because, count: size })),
    );
  }
}

/** The same excuses of many histories, added up into `sum`. */
export function addExcuses(sum: Excuse[], more: readonly Excuse[]): void {
  for (const one of more) {
    const at = sum.findIndex(({ thing, because }) => thing === one.thing && because === one.because);
    const before = sum[at];
    if (before === undefined) sum.push(one);
    else sum[at] = { ...before, count: before.count + one.count };
  }
}
