/** A pool of threads that run chunks of a campaign. Each thread loads the target once, by its reference. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { ChunkPool } from '../campaign.ts';
import type { ChunkRequest, ChunkResult } from '../chunk.ts';
import type { TargetReference } from '../target.ts';
import type { WorkerTask } from './task.ts';

export function startPool(reference: TargetReference, threads: number): ChunkPool {
  const pool = new Piscina<WorkerTask, ChunkResult>({
    filename: fileURLToPath(new URL('./worker.mjs', import.meta.url)),
    name: 'runTask',
    minThreads: threads,
    maxThreads: threads,
  });
  return {
    run: (request: ChunkRequest) => pool.run({ reference, request }),
    close: () => pool.destroy(),
  };
}
