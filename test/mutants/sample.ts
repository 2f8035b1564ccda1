/**
 * A sample of mutants: the same seed draws the same ones for as long as their lines read the same, whatever else changes
 * in their files. Each is ranked by a hash, and the first so many are taken.
 */
import { hashString } from '../../src/kernel/hash.ts';
import { mutantKey, type Mutant } from './mutant.ts';

/** In the order of the list; all of them if there are no more. */
export function sampleOf(mutants: readonly Mutant[], seed: string, size: number): Mutant[] {
  const ranked = mutants
    .map((mutant) => ({ mutant, rank: hashString(`${seed} ${mutantKey(mutant)}`) }))
    .sort((a, b) => a.rank - b.rank);
  const taken = new Set(ranked.slice(0, size).map(({ mutant }) => mutant));
  return mutants.filter((mutant) => taken.has(mutant));
}
