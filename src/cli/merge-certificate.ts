/**
 * `gauntlet merge` of the shards of a certificate: their runs are judged as `certify` judges its own, and make the
 * certificate that one machine would have made of them.
 */
import { join } from 'node:path';
import type { CaseRunResult, ShardedCertificate } from '../campaign/shards/shard-lines.ts';
import { isIn } from '../campaign/shards/shard.ts';
import { refuseForeign, type ShardSet } from '../campaign/shards/shard-set.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { historyPath } from '../certify/bundle.ts';
import { BundleWriter } from '../certify/bundle-writer.ts';
import type { LoadedCase, RunCase } from '../certify/case-run.ts';
import { certify } from '../certify/certify.ts';
import { fileHash, readHistoryFile } from '../certify/history-file.ts';
import { applyWaivers } from '../certify/waivers.ts';
import { InputError, messageOf, TargetError } from '../input/problem.ts';
import { attended } from './attended.ts';
import { packagedProfile } from './certificate-profiles.ts';
import { concludeCertificate, type Certified } from './certified.ts';
import { chosenCases, waiversIn } from './certify.ts';
import { FILES_FOLDER, shardedCertificateOf } from './certify-shard.ts';
import { circumstances } from './circumstances.ts';
import type { ExitCode } from './exit-codes.ts';
import { namedDialect } from './live-target.ts';
import type { MergeOptions } from './merge.ts';
import { Interrupted } from './problem.ts';
import { prepareFolder } from './report-files.ts';

export async function mergeCertificate(
  paths: readonly string[],
  set: ShardSet<ShardedCertificate>,
  options: MergeOptions & { readonly out: string },
): Promise<ExitCode> {
  const startedAt = new Date();
  const { asked } = set;
  const profile = packagedProfile(asked.profile);
  const cases = chosenCases(profile, asked.filters);
  // the target itself may be out of reach here: all shards were made of the same one, and that is enough
  const here = shardedCertificateOf(asked.target, null, profile, cases, { case: asked.filters, ...asked });
  refuseForeign(paths, { ...asked, fingerprint: null }, { ...asked, ...here });
  const waivers = waiversIn(options.waivers, profile);
  const run = await storedRuns(set, cases);
  prepareFolder(options.out);
  const certified = await attended(options.quiet, async ({ signal, onProgress }): Promise<Certified> => {
    const bundle = new BundleWriter(options.out, asked.name, []);
    try {
      const certification = await certify({
        target: asked.name,
        world: asked.world,
        dialect: namedDialect(asked.dialect ?? undefined),
        profile,
        cases,
        repeat: asked.repeat,
        parallel: 1,
        run,
        bundle,
        gauntlet: GAUNTLET_VERSION,
        signal,
        onProgress: ({ done, total }) => onProgress({ counted: 'runs', done, total }),
      });
      if (signal.aborted) throw new Interrupted('interrupted: merge them again');
      const outcome = applyWaivers(certification.certificate, waivers, startedAt.toISOString().slice(0, 10));
      const about = circumstances(startedAt, certification, outcome, undefined);
      return {
        certification,
        outcome,
        confirmations: [],
        place: bundle.finish(certification.certificate, about),
      };
    } finally {
      bundle.abandon();
    }
  });
  return concludeCertificate(certified, profile, options, startedAt);
}

interface StoredRun {
  readonly result: CaseRunResult;
  /** The shard's file, and the folder of what lies beside it. */
  readonly path: string;
  readonly folder: string;
}

/** What was executed, each run once. Throws InputError when one is missing, or was changed. */
async function storedRuns(
  { asked, shards }: ShardSet<ShardedCertificate>,
  cases: readonly LoadedCase[],
): Promise<RunCase> {
  const runs = new Map<number, StoredRun>();
  for (const shard of shards) {
    const { path, head } = shard;
    const folder = path + FILES_FOLDER;
    for await (const { position, result } of shard.all('case'))
      if (isIn(position, head)) runs.set(position, { result, path, folder });
    for await (const file of shard.all('file')) refuseChanged(join(folder, file.path), file.sha256);
    await shard.end();
  }
  for (let position = 0; position < cases.length * asked.repeat; position++)
    if (!runs.has(position)) {
      const shard = shards.find(({ head }) => isIn(position, head));
      const name = cases[position % cases.length]?.case.name ?? '';
      throw new InputError(`${shard?.path}: lacks a run of the case ${name}`);
    }
  const positions = new Map(cases.map(({ file }, at) => [file, at]));
  return (file, repetition) => {
    const stored = runs.get((repetition - 1) * cases.length + (positions.get(file) ?? 0));
    return stored === undefined ? Promise.reject(new InputError('no such run')) : runOf(stored);
  };
}

async function runOf({ result, path, folder }: StoredRun): ReturnType<RunCase> {
  if (result.type === 'unreachable') throw new TargetError(result.reason);
  if (result.type === 'not-applicable') return result;
  const { digest, log, server } = result;
  const { records, problems } = readHistoryFile(join(folder, historyPath(digest)));
  const [problem] = problems;
  if (problem !== undefined)
    throw new InputError(`${path}: a history cannot be read: line ${problem.line}: ${problem.reason}`);
  return { type: 'ran', records, digest, log, server };
}

function refuseChanged(path: string, sha256: string): void {
  let found: string;
  try {
    found = fileHash(path);
  } catch (thrown) {
    throw new InputError(`${path}: is missing beside its shard: ${messageOf(thrown)}`);
  }
  if (found !== sha256) throw new InputError(`${path}: was changed after it was written`);
}
