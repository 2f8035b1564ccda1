/** The plans of a campaign as its shards left them, put into its ledger in their order. */
import { InputError } from '../../input/problem.ts';
import type { Campaign } from '../campaign.ts';
import { MergedPlans, type MergedCampaign } from '../merged-plans.ts';
import { chunkOfLines } from './chunk-lines.ts';
import type { ShardPlan } from './shard-lines.ts';
import type { ShardReader } from './shard-reader.ts';

const SHOWN_TOGETHER = 64;

/** Reads those that come next in each shard, all of them; gives how many counted. Throws InputError where one is missing. */
export async function mergePlans(
  shards: readonly ShardReader[],
  { seed, from, to }: Campaign,
  into: Pick<MergedCampaign, 'ledger' | 'target' | 'onProgress'>,
): Promise<number> {
  const merged = new MergedPlans({ ...into, seed });
  let next = from;
  let gathered: ShardPlan[] = [];
  const give = (): void => {
    const [first] = gathered;
    if (first !== undefined && !merged.isOver) merged.add(chunkOfLines(first.index, gathered));
    gathered = [];
  };
  for (const shard of shards) {
    for await (const plan of shard.all('plan')) {
      // with that one it was over, and the other machines did not know
      if (merged.isOver) continue;
      if (plan.index !== next) throw new InputError(`${shard.path}: plan ${next} is missing`);
      next++;
      gathered.push(plan);
      if (plan.ended || gathered.length === SHOWN_TOGETHER) give();
    }
    shard.expect('sweep', 'end');
  }
  give();
  if (!merged.isOver && next <= to) throw new InputError(`${shards.at(-1)?.path}: plan ${next} is missing`);
  return merged.done;
}
