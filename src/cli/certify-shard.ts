/**
 * `gauntlet certify --shard i/n`: executes one part of the runs of a certificate and keeps their histories; `gauntlet merge`
 * judges all parts together.
 */
import { buildFingerprint, fingerprint } from '../campaign/fingerprint.ts';
import { isIn, type Shard } from '../campaign/shards/shard.ts';
import type { CaseRunResult, ShardedCertificate } from '../campaign/shards/shard-lines.ts';
import { ShardWriter } from '../campaign/shards/shard-writer.ts';
import { parseTarget as parseGateway } from '../campaign/target.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { historyHeader, LOG_LINES } from '../certify/bundle.ts';
import { BundleWriter } from '../certify/bundle-writer.ts';
import { caseTasks } from '../certify/case-queue.ts';
import { certifyCaseOf, type LoadedCase } from '../certify/case-run.ts';
import { runCases, type KeptRun } from '../certify/case-shard.ts';
import { profileHash, type ResolvedProfile } from '../certify/profile.ts';
import { canonicalJson, sha256 } from '../input/canonical.ts';
import { attended } from './attended.ts';
import { askedFor, preparedTarget, type CertifyVerbOptions } from './certify.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { OpenedTarget } from './opened-target.ts';
import { prepareFolder } from './report-files.ts';
import { notWhole, printShard, refuseBesideShard, type OfTheWhole } from './shard-summary.ts';

/** The files of a shard lie beside it. */
export const FILES_FOLDER = '.files';

const OF_THE_WHOLE: OfTheWhole<CertifyVerbOptions> = {
  '--watch': ['watch', 'what is merged was run once'],
  '--scenario': ['scenario', 'it makes no certificate'],
  '--confirm': ['confirm', 'what is confirmed is what the whole certificate found: run it on one machine'],
};

export async function certifyShardVerb(
  named: string | undefined,
  options: CertifyVerbOptions,
  shard: Shard,
): Promise<ExitCode> {
  refuseBesideShard(options, OF_THE_WHOLE);
  const asked = askedFor(named, options);
  const { token, profile, cases } = asked;
  const source = sourceOf(asked.target);
  prepareFolder(options.out);
  const tasks = caseTasks(cases, options.repeat).filter(({ position }) => isIn(position, shard));
  let [runs, failures] = [0, 0];
  const { name, path } = await attended(options.quiet, async ({ signal, onProgress }) => {
    let prepared: OpenedTarget | undefined;
    let bundle: BundleWriter | undefined;
    try {
      const opened = (prepared = await preparedTarget(asked, options, signal));
      const { world } = opened;
      const files = (bundle = new BundleWriter(options.out, 'shard', token === undefined ? [] : [token]));
      const dialect = (asked.dialect ?? opened.dialect)?.name ?? null;
      const sharded = {
        ...shardedCertificateOf(asked.target, source, profile, cases, options),
        world,
        dialect,
      };
      const writer = new ShardWriter(options.out, shard, { ...sharded, name: opened.name });
      const results = new Map<number, CaseRunResult>();
      await runCases(tasks, {
        parallel: Math.min(opened.parallel, options.parallel),
        run: opened.run,
        signal,
        keep({ loaded, position }, run) {
          const about = { target: opened.name, world, dialect: dialect ?? '', profile: profile.name };
          if (run.type === 'ran')
            files.history(run.records, run.digest, historyHeader(about, certifyCaseOf(loaded), run.digest));
          if (run.type === 'unreachable') failures++;
          results.set(position, resultOf(run, files));
          runs++;
        },
        onProgress: (done, total) => onProgress({ counted: 'runs', done, total }),
      });
      if (signal.aborted) throw notWhole(shard);
      for (const { position } of tasks) {
        const result = results.get(position);
        if (result !== undefined) writer.line({ type: 'case', position, result });
      }
      for (const file of files.files()) writer.line({ type: 'file', ...file });
      files.leave(writer.path + FILES_FOLDER);
      writer.finish();
      return { name: opened.name, path: writer.path };
    } catch (thrown) {
      throw signal.aborted ? notWhole(shard) : thrown;
    } finally {
      bundle?.abandon();
      await prepared?.end();
    }
  });
  const about = { verb: 'certify', shard, gateway: name, seed: null, file: path } as const;
  printShard(about, { runs, failures }, options);
  return failures > 0 ? EXIT.target : EXIT.clean;
}

function resultOf(run: KeptRun, files: BundleWriter): CaseRunResult {
  if (run.type !== 'ran') return { ...run };
  const { digest, log, server } = run;
  return { type: 'ran', digest, log: [...files.masked(log.slice(-LOG_LINES))], server: { ...server } };
}

/** A certificate as its shards name it, but for what is known of the target only when it is opened. */
export function shardedCertificateOf(
  target: string,
  source: string | null,
  profile: ResolvedProfile,
  cases: readonly LoadedCase[],
  { case: filters, repeat }: Pick<CertifyVerbOptions, 'case' | 'repeat'>,
): Omit<ShardedCertificate, 'name' | 'world' | 'dialect'> {
  const said = cases.map(({ case: one, file }) => [one, file.scenario]);
  return {
    verb: 'certify',
    version: GAUNTLET_VERSION,
    build: buildFingerprint(),
    target,
    fingerprint: source,
    profile: profile.name,
    profileHash: profileHash(profile),
    filters: [...filters],
    cases: sha256(canonicalJson(said)).slice(0, 16),
    repeat,
  };
}

/** A hash of what the target is made of, or of what describes it; null: it is an address. */
function sourceOf(target: string): string | null {
  if (/^wss?:/i.test(target)) return null;
  // a release may stand alone
  return fingerprint(parseGateway(/^(?:\d{4}\.|latest$)/.test(target) ? `openclaw@${target}` : target));
}
