/**
 * Continuations of one plan, executed one after the other. The request and the result are plain data, so it is the same
 * in this thread and in a worker.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { continuationOf, type Rewind } from '../plan/continuation.ts';
import type { Plan } from '../plan/plan.ts';
import type { Profile } from '../properties/profile.ts';
import type { Execute } from './execute.ts';
import { findingAs, type Wanted } from './shrink.ts';
import type { Target } from './target.ts';

export interface ContinuationRequest {
  readonly plan: Plan;
  readonly rewind: Rewind;
  readonly wanted: Wanted;
  /** Continuation `k` of seed `S` is drawn from `S/k`. */
  readonly seed: string;
  /** First and last, both included. */
  readonly from: number;
  readonly to: number;
}

/** How many of them fail as wanted. */
export type RunContinuations = (request: ContinuationRequest) => Promise<number>;

export interface ContinuationPorts {
  readonly execute: Execute;
  readonly profile: Profile;
  readonly target: Target;
}

export async function runContinuations(
  { execute, profile, target: { gateway, dialect } }: ContinuationPorts,
  { plan, rewind, wanted, seed, from, to }: ContinuationRequest,
): Promise<number> {
  let failures = 0;
  for (let k = from; k <= to; k++) {
    await nextTurn();
    const continued = continuationOf(plan, rewind, `${seed}/${k}`);
    const outcome = await execute({ plan: continued, gateway, dialect, profile, keep: false });
    if (findingAs(wanted, outcome) !== undefined) failures++;
  }
  return failures;
}

/** Parts of a request, as even as they can be; no part is empty. */
export function partsOf(request: ContinuationRequest, parts: number): readonly ContinuationRequest[] {
  const { from, to } = request;
  const size = Math.ceil((to - from + 1) / parts);
  const requests: ContinuationRequest[] = [];
  for (let first = from; first <= to; first += size)
    requests.push({ ...request, from: first, to: Math.min(to, first + size - 1) });
  return requests;
}
