/**
 * `gauntlet merge`: what the shards of one run, selftest or certificate come to, byte for byte what one machine would have
 * said. This file reads the shards and does it for runs.
 */
import { OutFolder } from '../campaign/out-folder.ts';
import { run } from '../campaign/run.ts';
import { MergedShards } from '../campaign/shards/merged-shards.ts';
import type { ShardedRun } from '../campaign/shards/shard-lines.ts';
import { openShards, refuseForeign, type ShardSet } from '../campaign/shards/shard-set.ts';
import { STANDARD_EXECUTOR } from '../campaign/standard-executor.ts';
import { closeTarget, parseTarget } from '../campaign/target.ts';
import { TargetError } from '../input/problem.ts';
import { attended } from './attended.ts';
import type { ExitCode } from './exit-codes.ts';
import { UsageError } from './problem.ts';
import { prepareFolder, removeReports } from './report-files.ts';
import { conclude, requestOf, targetOf, type RunOptions } from './run.ts';
import { eventPrinter } from './run-io.ts';
import { openSeeds, type OpenedSeeds } from './seed-database.ts';
import { shardedRunOf } from './sharded-run.ts';
import { trusted } from './stored-failure.ts';

export interface MergeOptions extends Pick<
  RunOptions,
  | 'gateway'
  | 'baseline'
  | 'seedDatabase'
  | 'commit'
  | 'requireCoverage'
  | 'json'
  | 'ndjson'
  | 'quiet'
  | 'verbose'
> {
  /** Default: where the verb writes whose shards they are. */
  readonly out?: string;
  /** Of a certificate. */
  readonly waivers?: string;
}

const DEFAULT_OUT = 'reports/latest';
const DEFAULT_CERTIFICATES = 'reports/certificates';

export async function mergeVerb(paths: readonly string[], options: MergeOptions): Promise<ExitCode> {
  if (options.json && options.ndjson)
    throw new UsageError('--json and --ndjson both print to stdout: choose one of them');
  const { asked, shards } = await openShards(paths);
  switch (asked.verb) {
    case 'run':
      refuse(options, 'a run', ['waivers']);
      return mergeRun(paths, { asked, shards }, { ...options, out: options.out ?? DEFAULT_OUT });
    case 'selftest': {
      refuse(options, 'a selftest', ['waivers', 'gateway', 'requireCoverage', 'ndjson']);
      const { mergeSelftest } = await import('./merge-selftest.ts');
      return mergeSelftest(paths, { asked, shards }, { ...options, out: options.out ?? DEFAULT_OUT });
    }
    case 'certify': {
      refuse(options, 'a certificate', ['gateway', 'requireCoverage', 'ndjson']);
      const { mergeCertificate } = await import('./merge-certificate.ts');
      return mergeCertificate(
        paths,
        { asked, shards },
        { ...options, out: options.out ?? DEFAULT_CERTIFICATES },
      );
    }
  }
}

const WORDS = {
  waivers: '--waivers',
  gateway: '--gateway',
  requireCoverage: '--require-coverage',
  ndjson: '--ndjson',
} as const;

function refuse(options: MergeOptions, what: string, members: readonly (keyof typeof WORDS)[]): void {
  for (const key of members)
    if (options[key] !== undefined && options[key] !== false)
      throw new UsageError(`these are shards of ${what}, which takes no ${WORDS[key]}`);
}

async function mergeRun(
  paths: readonly string[],
  set: ShardSet<ShardedRun>,
  options: MergeOptions & { readonly out: string },
): Promise<ExitCode> {
  const startedAt = performance.now();
  const onEvent = eventPrinter(options.ndjson, startedAt);
  const { words, gateway, seed, seeds, ownScenarios, usualSeeds, checkDeterminism } = set.asked;
  const asked: RunOptions = {
    ...options,
    ...(gateway === null ? {} : { gateway }),
    ...(seeds === null ? {} : { seeds }),
    ...(usualSeeds === null ? {} : { usualSeeds }),
    ownScenarios,
    seed,
    checkDeterminism,
    keepHistory: false,
  };
  const reference =
    options.gateway === undefined
      ? trusted(parseTarget(gateway ?? 'reference'), paths.join(' '))
      : parseTarget(options.gateway);
  const out = new OutFolder(options.out);
  let opened: OpenedSeeds | undefined;
  const report = await attended(options.quiet, async ({ signal, onProgress }) => {
    const [target, dead] = await targetOf(reference, signal);
    try {
      if (dead !== undefined) throw new TargetError(dead);
      opened = openSeeds(asked, target);
      const request = requestOf(words, asked, target, out, { seeds: opened });
      refuseForeign(paths, set.asked, shardedRunOf(words, asked, request));
      const shards = await MergedShards.of(set);
      prepareFolder(options.out);
      removeReports(options.out);
      const ports = { executor: STANDARD_EXECUTOR, signal, onProgress, onEvent };
      return await run(request, { ...ports, startPool: unused }, shards);
    } finally {
      closeTarget(target);
    }
  });
  // what it cost on other machines nobody measured
  const kept = opened?.keep(report, null);
  return conclude(report, { ...options, out: options.out }, out, startedAt, onEvent, kept);
}

function unused(): never {
  throw new Error('what shards have executed is not executed again');
}
