/** The command line: reads arguments, runs one verb, answers with an exit code. Nothing it meets ends in a stack trace. */
import { CommanderError } from 'commander';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { problemOf, UsageError } from './problem.ts';
import { createProgram } from './program.ts';

export async function main(args: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = EXIT.clean;
  try {
    const program = createProgram((code) => {
      exit = code;
    });
    await program.parseAsync(args, { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return EXIT.clean; // --help, --version
    const debug = args.includes('--debug') || (process.env['DEBUG'] ?? '') !== '';
    const problem = problemOf(thrown instanceof CommanderError ? usageOf(thrown) : thrown, debug);
    process.stderr.write(`${problem.lines.join('\n')}\n`);
    return problem.exit;
  }
  return exit;
}

/** Commander's own complaints, as the one line ours are. */
function usageOf(error: CommanderError): UsageError {
  if (error.code === 'commander.help')
    return new UsageError(
      "name a verb: init, try, run, replay, shrink, promote, selftest, certify, judge, verify, diff, matrix, serve, list, explain or schema ('gauntlet --help' says more)",
    );
  return new UsageError(
    error.message
      .replace(/^error: /, '')
      .replace(/^unknown command/, 'unknown verb')
      .replaceAll(/\s*\n\s*/g, ' ')
      .trim(),
  );
}
