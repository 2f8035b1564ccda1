/** `gauntlet replay FILE`: executes a stored failure again and says reproduced, fixed or diverged; its page is written beside it. */
import { replay } from '../campaign/replay.ts';
import { renderReplay } from '../report/terminal.ts';
import { printable } from '../input/printable.ts';
import type { ExitCode } from './exit-codes.ts';
import { writeFailurePage } from './failure-pages.ts';
import { EXIT_OF, loadFailure } from './stored-failure.ts';
import { printReport } from './terminal-io.ts';

export interface ReplayOptions {
  /** Replay on this gateway instead of the one that failed. */
  readonly gateway?: string;
  readonly json: boolean;
}

export async function replayVerb(file: string, { gateway, json }: ReplayOptions): Promise<ExitCode> {
  const { failure, ports } = await loadFailure(file, gateway);
  const report = await replay(failure, ports);
  printReport(report, json, renderReplay);
  const page = await writeFailurePage(file, failure);
  const said = page.problem ?? `written to ${page.path}`;
  (json || page.problem !== undefined ? process.stderr : process.stdout).write(`${printable(said)}\n`);
  return EXIT_OF[report.outcome];
}
