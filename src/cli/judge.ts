/** `gauntlet judge HISTORY`: recomputes the verdict on one recorded history, from the file and the blobs beside it. */
import { renderJudge } from '../report/certificate-terminal.ts';
import { EXIT_BY_VERDICT, type ExitCode } from './exit-codes.ts';
import { judgedFile } from './judged-file.ts';
import { printReport } from './terminal-io.ts';

export interface JudgeOptions {
  readonly dialect?: string;
  readonly profile?: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

export function judgeVerb(file: string, { dialect, profile, json, quiet }: JudgeOptions): ExitCode {
  const report = judgedFile(file, { dialect, profile });
  printReport(report, json, (shown, paint, width) => renderJudge(shown, paint, quiet, width));
  return EXIT_BY_VERDICT[report.verdict];
}
