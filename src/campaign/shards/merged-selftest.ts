/**
 * All shards of one selftest as what executed it: a selftest that is fed from them says, byte for byte, what one machine
 * would have said.
 */
import { InputError } from '../../input/problem.ts';
import type { Campaign } from '../campaign.ts';
import type { MergedCampaign } from '../merged-plans.ts';
import type { RoundToPlay, SelftestExecutions } from '../selftest.ts';
import type { Round } from '../selftest-hunt.ts';
import { shardHolding } from './shard.ts';
import { roundOfLine, type ShardedSelftest } from './shard-lines.ts';
import type { ShardReader } from './shard-reader.ts';
import type { ShardSet } from './shard-set.ts';
import { mergePlans } from './sharded-plans.ts';

export class MergedSelftest implements SelftestExecutions {
  readonly #shards: readonly ShardReader[];

  constructor({ shards }: ShardSet<ShardedSelftest>) {
    this.#shards = shards;
  }

  async rounds(asked: readonly RoundToPlay[]): Promise<readonly Round[]> {
    const played = new Map<number, Round>();
    for (const [at, shard] of this.#shards.entries())
      for await (const { position, round } of shard.all('round'))
        if (shardHolding(position, this.#shards.length) === at + 1) played.set(position, roundOfLine(round));
    return asked.map(({ request: { seed }, quarry }, position) => {
      const round = played.get(position);
      if (round?.seed === seed) return round;
      const shard = this.#shards[shardHolding(position, this.#shards.length) - 1];
      throw new InputError(`${shard?.path}: lacks the round '${seed}' on ${quarry.target.name}`);
    });
  }

  async plans(
    campaign: Campaign,
    into: Pick<MergedCampaign, 'ledger' | 'target' | 'onProgress'>,
  ): Promise<void> {
    for (const shard of this.#shards) {
      const sweep = await shard.take('sweep');
      if (sweep?.gateway !== into.target.name)
        throw new InputError(`${shard.path}: lacks the plans on ${into.target.name}`);
    }
    await mergePlans(this.#shards, campaign, into);
  }

  async close(): Promise<void> {
    // nothing is open: files were read to their ends
  }

  /** Nothing else is in them. Throws InputError. */
  async end(): Promise<void> {
    for (const shard of this.#shards) await shard.end();
  }
}
