/** What a shard says of itself, as a schema and for people: how much of it there is, not what it comes to. */
import { z } from 'zod';
import { commandLine } from './fitted.ts';
import { counted, joined } from './lines.ts';
import type { Paint } from './paint.ts';
import { count, version, type Printed } from './published.ts';

export const shardReportSchema = z.strictObject({
  schemaVersion: version,
  verb: z.enum(['run', 'selftest', 'certify']),
  shard: z.strictObject({ index: count, of: count }),
  /** What was judged; null: the catalogue. */
  gateway: z.string().nullable(),
  /** Null: a certificate has none. */
  seed: z.string().nullable(),
  /** Of this shard, here and below. */
  scenarios: count,
  /** On known-bad gateways and the canary. */
  rounds: count,
  plans: count,
  /** Executions of cases. */
  runs: count,
  /**
   * Scenarios that did not come out as expected, plans that violate something, rounds that were survived, runs in which the
   * target was dead before hello.
   */
  failures: count,
  /** What `gauntlet merge` reads. */
  file: z.string(),
});

export type ShardReport = Printed<typeof shardReportSchema>;

/** `merge`: the command that puts the shards together. */
export function renderShard(report: ShardReport, merge: string, paint: Paint, width?: number): string {
  const { shard, gateway, seed, scenarios, rounds, plans, runs, failures, file } = report;
  const on = [
    ...(gateway === null ? [] : [` on ${gateway}`]),
    ...(seed === null ? [] : [` (seed '${seed}')`]),
  ];
  const parts = [
    ...(scenarios > 0 ? [counted(scenarios, 'scenario')] : []),
    ...(rounds > 0 ? [counted(rounds, 'round')] : []),
    ...(plans > 0 ? [`${counted(plans, 'plan')}${on.join('')}`] : []),
    ...(runs > 0 ? [`${counted(runs, 'run')} of cases${on.join('')}`] : []),
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
