/**
 * Explains a failure file: replays it, makes its plan smaller where nobody has, draws each field of what is left anew,
 * and adds what was found out to the failure file. A failure of another gateway than the file's is one of its own.
 */
import { invariant } from '../kernel/invariant.ts';
import type { ExplanationReport, FailureExplanation } from '../report/published-explanation.ts';
import { failureCommand } from './commands.ts';
import { explainPlan } from './explain-plan.ts';
import type { Failure } from './failure.ts';
import { addToFailure, readFailure } from './failure-file.ts';
import type { OutFolder } from './out-folder.ts';
import { planLines } from './plan-lines.ts';
import { replay, type ReplayPorts } from './replay.ts';
import { shrinkFailure } from './shrink-failure.ts';

export interface FailureToExplain {
  readonly failure: Failure;
  /** The failure file. */
  readonly file: string;
  /** Where a smaller failure goes, when one has to be made first. */
  readonly out: OutFolder;
}

export interface ExplainFailureOptions {
  readonly maxExecutions: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly counted: string; readonly executions: number }) => void;
}

/** Most executions that making the plan smaller first may take. */
const MOST_SHRINKING = 3_000;

export interface ExplainedFailure {
  readonly report: ExplanationReport;
  /** Why the explanation could not be written; undefined: it was, or there is none. */
  readonly problem: string | undefined;
}

export async function explainFailure(
  given: FailureToExplain,
  ports: ReplayPorts,
  options: ExplainFailureOptions,
): Promise<ExplainedFailure> {
  const { schemaVersion, version, outcome, sentence, gateway, property } = await replay(given.failure, ports);
  const about = { schemaVersion, version, outcome, sentence, gateway, property };
  const { signal } = options;
  if (outcome !== 'reproduced')
    return { report: { ...about, explained: null, interrupted: false }, problem: undefined };
  const small = await smallest(given, ports, options);
  if (small === undefined)
    return {
      report: { ...about, explained: null, interrupted: signal?.aborted === true },
      problem: given.out.problem,
    };
  const explanation = await explained(small.failure, ports, options);
  const interrupted = signal?.aborted === true;
  // what was looked for in part would be taken for all that there is
  const written = interrupted ? undefined : addToFailure(small.file, { explanation });
  const { file, shrinking, failure } = small;
  return {
    report: {
      ...about,
      explained: {
        file,
        shrinking,
        plan: planLines(failure.plan),
        violation: failure.verdict,
        explanation,
        replay: failureCommand('replay', file, ports.target.reference),
      },
      interrupted,
    },
    problem: given.out.problem ?? written?.problem,
  };
}

type Small = Pick<NonNullable<ExplanationReport['explained']>, 'file' | 'shrinking'> & {
  readonly failure: Failure;
};

/** The failure itself, if it is small and of this gateway; undefined: interrupted, or it could not be written. */
async function smallest(
  { failure, file, out }: FailureToExplain,
  ports: ReplayPorts,
  { signal, onProgress }: ExplainFailureOptions,
): Promise<Small | undefined> {
  const isOwn = JSON.stringify(failure.target.reference) === JSON.stringify(ports.target.reference);
  if (failure.shrunk !== null && isOwn) return { failure, file, shrinking: null };
  const { shrunk, interrupted } = await shrinkFailure({ failure, file, out }, ports, {
    maxExecutions: MOST_SHRINKING,
    ...(signal === undefined ? {} : { signal }),
    onProgress: ({ executions }) => onProgress?.({ counted: 'shrinking: execution', executions }),
  });
  if (interrupted || out.problem !== undefined) return undefined;
  invariant(shrunk !== null, 'what was reproduced is reproduced again');
  const { entriesBefore, entriesAfter, executions } = shrunk;
  return {
    failure: readFailure(shrunk.file),
    file: shrunk.file,
    shrinking: { entriesBefore, entriesAfter, executions },
  };
}

function explained(
  { plan, verdict }: Failure,
  { execute, profile, target: { gateway, dialect } }: ReplayPorts,
  { maxExecutions, signal, onProgress }: ExplainFailureOptions,
): Promise<FailureExplanation> {
  return explainPlan({ plan, gateway, dialect, profile }, verdict, {
    maxExecutions,
    execute,
    ...(signal === undefined ? {} : { signal }),
    onProgress: ({ executions }) => onProgress?.({ counted: 'drawing anew: execution', executions }),
  });
}
