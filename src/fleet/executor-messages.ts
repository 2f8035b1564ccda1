/** What a worker and the process that executes ranges for it say to each other. Plain data. */
import type { DeterminismCheck } from '../campaign/determinism.ts';
import type { TargetReference } from '../campaign/target.ts';
import type { FleetRange } from './plan-range.ts';

export interface ExecutorRequest {
  /** Of the campaign; the canary is found by itself. */
  readonly reference: TargetReference;
  readonly seed: string;
  readonly check: DeterminismCheck;
  readonly range: FleetRange;
}

export type ExecutorAnswer =
  /** So many plans of the range were executed. */
  | { readonly type: 'alive'; readonly plans: number }
  | { readonly type: 'executed'; readonly plans: number; readonly result: Uint8Array }
  /** The range cannot be executed by anybody: what is asked for is wrong. */
  | { readonly type: 'refused'; readonly problem: string };
