/** What a thread of the pool does: one chunk of a campaign, on the bench of this version of Gauntlet. */
import { STANDARD_BENCH } from '../bench.ts';
import { runChunk, type ChunkRequest, type ChunkResult } from '../chunk.ts';
import { loadTarget, type Target, type TargetReference } from '../target.ts';

export interface WorkerTask {
  readonly reference: TargetReference;
  readonly request: ChunkRequest;
}

const targets = new Map<string, Promise<Target>>();

export async function runTask({ reference, request }: WorkerTask): Promise<ChunkResult> {
  const key = JSON.stringify(reference);
  let target = targets.get(key);
  if (target === undefined) {
    target = loadTarget(reference);
    targets.set(key, target);
  }
  return runChunk(STANDARD_BENCH, await target, request);
}
