/** A run as its shards name it: what was asked for, and hashes of all that the answer depends on. */
import { buildFingerprint, fingerprint } from '../campaign/fingerprint.ts';
import type { RunRequest } from '../campaign/run.ts';
import type { ScenarioCase } from '../campaign/scenario-run.ts';
import type { ShardedRun } from '../campaign/shards/shard-lines.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { canonicalJson, sha256 } from '../input/canonical.ts';
import type { RunOptions } from './run.ts';

export function shardedRunOf(
  words: readonly string[],
  { gateway, seed, seeds, ownScenarios = [], usualSeeds, checkDeterminism }: RunOptions,
  { cases, target, watched }: RunRequest,
): ShardedRun {
  return {
    verb: 'run',
    version: GAUNTLET_VERSION,
    build: buildFingerprint(),
    words: [...words],
    gateway: gateway ?? null,
    fingerprint: fingerprint(target.reference),
    seed,
    seeds: seeds ?? null,
    ownScenarios: [...ownScenarios],
    usualSeeds: usualSeeds ?? null,
    checkDeterminism,
    seedDatabase: watched === undefined ? null : hashOf(cases.filter(({ file }) => file.kept !== undefined)),
    cases: hashOf(cases),
  };
}

function hashOf(cases: readonly ScenarioCase[]): string {
  const said = cases.map(({ file, expectedProperty, target: { name } }) => [file, name, expectedProperty]);
  return sha256(canonicalJson(said)).slice(0, 16);
}
