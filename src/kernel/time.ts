/**
 * Virtual time. One unit everywhere in the deterministic wing: whole microseconds since the world began,
 * held in a double (integers stay exact for 285 years; 32 bits would end after 71 minutes).
 * Must not know: the wall clock, any world.
 */

/** A point in virtual time, or a duration, in whole microseconds. The name of the value says which. */
export type Micros = number;

export const MICROS_PER_MS = 1_000;
export const MICROS_PER_SECOND = 1_000_000;

/** Milliseconds as whole microseconds, rounded to the nearest. */
export function ms(count: number): Micros {
  return Math.round(count * MICROS_PER_MS);
}

/** Seconds as whole microseconds. */
export function seconds(count: number): Micros {
  return Math.round(count * MICROS_PER_SECOND);
}
