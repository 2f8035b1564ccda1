/**
 * What a thread of a pool does: one chunk of a campaign, one shrinking, or continuations of one plan, on the executor of this version of Gauntlet.
 * One after the other, in the order they come: a thread may be given the next while it executes one.
 */
import type { Profile } from '../../properties/profile.ts';
import { STANDARD_EXECUTOR } from '../standard-executor.ts';
import { runContinuations, type ContinuationRequest } from '../continuations.ts';
import { runChunk, trialOf, type Executor, type ChunkRequest, type ChunkResult } from '../chunk.ts';
import { keepCase, type CaseHistory, type CaseRequest } from './case-history.ts';
import type { ShrinkRequest, ShrunkFailure } from '../selftest-hunt.ts';
import { shrink } from '../shrink.ts';
import { loadTarget, openTarget, type Target, type TargetReference } from '../target.ts';

export interface WorkerTask<Request> {
  readonly reference: TargetReference;
  readonly request: Request;
  /** Default: the executor's. */
  readonly profile?: Profile;
}

const targets = new Map<string, Promise<Target>>();

let last: Promise<unknown> = Promise.resolve();

export function runTask(task: WorkerTask<ChunkRequest>): Promise<ChunkResult> {
  return inTurn(async () => runChunk(executorOf(task), await targetOf(task), task.request));
}

export function shrinkTask(task: WorkerTask<ShrinkRequest>): Promise<ShrunkFailure> {
  return inTurn(() => shrinkTarget(task));
}

/** Says how many failed. */
export function continueTask(task: WorkerTask<ContinuationRequest>): Promise<readonly number[]> {
  return inTurn(async () =>
    runContinuations({ ...executorOf(task), target: await targetOf(task) }, task.request),
  );
}

/** Leaves the history of one case. */
export function caseTask(task: WorkerTask<CaseRequest>): Promise<CaseHistory> {
  return inTurn(async () => keepCase(await targetOf(task), task.request));
}

/** Begins when everything that came before is over, however it ended. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const result = last.then(work);
  last = result.catch(() => undefined);
  return result;
}

async function shrinkTarget(task: WorkerTask<ShrinkRequest>): Promise<ShrunkFailure> {
  const { seed, index, wanted, maxExecutions } = task.request;
  const trial = trialOf(executorOf(task), await targetOf(task), seed, index);
  const { entriesAfter, entriesBefore, executions, minimal } = await shrink(trial, wanted, { maxExecutions });
  return { ...wanted, entries: entriesAfter, entriesBefore, executions, minimal };
}

function executorOf({ profile = STANDARD_EXECUTOR.profile }: WorkerTask<unknown>): Executor {
  return { ...STANDARD_EXECUTOR, profile };
}

function targetOf({ reference }: WorkerTask<unknown>): Promise<Target> {
  const key = JSON.stringify(reference);
  let target = targets.get(key);
  if (target === undefined) {
    target = reference.type === 'hosted' ? openTarget(reference) : loadTarget(reference);
    targets.set(key, target);
  }
  return target;
}
