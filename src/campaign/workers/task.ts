/**
 * What a thread of a pool does: one chunk of a campaign, or one shrinking, on the bench of this version of Gauntlet.
 * One after the other, in the order they come: a thread may be given the next while it executes one.
 */
import type { Profile } from '../../properties/profile.ts';
import { STANDARD_BENCH } from '../bench.ts';
import { runChunk, trialOf, type Bench, type ChunkRequest, type ChunkResult } from '../chunk.ts';
import type { ShrinkRequest, ShrunkFailure } from '../selftest-hunt.ts';
import { shrink } from '../shrink.ts';
import { loadTarget, type Target, type TargetReference } from '../target.ts';

export interface WorkerTask<Request> {
  readonly reference: TargetReference;
  readonly request: Request;
  /** Default: the bench's. */
  readonly profile?: Profile;
}

const targets = new Map<string, Promise<Target>>();

let last: Promise<unknown> = Promise.resolve();

export function runTask(task: WorkerTask<ChunkRequest>): Promise<ChunkResult> {
  return inTurn(async () => runChunk(benchOf(task), await targetOf(task), task.request));
}

export function shrinkTask(task: WorkerTask<ShrinkRequest>): Promise<ShrunkFailure> {
  return inTurn(() => shrinkTarget(task));
}

/** Begins when everything that came before is over, however it ended. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const result = last.then(work);
  last = result.catch(() => undefined);
  return result;
}

async function shrinkTarget(task: WorkerTask<ShrinkRequest>): Promise<ShrunkFailure> {
  const { seed, index, wanted, maxExecutions } = task.request;
  const trial = trialOf(benchOf(task), await targetOf(task), seed, index);
  const { entriesAfter, entriesBefore, executions, minimal } = await shrink(trial, wanted, { maxExecutions });
  return { ...wanted, entries: entriesAfter, entriesBefore, executions, minimal };
}

function benchOf({ profile = STANDARD_BENCH.profile }: WorkerTask<unknown>): Bench {
  return { ...STANDARD_BENCH, profile };
}

function targetOf({ reference }: WorkerTask<unknown>): Promise<Target> {
  const key = JSON.stringify(reference);
  let target = targets.get(key);
  if (target === undefined) {
    target = loadTarget(reference);
    targets.set(key, target);
  }
  return target;
}
