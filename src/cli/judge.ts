/** `gauntlet judge HISTORY`: recomputes the verdict on one recorded history, from the file and the blobs beside it. */
import { renderJudge } from '../report/certificate-terminal.ts';
import { EXIT_BY_VERDICT, type ExitCode } from './exit-codes.ts';
import { judgedFile } from './judged-file.ts';
import { UsageError } from './problem.ts';
import { printReport } from './terminal-io.ts';

export interface JudgeOptions {
  readonly dialect?: string;
  readonly profile?: string;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Only this property; with `explain`, what its verdict came by. */
  readonly property?: string;
  readonly explain: boolean;
}

export async function judgeVerb(file: string, options: JudgeOptions): Promise<ExitCode> {
  const { dialect, profile, json, quiet, property, explain } = options;
  if (explain !== (property !== undefined))
    throw new UsageError(
      '--property ID and --explain go together: the verdict of one property, and what it came by',
    );
  if (property !== undefined)
    return (await import('./dispute.ts')).disputeVerb(file, property, { dialect, profile, json });
  const report = judgedFile(file, { dialect, profile });
  printReport(report, json, (shown, paint, width) => renderJudge(shown, paint, quiet, width));
  return EXIT_BY_VERDICT[report.verdict];
}
