/** `gauntlet replay FILE`: executes a stored failure again and says reproduced, fixed or diverged; its page is written beside it. */
import { OutFolder } from '../campaign/out-folder.ts';
import { replay, type ReplayPorts } from '../campaign/replay.ts';
import { printable } from '../input/printable.ts';
import { renderReplay } from '../report/terminal.ts';
import { worst, type ExitCode } from './exit-codes.ts';
import { writeFailurePage } from './failure-pages.ts';
import { keep, sayKept } from './keep-histories.ts';
import { prepareFolder, unwritten } from './report-files.ts';
import { EXIT_OF, loadFailure } from './stored-failure.ts';
import { printReport } from './terminal-io.ts';

export interface ReplayOptions {
  /** Replay on this gateway instead of the one that failed. */
  readonly gateway?: string;
  /** Keep the history under `out`, whatever comes of it. */
  readonly keepHistory: boolean;
  readonly out: string;
  readonly json: boolean;
}

export async function replayVerb(
  file: string,
  { gateway, keepHistory, out: folder, json }: ReplayOptions,
): Promise<ExitCode> {
  const { failure, ports } = await loadFailure(file, gateway);
  if (keepHistory) prepareFolder(folder);
  const out = new OutFolder(folder);
  const kept: string[] = [];
  const onHistory: ReplayPorts['onHistory'] = (history, digest) =>
    kept.push(keep(out, { digest, history }, ports.target));
  const report = await replay(failure, { ...ports, ...(keepHistory ? { onHistory } : {}) });
  printReport(report, json, renderReplay);
  const page = await writeFailurePage(file, failure);
  const said = page.problem ?? `written to ${page.path}`;
  (json || page.problem !== undefined ? process.stderr : process.stdout).write(`${printable(said)}\n`);
  sayKept(kept);
  return worst([EXIT_OF[report.outcome], unwritten(out)]);
}
