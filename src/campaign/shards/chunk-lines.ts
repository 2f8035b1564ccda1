/** A chunk of a campaign as lines of a shard, one for each plan, and back. Must not know: who executed it. */
import { planName, type ChunkResult } from '../chunk.ts';
import type { Frozen, ShardPlan } from './shard-lines.ts';

export function linesOfChunk(
  { from, plans, mismatches, ended }: ChunkResult,
  seed: string,
): readonly Frozen<ShardPlan>[] {
  return plans.map((result, offset) => {
    const index = from + offset;
    const mismatch = mismatches.find(({ plan }) => plan === planName(seed, index)) ?? null;
    const isLast = ended === true && offset === plans.length - 1;
    return { type: 'plan', index, result, mismatch, ended: isLast };
  });
}

/** Of consecutive plans, the first of which is `from`. */
export function chunkOfLines(from: number, plans: readonly ShardPlan[]): ChunkResult {
  return {
    from,
    plans: plans.map(({ result }) => result),
    mismatches: plans.flatMap(({ mismatch }) => mismatch ?? []),
    broken: null,
    ...(plans.at(-1)?.ended === true ? { ended: true } : {}),
  };
}
