/**
 * All shards of one thing that was asked for. What is missing, there twice, of something else or not whole is refused by
 * name. Must not know: what the shards hold.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../input/problem.ts';
import { shardName } from './shard.ts';
import type { Sharded } from './shard-lines.ts';
import { ShardReader } from './shard-reader.ts';
import { UNFINISHED } from './shard-writer.ts';

const SHARD_FILE = /^shard-\d+-of-\d+\.jsonl\.gz/;

export interface ShardSet<Asked extends Sharded = Sharded> {
  readonly asked: Asked;
  /** In their order: the first is shard 1. */
  readonly shards: readonly ShardReader[];
}

/** Folders that shards were written to, or the files themselves. Throws InputError. */
export async function openShards(paths: readonly string[]): Promise<ShardSet> {
  const readers: ShardReader[] = [];
  for (const path of new Set(paths.flatMap(filesIn))) readers.push(await ShardReader.open(path));
  const [first] = readers;
  if (first === undefined) throw new InputError(`${paths.join(', ')}: no shard in there`);
  const { of, asked } = first.head;
  const shards: ShardReader[] = [];
  for (const reader of readers) {
    const difference = differenceOf(first, reader);
    if (difference !== undefined)
      throw new InputError(`${reader.path}: of another ${asked.verb} than ${first.path}: ${difference}`);
    const other = shards[reader.head.index - 1];
    if (other !== undefined)
      throw new InputError(
        `${reader.path}: shard ${shardName(reader.head)} is there twice: also in ${other.path}`,
      );
    shards[reader.head.index - 1] = reader;
  }
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((at) => shards[at - 1] === undefined);
  if (missing.length > 0 || shards.length > of)
    throw new InputError(
      `of ${of} shards these are missing: ${missing.join(', ')}; name the folders of all of them`,
    );
  return { asked, shards };
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

/** Every member of any of them. */
type Member = { [V in Sharded['verb']]: keyof Extract<Sharded, { readonly verb: V }> }[Sharded['verb']];

/** What differs, in words; in the order in which it is said. */
const SAID: { readonly [K in Member]: string } = {
  verb: 'verb',
  version: 'version of Gauntlet',
  build: 'build of Gauntlet',
  words: 'choice of scenarios',
  gateway: 'gateway',
  target: 'target',
  name: 'target',
  fingerprint: "source of the gateway's",
  world: 'world',
  dialect: 'dialect',
  profile: 'profile',
  profileHash: 'text of the profile',
  filters: 'choice of cases',
  seed: 'seed',
  seeds: 'range of plans',
  ownScenarios: 'configuration',
  usualSeeds: 'configuration',
  checkDeterminism: '--check-determinism',
  seedDatabase: 'content of the seed database',
  cases: 'text of the scenarios',
  repeat: '--repeat',
  budget: '--budget',
  rounds: '--rounds',
  plans: '--plans',
  without: 'choice of properties',
  shrink: '--no-shrink',
};

/** How what was asked of this shard differs from the other's, in words. */
function differenceOf(one: ShardReader, other: ShardReader): string | undefined {
  if (one.head.of !== other.head.of) return `one of ${other.head.of} shards, not of ${one.head.of}`;
  const difference = differingMember(one.head.asked, other.head.asked);
  return difference === undefined ? undefined : `another ${difference}`;
}

/** What differs in what is asked for, in words; undefined: nothing. */
export function differingMember(one: Sharded, other: Sharded): string | undefined {
  const [a, b] = [one, other] as readonly { readonly [K in Member]?: unknown }[];
  const members = Object.keys(SAID) as Member[];
  const differing = members.find((key) => JSON.stringify(a?.[key]) !== JSON.stringify(b?.[key]));
  return differing && SAID[differing];
}

/** Why what was asked for there cannot be merged here, in words; undefined: it can. */
export function whyForeign(there: Sharded, here: Sharded): string | undefined {
  const difference = differingMember(there, here);
  return difference === undefined ? undefined : `the shards were made with another ${difference}`;
}

/** Throws InputError when it cannot be merged here. */
export function refuseForeign(paths: readonly string[], there: Sharded, here: Sharded): void {
  const foreign = whyForeign(there, here);
  if (foreign !== undefined) throw new InputError(`${paths.join(' ')}: ${foreign} than the one here`);
}
