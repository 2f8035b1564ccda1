/** CI does a part of what takes long, always the same one; `npm run long` does all of it. */

/** Set by `npm run long`. */
export const LONG_VARIABLE = 'GAUNTLET_LONG';

/** Every so-many-th, from the first; all where there is time. */
export function sampled<T>(all: readonly T[], every: number): readonly T[] {
  return process.env[LONG_VARIABLE] === '1' ? all : all.filter((_, k) => k % every === 0);
}
