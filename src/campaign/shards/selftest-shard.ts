/**
 * Executes one shard of a selftest and writes down what came out: rounds dealt like cards, and its part of the plans on
 * each gateway that is right. Judges nothing by itself: what a selftest says depends on all of its shards.
 */
import { runCampaign } from '../campaign.ts';
import { Ledger } from '../ledger.ts';
import { lent, playAll, roundsOf, sweepOf, type SelftestPorts, type SelftestRequest } from '../selftest.ts';
import { isIn, partOf, type Shard } from './shard.ts';
import { lineOfRound } from './shard-lines.ts';
import type { ShardWriter } from './shard-writer.ts';

export interface SelftestShardCounts {
  readonly rounds: number;
  readonly plans: number;
  /** Rounds that were survived, and plans in which a gateway that is right was convicted. */
  readonly failures: number;
  /** By Ctrl-C: nothing is whole. */
  readonly interrupted: boolean;
}

export async function runSelftestShard(
  request: SelftestRequest,
  ports: SelftestPorts,
  shard: Shard,
  writer: ShardWriter,
): Promise<SelftestShardCounts> {
  const { executor, signal, onProgress } = ports;
  const pool = ports.startPool(request.workers);
  let [plans, failures] = [0, 0];
  try {
    const mine = [...roundsOf(request).entries()].filter(([position]) => isIn(position, shard));
    const asked = mine.map(([, round]) => round);
    const played = await playAll(asked, request.workers * 2, pool, ports);
    for (const [at, [position]] of mine.entries()) {
      const round = played[at];
      if (round === undefined) continue;
      writer.line({ type: 'round', position, round: lineOfRound(round) });
      if (round.convictedAt === null) failures++;
    }
    for (const gateway of request.right) {
      const { target } = gateway;
      const whole = sweepOf(gateway, request);
      const part = partOf(whole, shard);
      writer.line({ type: 'sweep', gateway: target.name });
      plans += await runCampaign(
        { ...whole, ...part },
        {
          executor,
          target,
          signal,
          startPool: () => lent(pool, target),
          ledger: new Ledger(),
          isPart: true,
          onChunk: (chunk) => {
            writer.chunk(chunk, whole.seed);
            failures += chunk.plans.filter(({ findings }) => findings.length > 0).length;
          },
          onProgress: (done) => onProgress({ counted: target.name, done, total: part.to - part.from + 1 }),
        },
      );
    }
    return { rounds: mine.length, plans, failures, interrupted: signal.aborted };
  } finally {
    await pool.close();
  }
}
