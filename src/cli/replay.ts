/** `gauntlet replay FILE`: executes a stored failure again and says reproduced, fixed or diverged. */
import { replay } from '../campaign/replay.ts';
import { renderReplay } from '../report/terminal.ts';
import type { ExitCode } from './exit-codes.ts';
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
  return EXIT_OF[report.outcome];
}
