/**
 * Continuations of one plan, executed one after the other. The request and the result are plain data, so it is the same
 * in this thread and in a worker.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { continuationOf, type Rewind, type Tail } from '../plan/continuation.ts';
import type { Plan } from '../plan/plan.ts';
import type { Profile } from '../properties/profile.ts';
import type { Execute, Outcome } from './execute.ts';
import type { Wanted } from './shrink.ts';
import type { Target } from './target.ts';

/**
 * What counts as the same failure: one of the same property and cause that is about the same thing, or about one that was
 * drawn. What is kept may have gone wrong in the same way before, which later damage made undecidable and another
 * continuation does not.
 */
export interface SameFailure extends Wanted {
  /** When the first record of its evidence was made: what a world notes for itself moves the numbers of records. */
  readonly atMicros: number | null;
}

export interface ContinuationRequest {
  readonly plan: Plan;
  readonly rewind: Rewind;
  readonly wanted: SameFailure;
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
    const continued = continuationOf(plan, rewind, `${seed}/${k}`, tailOf(k));
    const outcome = await execute({ plan: continued, gateway, dialect, profile, keep: true });
    if (isSame(wanted, outcome, rewind.atMs * 1_000)) failures++;
  }
  return failures;
}

function isSame({ property, cause, atMicros }: SameFailure, outcome: Outcome, keptMicros: number): boolean {
  const { verdicts, history = [] } = outcome;
  return verdicts.some(({ violations }) =>
    violations.some(({ records: [first], ...one }) => {
      if (one.property !== property || one.cause !== cause) return false;
      const at = first === undefined ? undefined : history[first]?.atMicros;
      return at === undefined || at === atMicros || at >= keptMicros;
    }),
  );
}

/** Of four in a row two have faults, and two ask at last. */
function tailOf(k: number): Tail {
  return { faults: k % 2 === 1, asks: k % 4 >= 2 };
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
