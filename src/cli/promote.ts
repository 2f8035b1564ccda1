/**
 * `gauntlet promote FILE`: turns a failure file into a scenario that a person can read and CI can run. Ends clean when
 * the scenario was written and every gateway of the catalogue does with it what it should; with 1 when a correct one
 * violates it; with 2 when nothing was written, or a correct one exercises nothing.
 */
import { STANDARD_EXECUTOR } from '../campaign/standard-executor.ts';
import { runCommand } from '../campaign/commands.ts';
import { OutFolder } from '../campaign/out-folder.ts';
import { promote } from '../campaign/promote.ts';
import { renderPromote } from '../report/promote-report.ts';
import type { PromoteReport } from '../report/published.ts';
import { EXIT, worst, type ExitCode } from './exit-codes.ts';
import { KNOWN_NAMES } from '../campaign/known-names.ts';
import { unwritten } from './report-files.ts';
import { loadFailure } from './stored-failure.ts';
import { printReport } from './terminal-io.ts';

export interface PromoteOptions {
  /** Promote from this gateway instead of the one that failed. */
  readonly gateway?: string;
  readonly name?: string;
  readonly into: string;
  readonly json: boolean;
}

export async function promoteVerb(file: string, options: PromoteOptions): Promise<ExitCode> {
  const { gateway, name, into, json } = options;
  const { failure, ports } = await loadFailure(file, gateway);
  const { target } = ports;
  const out = new OutFolder(into);
  const report = await promote(
    { failure, name: name ?? null, into: out, target },
    STANDARD_EXECUTOR,
    KNOWN_NAMES,
  );
  const run = report.file === null ? null : runCommand(report.file, target.reference);
  printReport(report, json, (shown, paint, width) => renderPromote(shown, run, paint, width));
  return worst([exitOf(report), unwritten(out)]);
}

function exitOf({ file, results }: PromoteReport): ExitCode {
  if (file === null) return EXIT.inconclusive;
  return worst(
    results.map(({ problem, verdict }) => {
      if (problem === null) return EXIT.clean;
      return verdict === 'violation' ? EXIT.violation : EXIT.inconclusive;
    }),
  );
}
