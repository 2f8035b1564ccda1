/**
 * The runs of a certificate that one shard holds: executed, their histories kept, nothing judged. Whoever merges all shards
 * judges them as `certify` does its own runs. Must not know: files, worlds, the other shards.
 */
import { TargetError } from '../input/problem.ts';
import { performAll, type CaseTask } from './case-queue.ts';
import type { CaseRun, RunCase } from './case-run.ts';

export type KeptRun = CaseRun | { readonly type: 'unreachable'; readonly reason: string };

export interface CaseShardPorts {
  readonly parallel: number;
  readonly run: RunCase;
  readonly signal: AbortSignal;
  /** Is handed each run as soon as it has ended, in whatever order they do. */
  readonly keep: (task: CaseTask, run: KeptRun) => void;
  readonly onProgress: (done: number, total: number) => void;
}

/** Rejects with TargetError when the first run finds the target dead: on this machine nothing can be run. */
export async function runCases(
  tasks: readonly CaseTask[],
  { run, keep, onProgress, ...attendance }: CaseShardPorts,
): Promise<void> {
  let lives = false;
  let done = 0;
  await performAll(tasks, attendance, async (task) => {
    let kept: KeptRun;
    try {
      kept = await run(task.loaded.file, task.repetition);
    } catch (thrown) {
      if (attendance.signal.aborted) return lives;
      if (!(thrown instanceof TargetError) || !lives) throw thrown;
      kept = { type: 'unreachable', reason: thrown.message };
    }
    lives ||= kept.type === 'ran';
    keep(task, kept);
    onProgress(++done, tasks.length);
    return lives;
  });
}
