/**
 * Shrinks a failure file: replays it, and when its violation is reproduced, makes the plan smaller and writes what is
 * left as a failure file of its own, with its history. The given file stays as it is.
 */
import { basename } from 'node:path';
import { invariant } from '../kernel/invariant.ts';
import { failureOf, type Failure } from './failure.ts';
import { historyFileName, writeFailure, writeHistory } from './failure-file.ts';
import type { OutFolder } from './out-folder.ts';
import { replay, type Replay, type ReplayHands } from './replay.ts';
import { convictionAs, shrink, type ShrinkOptions, type Shrunk } from './shrink.ts';

export interface FailureToShrink {
  readonly failure: Failure;
  /** The failure file. */
  readonly file: string;
  /** The folder to write to. */
  readonly out: OutFolder;
}

export interface SmallerFailure {
  /** The failure as it was given. */
  readonly before: Replay;
  /** Null: it was not reproduced, so there is nothing to shrink. */
  readonly after: (Shrunk & { readonly failure: Failure; readonly file: string }) | null;
}

export async function shrinkFailure(
  { failure, file, out }: FailureToShrink,
  hands: ReplayHands,
  options: Omit<ShrinkOptions, 'execute'>,
): Promise<SmallerFailure> {
  const before = await replay(failure, hands);
  if (before.outcome !== 'reproduced') return { before, after: null };
  const { execute, profile, target } = hands;
  const trial = { plan: failure.plan, gateway: target.gateway, dialect: target.dialect, profile };
  const shrunk = await shrink(trial, failure.verdict, { ...options, execute });
  const { plan, entriesBefore, entriesAfter, executions, minimal } = shrunk;
  const outcome = await execute({ ...trial, plan, keep: true });
  const conviction = convictionAs(failure.verdict, outcome);
  invariant(conviction !== undefined, 'a plan that was executed again is judged as before');
  const history = outcome.history ?? [];
  writeHistory(out, outcome.digest, history);
  const left = failureOf({
    target,
    profile: profile.name,
    source: failure.source,
    shrunk: { from: basename(file), entriesBefore, entriesAfter, executions, minimal },
    plan,
    digest: outcome.digest,
    history,
    conviction,
    historyFile: historyFileName(outcome.digest),
  });
  return { before, after: { ...shrunk, failure: left, file: writeFailure(out, left) } };
}
