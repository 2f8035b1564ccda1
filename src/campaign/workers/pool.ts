/** Pools: threads, or processes for the gateway of a file. Each loads a target once, by its reference; see task.ts. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Profile } from '../../properties/profile.ts';
import { CHUNKS_PER_THREAD, type ChunkPool } from '../campaign.ts';
import { STANDARD_EXECUTOR } from '../standard-executor.ts';
import { runChunk, type ChunkRequest } from '../chunk.ts';
import {
  partsOf,
  runContinuations,
  type ContinuationRequest,
  type RunContinuations,
} from '../continuations.ts';
import type { SelftestPool, ShrinkRequest } from '../selftest-hunt.ts';
import { closeTarget, openTarget, type Target, type TargetReference } from '../target.ts';
import type { CaseHistory, CaseRequest } from './case-history.ts';
import type * as tasks from './task.ts';
import type { WorkerTask } from './task.ts';

/** Threads that run chunks of one campaign; for a gateway from a file processes. */
export function startPool(reference: TargetReference, threads: number): ChunkPool {
  if (reference.type === 'file') return processPool(reference, threads);
  // a hosted program's processes are waited for by the thread that executes: each has its own
  const { runTask, close } = startThreads(threads, CHUNKS_PER_THREAD);
  return { run: (request) => runTask({ reference, request }), close };
}

/** The gateway of a file, in a process for each lane; chunks go where the fewest wait. */
function processPool(reference: TargetReference, processes: number): ChunkPool {
  const lanes = Array.from({ length: processes }, () => ({ target: openTarget(reference), waiting: 0 }));
  for (const { target } of lanes) target.catch(() => undefined);
  return {
    async run(request) {
      const lane = lanes.reduce((best, one) => (one.waiting < best.waiting ? one : best));
      lane.waiting++;
      try {
        return await runChunk(STANDARD_EXECUTOR, await lane.target, request);
      } finally {
        lane.waiting--;
      }
    },
    close: () => closeAll(lanes.map(({ target }) => target)),
  };
}

export interface ContinuationPool {
  readonly run: RunContinuations;
  close(): Promise<void>;
}

/** Threads that execute continuations of plans, each its part; for a gateway from a file processes. */
export function startContinuationPool(reference: TargetReference, threads: number): ContinuationPool {
  const added = async (parts: readonly Promise<readonly number[]>[]): Promise<readonly number[]> =>
    (await Promise.all(parts)).flat();
  if (reference.type === 'file') {
    const lanes = Array.from({ length: threads }, () => openTarget(reference));
    for (const target of lanes) target.catch(() => undefined);
    return {
      run: (request) =>
        added(
          partsOf(request, threads).map(async (part, k) => {
            const target = await (lanes[k] as Promise<Target>);
            return runContinuations({ ...STANDARD_EXECUTOR, target }, part);
          }),
        ),
      close: () => closeAll(lanes),
    };
  }
  const { continueTask, close } = startThreads(threads, 1);
  return {
    run: (request) =>
      added(partsOf(request, threads).map((part) => continueTask({ reference, request: part }))),
    close,
  };
}

async function closeAll(targets: readonly Promise<Target>[]): Promise<void> {
  for (const opened of await Promise.allSettled(targets))
    if (opened.status === 'fulfilled') closeTarget(opened.value);
}

export interface CasePool {
  run(request: CaseRequest): Promise<CaseHistory>;
  /** May be called again. */
  close(): Promise<void>;
}

/** Threads that execute cases on a hosted program, each in turn. */
export function startCasePool(reference: TargetReference, threads: number): CasePool {
  const { caseTask, close } = startThreads(threads, 1);
  return { run: (request) => caseTask({ reference, request }), close };
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
    continueTask: (task: WorkerTask<ContinuationRequest>) => pool.run(task, { name: 'continueTask' }),
    caseTask: (task: WorkerTask<CaseRequest>) => pool.run(task, { name: 'caseTask' }),
    close: () => pool.destroy(),
  };
}
