/** A failure file, and what executes it again: read once for every verb that takes one. */
import { STANDARD_BENCH } from '../campaign/bench.ts';
import type { Failure } from '../campaign/failure.ts';
import { readFailure } from '../campaign/failure-file.ts';
import { InputError } from '../input/problem.ts';
import type { ReplayHands, ReplayOutcome } from '../campaign/replay.ts';
import { loadTarget, parseTarget } from '../campaign/target.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

export interface StoredFailure {
  readonly failure: Failure;
  readonly hands: ReplayHands;
}

/** What a verb ends with that executed a failure again. */
export const EXIT_OF: Readonly<Record<ReplayOutcome, ExitCode>> = {
  reproduced: EXIT.violation,
  fixed: EXIT.clean,
  diverged: EXIT.inconclusive,
};

/** `gateway`: on this one instead of the one that failed. Throws InputError when either cannot be used. */
export async function loadFailure(file: string, gateway: string | undefined): Promise<StoredFailure> {
  const failure = readFailure(file);
  const { execute, profile } = STANDARD_BENCH;
  if (failure.profile !== profile.name)
    throw new InputError(
      `${file}: was judged by profile '${failure.profile}', which this version does not have`,
    );
  const target = await loadTarget(gateway === undefined ? failure.target.reference : parseTarget(gateway));
  return { failure, hands: { execute, profile, target } };
}
