/**
 * `gauntlet shrink FILE`: the smallest plan that still fails like a stored one, as a failure file of its own. Ends as
 * `replay` does: the violation is still there, is fixed, or has diverged. Interrupted, it writes what it has.
 */
import { failureCommand } from '../campaign/commands.ts';
import { OutFolder } from '../campaign/out-folder.ts';
import type { ShrinkProgress } from '../campaign/shrink.ts';
import { shrinkFailure, type SmallerFailure } from '../campaign/shrink-failure.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { progressLine } from '../report/progress.ts';
import { shrinkReport } from '../report/shrink-report.ts';
import { renderShrink } from '../report/terminal-shrink.ts';
import { EXIT, worst, type ExitCode } from './exit-codes.ts';
import { onInterrupt } from './interrupt.ts';
import { prepareFolder, unwritten } from './report-files.ts';
import { EXIT_OF, loadFailure } from './stored-failure.ts';
import { outputFor } from './terminal-io.ts';

export interface ShrinkOptions {
  /** Shrink on this gateway instead of the one that failed. */
  readonly gateway?: string;
  readonly maxExecutions: number;
  readonly out: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

export async function shrinkVerb(file: string, options: ShrinkOptions): Promise<ExitCode> {
  const { failure, hands } = await loadFailure(file, options.gateway);
  const { maxExecutions, quiet } = options;
  const out = new OutFolder(options.out);
  prepareFolder(options.out);
  const progress = progressLine(process.stderr, !quiet && (process.env['CI'] ?? '') === '');
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  const onProgress = ({ entries, executions }: ShrinkProgress): void =>
    progress.show({ stage: `shrinking: ${entries} entries, execution`, done: executions, total: null });
  let smaller: SmallerFailure;
  try {
    smaller = await shrinkFailure({ failure, file, out }, hands, { maxExecutions, signal, onProgress });
  } finally {
    progress.clear();
    interrupt.release();
  }
  const interrupted = signal.aborted && smaller.after?.minimal !== 'proven';
  const report = shrinkReport(smaller, {
    version: GAUNTLET_VERSION,
    interrupted,
    commands: (left) => ({
      replay: failureCommand('replay', left, hands.target.reference),
      promote: failureCommand('promote', left, hands.target.reference),
    }),
  });
  const output = outputFor(options.json);
  output.report(report, (shown) => renderShrink(shown, { paint: output.paint, quiet }));
  return worst([EXIT_OF[report.outcome], interrupted ? EXIT.interrupted : EXIT.clean, unwritten(out)]);
}
