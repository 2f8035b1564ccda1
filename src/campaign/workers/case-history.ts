/** One case executed in a thread: its history is left in a file, since what a history holds does not cross threads. */
import type { Plan } from '../../plan/plan.ts';
import { InputError, messageOf, TargetError } from '../../input/problem.ts';
import { SIMULATED_PROFILE } from '../../properties/profile.ts';
import { execute } from '../execute.ts';
import { writeHistory } from '../failure-file.ts';
import { OutFolder } from '../out-folder.ts';
import { STANDARD_EXECUTOR } from '../standard-executor.ts';
import type { Target } from '../target.ts';
import { whyUnanswered } from '../unanswered.ts';

export interface CaseRequest {
  readonly plan: Plan;
  /** Where its history goes; nothing else is there. */
  readonly folder: string;
}

export type CaseHistory =
  | { readonly type: 'kept'; readonly digest: string; readonly file: string }
  | { readonly type: 'input'; readonly problem: string }
  | { readonly type: 'target'; readonly problem: string };

/** Throws what is neither the caller's mistake nor the target's. */
export async function keepCase(
  { gateway, dialect }: Target,
  { plan, folder }: CaseRequest,
): Promise<CaseHistory> {
  // it is judged by the profile of the certificate afterwards; here only its history counts
  const trial = { plan, gateway, dialect, profile: SIMULATED_PROFILE, keep: true };
  try {
    const outcome = await execute(trial);
    if (outcome.answered === 0)
      return { type: 'target', problem: await whyUnanswered(STANDARD_EXECUTOR, trial, outcome) };
    const { digest, history = [] } = outcome;
    return {
      type: 'kept',
      digest,
      file: writeHistory(new OutFolder(folder), digest, history, { folder: '' }),
    };
  } catch (thrown) {
    if (thrown instanceof TargetError) return { type: 'target', problem: messageOf(thrown) };
    if (thrown instanceof InputError) return { type: 'input', problem: messageOf(thrown) };
    throw thrown;
  }
}
