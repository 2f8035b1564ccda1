/**
 * Executes one shard of a run and writes down what came out. Judges nothing by itself: what a run says depends on all of
 * its shards.
 */
import { runCampaign } from '../campaign.ts';
import { Ledger } from '../ledger.ts';
import { isHopeless, type RunPorts, type RunRequest } from '../run.ts';
import { runScenario } from '../scenario-run.ts';
import { isIn, partOf, type Shard } from './shard.ts';
import type { ShardWriter } from './shard-writer.ts';

/** How much it executed, and how much of that failed unexpectedly. */
export interface ShardCounts {
  readonly scenarios: number;
  readonly plans: number;
  readonly failures: number;
  /** By Ctrl-C: nothing is whole. */
  readonly interrupted: boolean;
}

export async function runShard(
  { cases, campaign, check, target }: RunRequest,
  { executor, signal, onProgress, startPool }: Omit<RunPorts, 'onEvent'>,
  shard: Shard,
  writer: ShardWriter,
): Promise<ShardCounts> {
  let scenarios = 0;
  let failures = 0;
  let plans = 0;
  let isOver = false;
  for (const [position, one] of cases.entries()) {
    if (signal.aborted || isOver) break;
    if (!isIn(position, shard)) continue;
    const execution = await runScenario(executor, check, one);
    writer.line({ type: 'scenario', position, execution });
    scenarios++;
    if (execution.result.problem !== null) failures++;
    isOver = one.target === target && isHopeless(execution);
    onProgress({ counted: 'scenarios', done: scenarios, total: null });
  }
  if (campaign !== null && !isOver) {
    const part = partOf(campaign, shard);
    const total = part.to - part.from + 1;
    plans = await runCampaign(
      { ...campaign, ...part },
      {
        executor,
        target,
        signal,
        startPool,
        ledger: new Ledger(),
        isPart: true,
        onChunk: (chunk) => {
          writer.chunk(chunk, campaign.seed);
          failures += chunk.plans.filter(({ findings }) => findings.length > 0).length;
        },
        onProgress: (done, violations) => onProgress({ counted: 'campaign', done, total, violations }),
      },
    );
  }
  return { scenarios, plans, failures, interrupted: signal.aborted };
}
