/**
 * Shrinks a failure file: replays it, and when its violation is reproduced, makes the plan smaller and writes what is
 * left as a failure file of its own, with its history. The given file stays as it is.
 */
import { basename } from 'node:path';
import { EvidenceReader } from '../trace/evidence.ts';
import { invariant } from '../kernel/invariant.ts';
import type { ShrinkReport } from '../report/published.ts';
import { failureCommand } from './commands.ts';
import type { Failure } from './failure.ts';
import { recordFailure } from './failure-file.ts';
import type { OutFolder } from './out-folder.ts';
import { planEntries, planLines } from './plan-lines.ts';
import { replay, type ReplayPorts } from './replay.ts';
import { findingAs, shrink, type ShrinkOptions } from './shrink.ts';

export interface FailureToShrink {
  readonly failure: Failure;
  /** The failure file. */
  readonly file: string;
  /** The folder to write to. */
  readonly out: OutFolder;
}

export async function shrinkFailure(
  { failure, file, out }: FailureToShrink,
  ports: ReplayPorts,
  options: Omit<ShrinkOptions, 'execute'>,
): Promise<ShrinkReport> {
  const { schemaVersion, version, outcome, sentence, gateway, property } = await replay(failure, ports);
  const shrunk = outcome === 'reproduced' ? await smaller({ failure, file, out }, ports, options) : null;
  const interrupted = options.signal?.aborted === true && shrunk?.minimal !== 'proven';
  return { schemaVersion, version, outcome, sentence, gateway, property, shrunk, interrupted };
}

async function smaller(
  { failure, file: from, out }: FailureToShrink,
  { execute, profile, target }: ReplayPorts,
  options: ShrinkOptions,
): Promise<ShrinkReport['shrunk']> {
  const trial = { plan: failure.plan, gateway: target.gateway, dialect: target.dialect, profile };
  const { plan, finding: _, ...shrinkage } = await shrink(trial, failure.verdict, { ...options, execute });
  const outcome = await execute({ ...trial, plan, keep: true });
  const finding = findingAs(failure.verdict, outcome);
  invariant(finding !== undefined, 'a plan that was executed again is judged as before');
  const history = outcome.history ?? [];
  const entries = planEntries(plan);
  const violation = new EvidenceReader(history, { ...trial, entries }).of(finding);
  const file = recordFailure(out, {
    target,
    profile: profile.name,
    source: failure.source,
    shrunk: { from: basename(from), ...shrinkage },
    plan,
    digest: outcome.digest,
    history,
    finding: violation,
  });
  return {
    ...shrinkage,
    left: planLines(plan),
    violation,
    file,
    replay: failureCommand('replay', file, target.reference),
    promote: failureCommand('promote', file, target.reference),
  };
}
