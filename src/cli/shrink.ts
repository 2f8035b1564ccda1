/**
 * `gauntlet shrink FILE`: the smallest plan that still fails like a stored one, as a failure file of its own. Ends as
 * `replay` does: the violation is still there, is fixed, or has diverged. Interrupted, it writes what it has.
 */
import { OutFolder } from '../campaign/out-folder.ts';
import { shrinkFailure } from '../campaign/shrink-failure.ts';
import { renderShrink } from '../report/terminal-shrink.ts';
import { attended } from './attended.ts';
import { EXIT, worst, type ExitCode } from './exit-codes.ts';
import { writeFailurePages } from './failure-pages.ts';
import { prepareFolder, unwritten } from './report-files.ts';
import { EXIT_OF, loadFailure } from './stored-failure.ts';
import { printReport } from './terminal-io.ts';

export interface ShrinkVerbOptions {
  /** Shrink on this gateway instead of the one that failed. */
  readonly gateway?: string;
  readonly maxExecutions: number;
  readonly out: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

export async function shrinkVerb(file: string, options: ShrinkVerbOptions): Promise<ExitCode> {
  const { failure, ports } = await loadFailure(file, options.gateway);
  const { maxExecutions, quiet } = options;
  const out = new OutFolder(options.out);
  prepareFolder(options.out);
  const report = await attended(quiet, ({ signal, onProgress }) =>
    shrinkFailure({ failure, file, out }, ports, {
      maxExecutions,
      signal,
      onProgress: ({ entries, executions }) =>
        onProgress({ counted: `shrinking: ${entries} entries, execution`, done: executions, total: null }),
    }),
  );
  printReport(report, options.json, (shown, paint, width) => renderShrink(shown, paint, quiet, width));
  const pages = await writeFailurePages([report.shrunk?.file ?? null]);
  const interrupted = report.interrupted ? EXIT.interrupted : EXIT.clean;
  return worst([EXIT_OF[report.outcome], interrupted, unwritten(out, ...pages)]);
}
