/** `gauntlet run --shard i/n`: executes one part of a run and writes it down; `gauntlet merge` judges all parts together. */
import { OutFolder } from '../campaign/out-folder.ts';
import { runShard, type ShardCounts } from '../campaign/shards/run-shard.ts';
import type { Shard } from '../campaign/shards/shard.ts';
import { ShardWriter } from '../campaign/shards/shard-writer.ts';
import { STANDARD_EXECUTOR } from '../campaign/standard-executor.ts';
import { closeTarget, parseTarget } from '../campaign/target.ts';
import { startPool } from '../campaign/workers/pool.ts';
import { TargetError } from '../input/problem.ts';
import { attended } from './attended.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { prepareFolder } from './report-files.ts';
import { openSeeds } from './seed-database.ts';
import { requestOf, targetOf, type RunOptions } from './run.ts';
import { notWhole, printShard, refuseBesideShard, type OfTheWhole } from './shard-summary.ts';
import { shardedRunOf } from './sharded-run.ts';

/** What only the whole run can be asked for. */
const OF_THE_WHOLE: OfTheWhole<RunOptions> = {
  '--last-failed': ['lastFailed', 'what failed is few plans: run them on one machine'],
  '--failed-first': ['failedFirst', 'its shards would not be parts of the same run'],
  'a configured time': ['usualTime', 'its shards would not be parts of the same run: give --seeds'],
  '--time': ['time', 'its shards would not be parts of the same run: give --seeds'],
  '--max-failures': ['maxFailures', 'its shards would not be parts of the same run'],
  '--require-coverage': ['requireCoverage', 'give it to gauntlet merge'],
  '--keep-history': ['keepHistory', 'run these plans without --shard'],
  '--ndjson': ['ndjson', 'gauntlet merge has it'],
};

export async function shardVerb(
  words: readonly string[],
  options: RunOptions,
  shard: Shard,
): Promise<ExitCode> {
  refuseBesideShard(options, OF_THE_WHOLE);
  const reference = parseTarget(options.gateway ?? 'reference');
  prepareFolder(options.out);
  const [counts, path] = await attended(
    options.quiet,
    async ({ signal, onProgress }): Promise<[ShardCounts, string]> => {
      const [target, dead] = await targetOf(reference, signal);
      try {
        if (dead !== undefined) throw new TargetError(dead);
        const seeds = openSeeds(options, target);
        const request = requestOf(words, options, target, new OutFolder(options.out), { seeds });
        const writer = new ShardWriter(options.out, shard, shardedRunOf(words, options, request));
        const ports = { executor: STANDARD_EXECUTOR, signal, onProgress };
        const done = await runShard(
          request,
          { ...ports, startPool: (threads) => startPool(reference, threads) },
          shard,
          writer,
        );
        if (done.interrupted) throw notWhole(shard);
        writer.finish();
        return [done, writer.path];
      } catch (thrown) {
        // what Ctrl-C ends in a gateway's own process comes as an error of that
        throw signal.aborted ? notWhole(shard) : thrown;
      } finally {
        closeTarget(target);
      }
    },
  );
  const { gateway = 'reference', seed } = options;
  printShard({ verb: 'run', shard, gateway, seed, file: path }, counts, options);
  return counts.failures > 0 ? EXIT.violation : EXIT.clean;
}
