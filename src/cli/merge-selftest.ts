/** `gauntlet merge` of the shards of a selftest. */
import { selftest } from '../campaign/selftest.ts';
import { MergedSelftest } from '../campaign/shards/merged-selftest.ts';
import type { ShardedSelftest } from '../campaign/shards/shard-lines.ts';
import { refuseForeign, type ShardSet } from '../campaign/shards/shard-set.ts';
import { attended } from './attended.ts';
import type { ExitCode } from './exit-codes.ts';
import type { MergeOptions } from './merge.ts';
import { prepareFolder } from './report-files.ts';
import { concludeSelftest, portsOf, profileWithout, requestOf } from './selftest.ts';
import { shardedSelftestOf } from './selftest-shard.ts';

export async function mergeSelftest(
  paths: readonly string[],
  set: ShardSet<ShardedSelftest>,
  options: MergeOptions & { readonly out: string },
): Promise<ExitCode> {
  const startedAt = performance.now();
  refuseForeign(paths, set.asked, shardedSelftestOf(set.asked));
  const profile = profileWithout(set.asked.without);
  const request = await requestOf({ ...set.asked, out: options.out, workers: 1 }, profile);
  prepareFolder(options.out);
  const shards = new MergedSelftest(set);
  const report = await attended(options.quiet, async (attendance) => {
    const merged = await selftest(request, portsOf(profile, attendance), shards);
    await shards.end();
    return merged;
  });
  return concludeSelftest(report, request.out, options, startedAt);
}
