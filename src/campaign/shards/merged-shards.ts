/**
 * All shards of one run as what executed it: a run that is fed from them says, byte for byte, what one machine would have
 * said.
 */
import { InputError } from '../../input/problem.ts';
import type { Campaign } from '../campaign.ts';
import type { MergedCampaign } from '../merged-plans.ts';
import type { Executions } from '../run.ts';
import type { ScenarioCase, ScenarioExecution } from '../scenario-run.ts';
import { shardHolding } from './shard.ts';
import type { ShardedRun } from './shard-lines.ts';
import type { ShardReader } from './shard-reader.ts';
import type { ShardSet } from './shard-set.ts';
import { mergePlans } from './sharded-plans.ts';

export class MergedShards implements Executions {
  readonly #shards: readonly ShardReader[];
  readonly #scenarios: ReadonlyMap<number, ScenarioExecution>;

  private constructor(shards: readonly ShardReader[], scenarios: ReadonlyMap<number, ScenarioExecution>) {
    this.#shards = shards;
    this.#scenarios = scenarios;
  }

  /** Reads up to the plans. Throws InputError. */
  static async of({ shards }: ShardSet<ShardedRun>): Promise<MergedShards> {
    const scenarios = new Map<number, ScenarioExecution>();
    for (const [at, shard] of shards.entries())
      for await (const { position, execution } of shard.all('scenario'))
        if (shardHolding(position, shards.length) === at + 1)
          scenarios.set(position, execution as ScenarioExecution);
    return new MergedShards(shards, scenarios);
  }

  scenario(one: ScenarioCase, position: number): Promise<ScenarioExecution> {
    const execution = this.#scenarios.get(position);
    if (execution !== undefined) return Promise.resolve(execution);
    const shard = this.#shards[shardHolding(position, this.#shards.length) - 1];
    return Promise.reject(new InputError(`${shard?.path}: lacks the scenario '${one.file.scenario.name}'`));
  }

  async plans(
    campaign: Campaign,
    into: Pick<MergedCampaign, 'ledger' | 'target' | 'onProgress'>,
  ): Promise<number> {
    const plans = await mergePlans(this.#shards, campaign, into);
    for (const shard of this.#shards) await shard.end();
    return plans;
  }
}
