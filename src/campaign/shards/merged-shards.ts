/**
 * All shards of one run as what executed it: a run that is fed from them says, byte for byte, what one machine would have
 * said. What is missing, there twice, of another run or not whole is refused by name.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../input/problem.ts';
import type { Campaign } from '../campaign.ts';
import type { ChunkResult } from '../chunk.ts';
import { MergedPlans, type MergedCampaign } from '../merged-plans.ts';
import type { Executions } from '../run.ts';
import type { ScenarioCase, ScenarioExecution } from '../scenario-run.ts';
import { shardHolding, shardName } from './shard.ts';
import type { ShardedRun } from './shard-lines.ts';
import { ShardReader, type ShardPlan } from './shard-reader.ts';
import { UNFINISHED } from './shard-writer.ts';

const SHARD_FILE = /^shard-\d+-of-\d+\.jsonl\.gz/;
const SHOWN_TOGETHER = 64;

export class MergedShards implements Executions {
  readonly run: ShardedRun;
  readonly #shards: readonly ShardReader[];

  private constructor(run: ShardedRun, shards: readonly ShardReader[]) {
    this.run = run;
    this.#shards = shards;
  }

  /** Folders that shards were written to, or the files themselves. Throws InputError. */
  static async open(paths: readonly string[]): Promise<MergedShards> {
    const readers: ShardReader[] = [];
    for (const path of new Set(paths.flatMap(filesIn))) readers.push(await ShardReader.open(path));
    const [first] = readers;
    if (first === undefined) throw new InputError(`${paths.join(', ')}: no shard in there`);
    const { of, run } = first.head;
    const byIndex: ShardReader[] = [];
    for (const reader of readers) {
      const difference = differenceOf(first, reader);
      if (difference !== undefined)
        throw new InputError(`${reader.path}: of another run than ${first.path}: ${difference}`);
      const other = byIndex[reader.head.index - 1];
      if (other !== undefined)
        throw new InputError(
          `${reader.path}: shard ${shardName(reader.head)} is there twice: also in ${other.path}`,
        );
      byIndex[reader.head.index - 1] = reader;
    }
    const missing = Array.from({ length: of }, (_, at) => at + 1).filter(
      (at) => byIndex[at - 1] === undefined,
    );
    if (missing.length > 0 || byIndex.length > of)
      throw new InputError(
        `of ${of} shards these are missing: ${missing.join(', ')}; name the folders of all of them`,
      );
    return new MergedShards(run, byIndex);
  }

  scenario(one: ScenarioCase, position: number): Promise<ScenarioExecution> {
    const shard = this.#shards[shardHolding(position, this.#shards.length) - 1];
    const execution = shard?.scenarios.get(position);
    if (execution === undefined)
      return Promise.reject(new InputError(`${shard?.path}: lacks the scenario '${one.file.scenario.name}'`));
    return Promise.resolve(execution);
  }

  async plans(
    { seed, from, to }: Campaign,
    into: Pick<MergedCampaign, 'ledger' | 'target' | 'onProgress'>,
  ): Promise<number> {
    const merged = new MergedPlans({ ...into, seed });
    let next = from;
    let gathered: ShardPlan[] = [];
    const give = (): void => {
      const [first] = gathered;
      if (first !== undefined && !merged.isOver) merged.add(chunkOf(first.index, gathered));
      gathered = [];
    };
    for (const shard of this.#shards)
      for await (const plan of shard.plans()) {
        if (merged.isOver) return merged.done;
        if (plan.index !== next) throw new InputError(`${shard.path}: plan ${next} is missing`);
        next++;
        gathered.push(plan);
        if (plan.ended || gathered.length === SHOWN_TOGETHER) give();
      }
    give();
    if (!merged.isOver && next <= to)
      throw new InputError(`${this.#shards.at(-1)?.path}: plan ${next} is missing`);
    return merged.done;
  }
}

function chunkOf(from: number, plans: readonly ShardPlan[]): ChunkResult {
  return {
    from,
    plans: plans.map(({ result }) => result),
    mismatches: plans.flatMap(({ mismatch }) => mismatch ?? []),
    broken: null,
    ...(plans.at(-1)?.ended === true ? { ended: true } : {}),
  };
}

function filesIn(path: string): readonly string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new InputError(`${path}: no such file or folder`);
  if (!stats.isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => SHARD_FILE.test(name));
  const whole = names.filter((name) => name.endsWith('.gz'));
  const unfinished = names.find((name) => name.endsWith(UNFINISHED));
  if (unfinished !== undefined && !whole.includes(unfinished.slice(0, -UNFINISHED.length)))
    throw new InputError(`${join(path, unfinished)}: half written: run that shard again`);
  if (whole.length === 0) throw new InputError(`${path}: no shard in there`);
  return whole.sort().map((name) => join(path, name));
}

const SAID: { readonly [K in keyof ShardedRun]: string } = {
  version: 'version of Gauntlet',
  build: 'build of Gauntlet',
  words: 'choice of scenarios',
  gateway: 'gateway',
  fingerprint: "source of the gateway's",
  seed: 'seed',
  seeds: 'range of plans',
  ownScenarios: 'configuration',
  usualSeeds: 'configuration',
  checkDeterminism: '--check-determinism',
  cases: 'text of the scenarios',
};

/** How the run of this shard differs from the other's, in words. */
function differenceOf(one: ShardReader, other: ShardReader): string | undefined {
  if (one.head.of !== other.head.of) return `one of ${other.head.of} shards, not of ${one.head.of}`;
  const key = differingKey(one.head.run, other.head.run);
  return key === undefined ? undefined : `another ${SAID[key]}`;
}

/** The first member that differs. */
function differingKey(one: ShardedRun, other: ShardedRun): keyof ShardedRun | undefined {
  return (Object.keys(SAID) as (keyof ShardedRun)[]).find(
    (key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]),
  );
}

/** Why these shards cannot be merged here, in words; undefined: they can. */
export function whyForeign(run: ShardedRun, here: ShardedRun): string | undefined {
  const key = differingKey(run, here);
  return key === undefined ? undefined : `the shards were made with another ${SAID[key]}`;
}
