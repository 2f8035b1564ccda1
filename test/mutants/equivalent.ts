/** The mutants that are known to be equivalent to the original. */
import type { Equivalent } from './equivalence.ts';

export const EQUIVALENT: readonly Equivalent[] = [];
