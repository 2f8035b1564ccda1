/** `gauntlet replay FILE`: executes a stored failure again and says reproduced, fixed or diverged. */
import { STANDARD_BENCH } from '../campaign/bench.ts';
import { readFailure } from '../campaign/failure-file.ts';
import { InputError } from '../campaign/problem.ts';
import { replay, type ReplayOutcome } from '../campaign/replay.ts';
import { loadTarget, parseTarget } from '../campaign/target.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { jsonText, replayReport } from '../report/json.ts';
import { renderReplay } from '../report/terminal.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { outputFor } from './terminal-io.ts';

export interface ReplayOptions {
  /** Replay on this gateway instead of the one that failed. */
  readonly gateway?: string;
  readonly json: boolean;
}

const EXIT_OF: Readonly<Record<ReplayOutcome, ExitCode>> = {
  reproduced: EXIT.violation,
  fixed: EXIT.clean,
  diverged: EXIT.inconclusive,
};

export async function replayVerb(file: string, { gateway, json }: ReplayOptions): Promise<ExitCode> {
  const failure = readFailure(file);
  const { execute, profile } = STANDARD_BENCH;
  if (failure.profile !== profile.name)
    throw new InputError(
      `${file}: was judged by profile '${failure.profile}', which this version does not have`,
    );
  const target = await loadTarget(gateway === undefined ? failure.target.reference : parseTarget(gateway));
  const report = replayReport(replay(failure, { execute, profile, target }), GAUNTLET_VERSION);
  const output = outputFor(json);
  output.print(jsonText(report));
  output.say(renderReplay(report, output.paint));
  return EXIT_OF[report.outcome];
}
