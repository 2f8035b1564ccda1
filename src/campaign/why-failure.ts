/**
 * Asks of a failure file why: replays it, measures the causality curve of its plan as it is, and adds the curve to the
 * failure file, unless the failure is one of another gateway than the file's.
 */
import type { WhyReport } from '../report/published-causality.ts';
import { causalityOf } from './causality.ts';
import type { RunContinuations } from './continuations.ts';
import type { Failure } from './failure.ts';
import { addToFailure } from './failure-file.ts';
import { replay, type ReplayPorts } from './replay.ts';

export interface WhyOptions {
  readonly maxExecutions: number;
  readonly run: RunContinuations;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly executions: number }) => void;
}

export interface ReasonFound {
  readonly report: WhyReport;
  /** Why the curve could not be written; undefined: it was, or there is none. */
  readonly problem: string | undefined;
}

export async function whyFailure(
  { failure, file }: { readonly failure: Failure; readonly file: string },
  ports: ReplayPorts,
  options: WhyOptions,
): Promise<ReasonFound> {
  const { schemaVersion, version, outcome, sentence, gateway, property } = await replay(failure, ports);
  const about = { schemaVersion, version, outcome, sentence, gateway, property };
  if (outcome !== 'reproduced')
    return { report: { ...about, found: null, interrupted: false }, problem: undefined };
  const { execute, profile, target } = ports;
  const { plan, verdict } = failure;
  const trial = { plan, gateway: target.gateway, dialect: target.dialect, profile, keep: true };
  const { history = [] } = await execute(trial);
  const causality = await causalityOf(plan, history, verdict, options);
  const interrupted = options.signal?.aborted === true;
  const isOwn = JSON.stringify(failure.target.reference) === JSON.stringify(target.reference);
  const written = isOwn && !interrupted ? addToFailure(file, { causality }) : undefined;
  const found = { file: written === undefined ? null : file, violation: verdict, causality };
  return { report: { ...about, found, interrupted }, problem: written?.problem };
}
