/**
 * The search for the windows of a number: between which values a plan still fails. Knows values and what came of them,
 * and says which to try next: steps that grow fourfold away from the known one on both sides, then halves between the last that
 * fails and the first that passes, then the widest gaps that are left inside; at last what lies beyond. Pure; whoever
 * asks executes. Limit: between two values that fail, others were not tried; the widest gaps were halved, a few times.
 */

/** Values next to each other that were tried and fail. */
export interface Window {
  readonly from: number;
  readonly to: number;
  /** The nearest value tried below it that passes; null: it reaches the end of what was tried. */
  readonly below: number | null;
  readonly above: number | null;
}

export interface Searched {
  /** Fails. */
  readonly value: number;
  readonly least: number;
  readonly most: number;
}

/** How many gaps inside the window are halved, to find out whether it has holes. */
const LOOKS_INSIDE = 4;
const GROWTH = 4;

export class WindowSearch {
  readonly #searched: Searched;
  /** Whether it fails, by value. */
  readonly #tried: Map<number, boolean>;
  #looks = 0;

  constructor(searched: Searched) {
    this.#searched = searched;
    this.#tried = new Map([[searched.value, true]]);
  }

  /** Executions that its values took. */
  get executions(): number {
    return this.#tried.size - 1;
  }

  /** Everything that was tried fails. */
  get failsAlways(): boolean {
    return [...this.#tried.values()].every((fails) => fails);
  }

  learn(value: number, fails: boolean): void {
    this.#tried.set(value, fails);
  }

  /** The ends and something between them and the value: when all of these fail, any value does. */
  probes(): readonly number[] {
    const { value, least, most } = this.#searched;
    const between = (end: number): number => this.#whole(value + (end - value) / 16);
    return this.#untried([most, least, between(most), between(least)]);
  }

  /** The next value to try for the ends of the window around the value; undefined: they are known. */
  edge(): number | undefined {
    const { least, most } = this.#searched;
    const window = this.around();
    return (
      this.#step(window.to, most, window.above) ??
      this.#step(window.from, least, window.below) ??
      this.#half(window)
    );
  }

  /** The next value to try for holes in the window, for further windows and for their ends. */
  further(): number | undefined {
    const { value, least, most } = this.#searched;
    return (
      this.edge() ??
      this.#inside(this.around()) ??
      this.#beyond(value, most) ??
      this.#beyond(value, least) ??
      this.#others()
    );
  }

  /** The next value to try where all that were tried fail, to find out whether there are holes. */
  gap(): number | undefined {
    return this.#inside(this.around());
  }

  /** The window that the value is in. */
  around(): Window {
    const { value } = this.#searched;
    const window = this.windows().find(({ from, to }) => from <= value && value <= to);
    return window ?? { from: value, to: value, below: null, above: null };
  }

  /** In rising order. */
  windows(): readonly Window[] {
    const sorted = this.#sorted();
    const windows: Window[] = [];
    let open: { from: number; to: number; below: number | null } | undefined;
    let passed: number | null = null;
    for (const [value, fails] of sorted) {
      if (fails) open = { from: open?.from ?? value, to: value, below: open?.below ?? passed };
      else if (open !== undefined) {
        windows.push({ ...open, above: value });
        open = undefined;
      }
      if (!fails) passed = value;
    }
    if (open !== undefined) windows.push({ ...open, above: null });
    return windows;
  }

  /** Both ends are exact: what lies next to them passes, or nothing lies there. */
  isExact({ from, to, below, above }: Window): boolean {
    const { least, most } = this.#searched;
    const lower = below === null ? from === least : !hasRoom(below, from);
    return lower && (above === null ? to === most : !hasRoom(to, above));
  }

  /** A step that is larger the further away it leads, until something passes. */
  #step(edge: number, end: number, passing: number | null): number | undefined {
    const { value } = this.#searched;
    if (edge === end) return undefined;
    const away = Math.sign(end - value);
    for (let size = 1; size < Math.abs(end - value); size *= GROWTH) {
      const to = this.#whole(value + away * size);
      if (passing !== null && away * (to - passing) >= 0) return undefined;
      if (!this.#tried.has(to)) return to;
    }
    return passing === null && !this.#tried.has(end) ? end : undefined;
  }

  #half({ from, to, below, above }: Window): number | undefined {
    if (above !== null && hasRoom(to, above)) return this.#whole((to + above) / 2);
    if (below !== null && hasRoom(below, from)) return this.#whole((below + from) / 2);
    return undefined;
  }

  #inside({ from, to }: Window): number | undefined {
    if (this.#looks >= LOOKS_INSIDE) return undefined;
    this.#looks++;
    const within = this.#sorted().filter(([value]) => from <= value && value <= to);
    let widest: readonly [number, number] | undefined;
    for (const [place, [right]] of within.entries()) {
      const [left] = within[place - 1] ?? [right];
      if (hasRoom(left, right) && (widest === undefined || right - left > widest[1] - widest[0]))
        widest = [left, right];
    }
    return widest === undefined ? undefined : this.#whole((widest[0] + widest[1]) / 2);
  }

  /** The same steps, past what passes. */
  #beyond(value: number, end: number): number | undefined {
    const away = Math.sign(end - value);
    for (let size = 1; size < Math.abs(end - value); size *= GROWTH) {
      const to = this.#whole(value + away * size);
      if (!this.#tried.has(to)) return to;
    }
    return undefined;
  }

  #others(): number | undefined {
    for (const window of this.windows()) {
      const half = this.#half(window);
      if (half !== undefined) return half;
    }
    return undefined;
  }

  #sorted(): readonly (readonly [number, boolean])[] {
    return [...this.#tried].toSorted(([a], [b]) => a - b);
  }

  /** Within the bounds, whole where they are. */
  #whole(value: number): number {
    const { least, most } = this.#searched;
    return Math.min(Math.max(Math.round(value), least), most);
  }

  #untried(values: readonly number[]): readonly number[] {
    return [...new Set(values)].filter((one) => !this.#tried.has(one));
  }
}

/** Whole numbers lie between them. */
function hasRoom(low: number, high: number): boolean {
  return Math.ceil(high) - Math.floor(low) > 1;
}
