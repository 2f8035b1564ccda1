/**
 * `gauntlet bisect FILE --good A --bad B`: between a target that passes and one that fails as a stored failure does, where
 * that begins. Between two releases of OpenClaw lie those that npm has; between others, what `--between` names.
 */
import { attemptOn, bisect, type Bisection } from '../campaign/bisect.ts';
import type { Failure } from '../campaign/failure.ts';
import { readFailure } from '../campaign/failure-file.ts';
import { STANDARD_EXECUTOR } from '../campaign/standard-executor.ts';
import { openTarget, parseTarget, type Target } from '../campaign/target.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { openClawReleases } from '../live/targets/openclaw-releases.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import type { BisectReport } from '../report/published-bisection.ts';
import { renderBisect } from '../report/terminal-bisection.ts';
import { attended } from './attended.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { UsageError } from './problem.ts';
import { checkProfile } from './stored-failure.ts';
import { printReport } from './terminal-io.ts';

export interface BisectOptions {
  readonly good?: string;
  readonly bad?: string;
  /** In order, from good to bad; none: the releases of OpenClaw that lie between. */
  readonly between: readonly string[];
  readonly json: boolean;
}

export async function bisectVerb(
  file: string,
  { good, bad, between, json }: BisectOptions,
): Promise<ExitCode> {
  if (good === undefined || bad === undefined)
    throw new UsageError('name both ends: --good TARGET, which passes, and --bad TARGET, which fails');
  const failure = readFailure(file);
  checkProfile(failure, file);
  const { execute, profile } = STANDARD_EXECUTOR;
  const { report, code } = await attended(false, async ({ signal, onProgress }) => {
    const targets = between.length > 0 ? [good, ...between, bad] : await targetsBetween(good, bad, signal);
    for (const target of targets) parseTarget(target);
    const open = (text: string): Promise<Target> => openTarget(parseTarget(text), signal);
    let done = 0;
    const found = await bisect(
      targets,
      (text) => {
        onProgress({ counted: 'bisecting: target', done: done++, total: null });
        return attemptOn(failure, text, { execute, profile, open });
      },
      signal,
    );
    return { report: reportOf(failure, targets.length, found), code: exitOf(found) };
  });
  printReport(report, json, renderBisect);
  return code;
}

function reportOf({ verdict }: Failure, candidates: number, found: Bisection): BisectReport {
  return {
    schemaVersion: SCHEMA_VERSION,
    version: GAUNTLET_VERSION,
    property: verdict.property,
    cause: verdict.cause,
    candidates,
    attempts: [...found.attempts],
    change: found.change,
    between: [...found.between],
    interrupted: found.interrupted,
  };
}

function exitOf({ change, between, interrupted }: Bisection): ExitCode {
  if (interrupted) return EXIT.interrupted;
  return change === null || between.length > 0 ? EXIT.inconclusive : EXIT.clean;
}

async function targetsBetween(good: string, bad: string, signal: AbortSignal): Promise<readonly string[]> {
  const [from, to] = [good, bad].map((text) => /^openclaw@(.+)$/.exec(text)?.[1]);
  return from === undefined || to === undefined ? [good, bad] : openClawReleases(from, to, signal);
}
