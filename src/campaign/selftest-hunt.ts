/**
 * A hunt: the rounds it takes to convict one gateway that must be convicted, each from a start seed of its own. A
 * round ends with the chunk of plans that holds its first conviction, or with the budget, so what it executes depends
 * on its seed alone.
 */
import type { Mismatch, SelftestReport } from '../report/published.ts';
import type { ChunkRequest, ChunkResult, PlanResult } from './chunk.ts';
import type { DeterminismCheck } from './determinism.ts';
import { chunkError } from './plan-error.ts';
import type { Wanted } from './shrink.ts';
import type { Target } from './target.ts';

/** A gateway that must be convicted. */
export interface Quarry {
  readonly target: Target;
  /** What must convict it: one of these properties; empty: any. */
  readonly wanted: readonly string[];
}

export interface HuntRequest {
  readonly seed: string;
  /** Most plans of one round. */
  readonly budget: number;
  readonly check: DeterminismCheck;
  /** Most executions to spend on making its first conviction smaller; null: leave it as it is. */
  readonly shrinkExecutions: number | null;
}

/** Threads that execute chunks, and shrink plans, on any target. */
export interface SelftestPool {
  run(target: Target, request: ChunkRequest): Promise<ChunkResult>;
  shrink(target: Target, request: ShrinkRequest): Promise<ShrunkFailure>;
  close(): Promise<void>;
}

export interface ShrinkRequest {
  readonly seed: string;
  readonly index: number;
  readonly wanted: Wanted;
  readonly maxExecutions: number;
}

/** What became of a failure that was made smaller, without its plan. */
export type ShrunkFailure = NonNullable<SelftestReport['gateways'][number]['shrunk']>;

export interface Round {
  readonly seed: string;
  /** Plans until the first wanted conviction, that one included; null: survived the budget. */
  readonly convictedAt: number | null;
  readonly plans: number;
  /** In how many plans each property convicted it. */
  readonly by: ReadonlyMap<string, number>;
  readonly shrunk: ShrunkFailure | null;
  readonly checked: number;
  readonly mismatches: readonly Mismatch[];
}

/** Also the fewest plans of a round: enough to tell whether other properties convict the same gateway. */
const HUNT_CHUNK = 50;

/** One round. Throws as a campaign does when a plan cannot be executed. */
export async function hunt(
  { target, wanted }: Quarry,
  { seed, budget, check, shrinkExecutions }: HuntRequest,
  pool: SelftestPool,
): Promise<Round> {
  const by = new Map<string, number>();
  const mismatches: Mismatch[] = [];
  let [plans, checked] = [0, 0];
  let first: Find | undefined;
  while (first === undefined && plans < budget) {
    const from = plans + 1;
    const chunk = await pool.run(target, { seed, from, to: Math.min(budget, plans + HUNT_CHUNK), check });
    if (chunk.broken !== null) throw chunkError(seed, target, chunk.broken);
    for (const result of chunk.plans) {
      plans++;
      if (result.checked) checked++;
      for (const property of new Set(result.findings.map((one) => one.property)))
        by.set(property, (by.get(property) ?? 0) + 1);
      first ??= findIn(result, plans, wanted);
    }
    mismatches.push(...chunk.mismatches);
  }
  const shrunk =
    first === undefined || shrinkExecutions === null
      ? null
      : await pool.shrink(target, { ...first, seed, maxExecutions: shrinkExecutions });
  return { seed, convictedAt: first?.index ?? null, plans, by, shrunk, checked, mismatches };
}

/** A wanted finding, and the plan it was found in. */
interface Find {
  readonly index: number;
  readonly wanted: Wanted;
}

function findIn({ findings }: PlanResult, index: number, wanted: readonly string[]): Find | undefined {
  const found = findings.find(({ property }) => wanted.length === 0 || wanted.includes(property));
  return found && { index, wanted: { property: found.property, cause: found.cause } };
}
