/**
 * The draws of one execution in their order, by the name of their stream, and the first that two executions do not
 * have in common. A stream always gives the same values, so what differs is who drew when: an extra draw, a missing
 * one, another order. Must not know what was drawn for.
 */
import type { DrawObserver } from '../kernel/random.ts';
import type { Mismatch } from '../report/published.ts';

export type DrawDifference = NonNullable<Mismatch['draw']>;
type Draw = DrawDifference['first'];

/** Draws after so many are not kept: some twenty megabytes, a hundred times what a plan usually takes. */
const MOST_DRAWS = 1_000_000;

export class DrawLog {
  readonly #streams: string[] = [];
  readonly #ordinals: number[] = [];
  readonly #values: number[] = [];

  readonly add: DrawObserver = (stream, ordinal, value) => {
    if (this.length >= MOST_DRAWS) return;
    this.#streams.push(stream);
    this.#ordinals.push(ordinal);
    this.#values.push(value);
  };

  get length(): number {
    return this.#values.length;
  }

  at(place: number): Draw {
    const [stream, ordinal, value] = [this.#streams[place], this.#ordinals[place], this.#values[place]];
    return stream === undefined || ordinal === undefined || value === undefined
      ? null
      : { stream, ordinal, value };
  }
}

/** Null when all that was kept agrees. */
export function firstDifferentDraw(a: DrawLog, b: DrawLog): DrawDifference | null {
  const longer = Math.max(a.length, b.length);
  for (let place = 0; place < longer; place++) {
    const [first, second] = [a.at(place), b.at(place)];
    if (!isSame(first, second)) return { first, second };
  }
  return null;
}

function isSame(a: Draw, b: Draw): boolean {
  return a?.stream === b?.stream && a?.ordinal === b?.ordinal && a?.value === b?.value;
}
