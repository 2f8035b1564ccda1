/** What the verbs that take `--shard` have in common: what they refuse beside it, and what they print. */
import { GAUNTLET, shellWord } from '../campaign/commands.ts';
import { shardName, type Shard } from '../campaign/shards/shard.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import { renderShard, type ShardReport } from '../report/shard-report.ts';
import { Interrupted, UsageError } from './problem.ts';
import { printReport } from './terminal-io.ts';

/** What only the whole can be asked for, by the option: its member, and what to do instead. */
export type OfTheWhole<Options> = Readonly<Record<string, readonly [keyof Options, string]>>;

export function refuseBesideShard<Options>(options: Options, whole: OfTheWhole<Options>): void {
  for (const [option, [key, instead]] of Object.entries(whole))
    if (options[key] !== undefined && options[key] !== false)
      throw new UsageError(`--shard with ${option}: ${instead}`);
}

export type PrintedCounts = Partial<Pick<ShardReport, 'scenarios' | 'rounds' | 'plans' | 'runs'>> &
  Pick<ShardReport, 'failures'>;

export function printShard(
  about: Pick<ShardReport, 'verb' | 'shard' | 'gateway' | 'seed' | 'file'>,
  { scenarios = 0, rounds = 0, plans = 0, runs = 0, failures }: PrintedCounts,
  { out, json }: { readonly out: string; readonly json: boolean },
): void {
  const { shard, file, ...said } = about;
  const counts = { scenarios, rounds, plans, runs, failures };
  const report: ShardReport = { schemaVersion: SCHEMA_VERSION, ...said, shard, ...counts, file };
  const merge = `${GAUNTLET} merge ${shard.of === 1 ? shellWord(out) : 'FOLDER…'}`;
  printReport(report, json, (shown, paint, width) => renderShard(shown, merge, paint, width));
}

export function notWhole(shard: Shard): Interrupted {
  return new Interrupted(`shard ${shardName(shard)} is not whole, and cannot be merged: run it again`);
}
