/**
 * Continuations of one plan, executed one after the other. The request and the result are plain data, so it is the same
 * in this thread and in a worker.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ms } from '../kernel/time.ts';
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

/** Those that fail as wanted, by their `k`. */
export type RunContinuations = (request: ContinuationRequest) => Promise<readonly number[]>;

/**
 * What comes after what was kept. `still`: nothing, and runs that are under way go on as their scripts say. `asked`: an ordinary message to each session.
 * `used`: a message, a compaction and a message again in each. `restarted`: a message to each, and then a restart. The others
 * are drawn as campaigns draw.
 */
export type ContinuationKind = 'still' | 'asked' | 'used' | 'restarted' | 'drawn';

/** Half of them leave little to chance, so that a few tell what was already decided. */
const TAILS: readonly (Tail & { readonly kind: ContinuationKind })[] = [
  { kind: 'still', operations: false, faults: false, asks: 'nothing', restart: false, runs: 'kept' },
  { kind: 'drawn', operations: true, faults: true, asks: 'nothing', restart: false, runs: 'drawn' },
  { kind: 'asked', operations: false, faults: false, asks: 'messages', restart: false, runs: 'drawn' },
  { kind: 'drawn', operations: true, faults: false, asks: 'nothing', restart: false, runs: 'drawn' },
  { kind: 'used', operations: false, faults: false, asks: 'everything', restart: false, runs: 'drawn' },
  { kind: 'drawn', operations: true, faults: true, asks: 'messages', restart: false, runs: 'drawn' },
  { kind: 'restarted', operations: false, faults: false, asks: 'messages', restart: true, runs: 'drawn' },
  { kind: 'drawn', operations: true, faults: false, asks: 'messages', restart: false, runs: 'drawn' },
];

/** Any so many in a row have as many of each kind. */
export const KINDS_IN_A_ROW = TAILS.length;

export function kindOf(k: number): ContinuationKind {
  return tailOf(k).kind;
}

export interface ContinuationPorts {
  readonly execute: Execute;
  readonly profile: Profile;
  readonly target: Target;
}

export async function runContinuations(
  { execute, profile, target: { gateway, dialect } }: ContinuationPorts,
  { plan, rewind, wanted, seed, from, to }: ContinuationRequest,
): Promise<readonly number[]> {
  const failures: number[] = [];
  for (let k = from; k <= to; k++) {
    await nextTurn();
    const continued = continuationOf(plan, rewind, `${seed}/${k}`, tailOf(k));
    const outcome = await execute({ plan: continued, gateway, dialect, profile, keep: true });
    if (isSame(wanted, outcome, ms(rewind.atMs))) failures.push(k);
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

function tailOf(k: number): (typeof TAILS)[number] {
  return TAILS[(k - 1) % TAILS.length] as (typeof TAILS)[number];
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
