/** `gauntlet try TARGET`: one mixed conversation with a gateway, judged: the first verdict on it, in less than a minute. */
import { loadPackagedScenarios } from '../campaign/scenarios.ts';
import { KNOWN_NAMES } from '../campaign/known-names.ts';
import { shellWord } from '../campaign/commands.ts';
import type { TryReport } from '../report/try-report.ts';
import { renderTry } from '../report/try-terminal.ts';
import { EXIT_BY_VERDICT, type ExitCode } from './exit-codes.ts';
import { isBehindPort, namedDialect, targetNamed, type ConfiguredTarget } from './live-target.ts';
import { tokenIn, type TokenOptions } from './option-values.ts';
import { prepareFolder } from './report-files.ts';
import { tryScenario } from './scenario-trial.ts';
import { printReport } from './terminal-io.ts';

export interface TryOptions extends TokenOptions, ConfiguredTarget {
  readonly dialect?: string;
  readonly out: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Those that ask for more come first. */
const FOLDER = 'try';

export async function tryVerb(named: string | undefined, options: TryOptions): Promise<ExitCode> {
  const startedAt = performance.now();
  const target = targetNamed('try', named, options);
  prepareFolder(options.out);
  const report = await tryScenario({
    target,
    scenarios: loadPackagedScenarios(KNOWN_NAMES, FOLDER).toReversed(),
    world: isBehindPort(target) ? 'virtual' : 'live',
    profile: undefined,
    dialect: namedDialect(options.dialect),
    token: tokenIn(options),
    repeat: 1,
    needsReply: true,
    out: options.out,
    quiet: options.quiet,
  });
  const next = report.time === 'virtual' ? 'run --gateway' : 'certify';
  printTry(report, options, startedAt, `npx gauntlet ${next} ${shellWord(target)}`);
  return EXIT_BY_VERDICT[report.verdict];
}

export function printTry(
  report: TryReport,
  { json, quiet }: { readonly json: boolean; readonly quiet: boolean },
  startedAt: number,
  next: string,
): void {
  printReport(report, json, (shown, paint, width) =>
    renderTry(shown, {
      paint,
      width,
      quiet,
      wallSeconds: (performance.now() - startedAt) / 1000,
      showCommand: (history) => `npx gauntlet show ${shellWord(history)}`,
      judgeCommand: (history) => `npx gauntlet judge ${shellWord(history)}`,
      next,
    }),
  );
}
