/** `gauntlet selftest --shard i/n`: executes one part of a selftest and writes it down; `gauntlet merge` judges all parts together. */
import { buildFingerprint } from '../campaign/fingerprint.ts';
import { runSelftestShard } from '../campaign/shards/selftest-shard.ts';
import type { Shard } from '../campaign/shards/shard.ts';
import type { ShardedSelftest } from '../campaign/shards/shard-lines.ts';
import { ShardWriter } from '../campaign/shards/shard-writer.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { attended } from './attended.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { prepareFolder } from './report-files.ts';
import { portsOf, profileWithout, requestOf, type SelftestOptions } from './selftest.ts';
import { notWhole, printShard } from './shard-summary.ts';

export async function selftestShardVerb(options: SelftestOptions, shard: Shard): Promise<ExitCode> {
  const profile = profileWithout(options.without);
  const request = await requestOf(options, profile);
  prepareFolder(options.out);
  const writer = new ShardWriter(options.out, shard, shardedSelftestOf(options));
  const counts = await attended(options.quiet, (attendance) =>
    runSelftestShard(request, portsOf(profile, attendance), shard, writer),
  );
  if (counts.interrupted) throw notWhole(shard);
  writer.finish();
  const about = { verb: 'selftest', shard, gateway: null, seed: options.seed, file: writer.path } as const;
  printShard(about, counts, options);
  return counts.failures > 0 ? EXIT.violation : EXIT.clean;
}

/** A selftest as its shards name it: what the answer depends on. */
export function shardedSelftestOf({
  seed,
  budget,
  rounds,
  plans,
  gateway,
  without,
  shrink,
}: Omit<SelftestOptions, 'out' | 'workers' | 'json' | 'quiet'>): ShardedSelftest {
  const asked = { seed, budget, rounds, plans, gateway: [...gateway], without: [...without], shrink };
  return { verb: 'selftest', version: GAUNTLET_VERSION, build: buildFingerprint(), ...asked };
}
