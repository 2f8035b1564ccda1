/**
 * How far a campaign of a fleet has come: everything its next coordinator has to know, as plain data. What is merged is
 * in here and what is not is still to come, so nothing is counted twice and nothing is lost, whoever dies when. It grows
 * with the kinds of failures that were found and not with the plans.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Ledger, LedgerState } from '../campaign/ledger.ts';
import type { MergedPlans, MergedState } from '../campaign/merged-plans.ts';
import type { FleetRange } from './plan-range.ts';

/** A plan that nobody survived. */
export interface PoisonedPlan {
  readonly of: FleetRange['of'];
  readonly index: number;
  /** What became of the last worker that tried. */
  readonly reason: string;
}

/** The ranges of one gateway: those that were handed out, and where the rest begins. */
export interface RangesState {
  /** In the order of their plans; the first is the next to be merged. */
  readonly outstanding: readonly FleetRange[];
  /** The first plan that was never handed out. */
  readonly next: number;
}

export interface Checkpoint {
  /** Rises with each one that is written. */
  readonly number: number;
  readonly campaign: RangesState;
  readonly canary: RangesState;
  /** The plan in which the canary was noticed; null: not yet. */
  readonly noticedAt: number | null;
  readonly poisoned: readonly PoisonedPlan[];
  readonly merged: MergedState;
  readonly ledger: LedgerState;
  /** Ranges that were cut in two. */
  readonly cuts: number;
  /** CPU time of the ranges that were merged. */
  readonly coreMicros: number;
}

export function packedCheckpoint(
  { ledger, merged }: { readonly ledger: Ledger; readonly merged: MergedPlans },
  rest: Omit<Checkpoint, 'ledger' | 'merged'>,
): Buffer {
  return gzipSync(JSON.stringify({ ...rest, merged: merged.state, ledger: ledger.state }));
}

/** Written by a coordinator of the same build, which is the only one that reads it. */
export function unpackedCheckpoint(bytes: Buffer): Checkpoint {
  return JSON.parse(gunzipSync(bytes).toString('utf8')) as Checkpoint;
}
