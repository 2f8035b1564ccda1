/** `gauntlet merge`: what the shards of one run come to, byte for byte what one machine would have said. */
import { OutFolder } from '../campaign/out-folder.ts';
import { run } from '../campaign/run.ts';
import { MergedShards, whyForeign } from '../campaign/shards/merged-shards.ts';
import { STANDARD_EXECUTOR } from '../campaign/standard-executor.ts';
import { closeTarget, parseTarget } from '../campaign/target.ts';
import { InputError, TargetError } from '../input/problem.ts';
import { attended } from './attended.ts';
import type { ExitCode } from './exit-codes.ts';
import { UsageError } from './problem.ts';
import { prepareFolder, removeReports } from './report-files.ts';
import { conclude, requestOf, targetOf, type RunOptions } from './run.ts';
import { eventPrinter } from './run-io.ts';
import { shardedRunOf } from './sharded-run.ts';
import { trusted } from './stored-failure.ts';

export type MergeOptions = Pick<
  RunOptions,
  'gateway' | 'out' | 'baseline' | 'requireCoverage' | 'json' | 'ndjson' | 'quiet' | 'verbose'
>;

export async function mergeVerb(paths: readonly string[], options: MergeOptions): Promise<ExitCode> {
  const startedAt = performance.now();
  if (options.json && options.ndjson)
    throw new UsageError('--json and --ndjson both print to stdout: choose one of them');
  const onEvent = eventPrinter(options.ndjson, startedAt);
  const shards = await MergedShards.open(paths);
  const { words, gateway, seed, seeds, ownScenarios, usualSeeds, checkDeterminism } = shards.run;
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
  const report = await attended(options.quiet, async ({ signal, onProgress }) => {
    const [target, dead] = await targetOf(reference, signal);
    try {
      if (dead !== undefined) throw new TargetError(dead);
      const request = requestOf(words, asked, target, out);
      const foreign = whyForeign(shards.run, shardedRunOf(words, asked, request));
      if (foreign !== undefined) throw new InputError(`${paths.join(' ')}: ${foreign} than the one here`);
      prepareFolder(options.out);
      removeReports(options.out);
      const ports = { executor: STANDARD_EXECUTOR, signal, onProgress, onEvent };
      return await run(request, { ...ports, startPool: unused }, shards);
    } finally {
      closeTarget(target);
    }
  });
  return conclude(report, options, out, startedAt, onEvent);
}

function unused(): never {
  throw new Error('what shards have executed is not executed again');
}
