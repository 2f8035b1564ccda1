/**
 * `gauntlet explain FILE`: what of the plan of a stored failure must be so, what may be anything, and within which
 * ranges. Ends clean when it was explained; a failure that does not show again is inconclusive.
 */
import { explainFailure } from '../campaign/explain-failure.ts';
import { OutFolder } from '../campaign/out-folder.ts';
import { printable } from '../input/printable.ts';
import { renderExplanation } from '../report/terminal-explanation.ts';
import { attended } from './attended.ts';
import { EXIT, worst, type ExitCode } from './exit-codes.ts';
import { writeFailurePages } from './failure-pages.ts';
import { prepareFolder, unwritten } from './report-files.ts';
import { loadFailure } from './stored-failure.ts';
import { printReport } from './terminal-io.ts';

export interface ExplainFileOptions {
  /** Explain on this gateway instead of the one that failed. */
  readonly gateway?: string;
  readonly maxExecutions: number;
  readonly out: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

export async function explainFileVerb(file: string, options: ExplainFileOptions): Promise<ExitCode> {
  const { failure, ports } = await loadFailure(file, options.gateway);
  const { maxExecutions, quiet } = options;
  const out = new OutFolder(options.out);
  if (failure.shrunk === null) prepareFolder(options.out);
  const { report, problem } = await attended(quiet, ({ signal, onProgress }) =>
    explainFailure({ failure, file, out }, ports, {
      maxExecutions,
      signal,
      onProgress: ({ counted, executions }) => onProgress({ counted, done: executions, total: null }),
    }),
  );
  printReport(report, options.json, (shown, paint, width) => renderExplanation(shown, paint, quiet, width));
  if (problem !== undefined) process.stderr.write(`gauntlet: ${printable(problem)}\n`);
  const pages = await writeFailurePages([report.explained?.file ?? null]);
  return worst([
    report.outcome === 'reproduced' ? EXIT.clean : EXIT.inconclusive,
    report.interrupted ? EXIT.interrupted : EXIT.clean,
    problem === undefined ? EXIT.clean : EXIT.usage,
    unwritten(...pages),
  ]);
}
