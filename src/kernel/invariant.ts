/**
 * Programmer errors. A broken invariant is a bug in Gauntlet (exit 5), never blamed on the target.
 * Operating conditions are values, not invariants.
 */

/** Says something about Gauntlet or the run itself: what guards a gateway's code lets it through, by its class. */
export abstract class HarnessError extends Error {}

export class InvariantError extends HarnessError {
  override readonly name = 'InvariantError';
}

/** Throws InvariantError unless `condition` holds. `what` says what should have been true. */
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new InvariantError(`internal invariant broken: ${what}`);
}

/** For the end of an exhaustive switch: the compiler rejects a forgotten case, the run time reports one. */
export function unreachable(value: never, what: string): never {
  throw new InvariantError(`internal invariant broken: unexpected ${what}: ${JSON.stringify(value)}`);
}
