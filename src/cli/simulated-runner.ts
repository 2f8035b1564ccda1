/** Runs the cases of a certificate in the simulated world, on a gateway behind the in-process port. One at a time. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { STANDARD_EXECUTOR } from '../campaign/standard-executor.ts';
import { execute } from '../campaign/execute.ts';
import type { Target } from '../campaign/target.ts';
import { whyUnanswered } from '../campaign/unanswered.ts';
import { logOf, serverIn, type RunCase } from '../certify/case-run.ts';
import { TargetError } from '../input/problem.ts';
import { SIMULATED_PROFILE } from '../properties/profile.ts';

export function simulatedRunner({ gateway, dialect }: Target, signal: AbortSignal): RunCase {
  return async ({ scenario: { plan } }) => {
    // between two executions there is time to hear Ctrl-C
    await nextTurn();
    signal.throwIfAborted();
    // it is judged by the profile of the certificate afterwards; here only its history counts
    const trial = { plan, gateway, dialect, profile: SIMULATED_PROFILE, keep: true };
    const outcome = await execute(trial);
    if (outcome.answered === 0) throw new TargetError(await whyUnanswered(STANDARD_EXECUTOR, trial, outcome));
    const records = outcome.history ?? [];
    return {
      type: 'ran',
      records,
      digest: outcome.digest,
      log: logOf(records),
      server: serverIn(records),
    };
  };
}
