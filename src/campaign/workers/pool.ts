/** Pools of threads. Each thread loads each target once, by its reference; what it does is in task.ts. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Profile } from '../../properties/profile.ts';
import { CHUNKS_PER_THREAD, type ChunkPool } from '../campaign.ts';
import type { ChunkRequest } from '../chunk.ts';
import type { SelftestPool, ShrinkRequest } from '../selftest-hunt.ts';
import type { TargetReference } from '../target.ts';
import type * as tasks from './task.ts';
import type { WorkerTask } from './task.ts';

/** Threads that run chunks of one campaign. */
export function startPool(reference: TargetReference, threads: number): ChunkPool {
  const { runTask, close } = startThreads(threads, CHUNKS_PER_THREAD);
  return { run: (request) => runTask({ reference, request }), close };
}

/** Threads for all that a selftest does; `profile` judges. */
export function startSelftestPool(profile: Profile, threads: number): SelftestPool {
  const { runTask, shrinkTask, close } = startThreads(threads, 1);
  return {
    run: ({ reference }, request) => runTask({ reference, request, profile }),
    shrink: ({ reference }, request) => shrinkTask({ reference, request, profile }),
    close,
  };
}

/** `tasksEach`: how many tasks are handed to a thread that has not finished the first of them. */
function startThreads(
  threads: number,
  tasksEach: number,
): typeof tasks & { readonly close: () => Promise<void> } {
  const pool = new Piscina({
    filename: fileURLToPath(new URL('./worker.mjs', import.meta.url)),
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: tasksEach,
  });
  return {
    runTask: (task: WorkerTask<ChunkRequest>) => pool.run(task, { name: 'runTask' }),
    shrinkTask: (task: WorkerTask<ShrinkRequest>) => pool.run(task, { name: 'shrinkTask' }),
    close: () => pool.destroy(),
  };
}
