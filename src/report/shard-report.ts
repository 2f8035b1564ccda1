/** What a shard of a run says of itself, as a schema and for people: how much of it there is, not what it comes to. */
import { z } from 'zod';
import { commandLine } from './fitted.ts';
import { counted, joined } from './lines.ts';
import type { Paint } from './paint.ts';
import { count, version, type Printed } from './published.ts';

export const shardReportSchema = z.strictObject({
  schemaVersion: version,
  shard: z.strictObject({ index: count, of: count }),
  gateway: z.string(),
  seed: z.string(),
  /** Of this shard. */
  scenarios: count,
  plans: count,
  /** Scenarios that did not come out as expected, and plans that violate something. */
  failures: count,
  /** What `gauntlet merge` reads. */
  file: z.string(),
});

export type ShardReport = Printed<typeof shardReportSchema>;

/** `merge`: the command that puts the shards together. */
export function renderShard(report: ShardReport, merge: string, paint: Paint, width?: number): string {
  const { shard, gateway, seed, scenarios, plans, failures, file } = report;
  const parts = [
    ...(scenarios > 0 ? [counted(scenarios, 'scenario')] : []),
    ...(plans > 0 ? [`${counted(plans, 'plan')} on ${gateway} (seed '${seed}')`] : []),
  ];
  const failed = `${counted(failures, 'failure')}, which gauntlet merge explains`;
  return joined(
    [
      `shard ${shard.index} of ${shard.of}: ${parts.length === 0 ? 'nothing' : parts.join(', ')}`,
      failures === 0 ? paint('green', 'no failure') : paint('red', failed),
      `written to ${file}`,
      `with the folders of all ${shard.of} shards`,
      commandLine(merge),
    ],
    width,
  );
}
