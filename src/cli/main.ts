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
    const problem = problemOf(thrown instanceof CommanderError ? usageOf(thrown, args) : thrown, debug);
    process.stderr.write(`${problem.lines.join('\n')}\n`);
    return problem.exit;
  }
  return exit;
}

/** Commander's own complaints, as the one line ours are. */
function usageOf(error: CommanderError, args: readonly string[]): UsageError {
  if (error.code === 'commander.help')
    return new UsageError(
      args[0] === 'fleet'
        ? `name a verb of fleet: serve, work or status (${helpOf(args)} says more)`
        : "name a verb: 'gauntlet init' begins a project, 'gauntlet try TARGET' judges a gateway, 'gauntlet --help' lists them all",
    );
  const more = error.code === 'commander.missingArgument' ? ` (${helpOf(args)} says more)` : '';
  return new UsageError(
    error.message
      .replace(/^error: /, '')
      .replace(/^unknown command/, 'unknown verb')
      .replaceAll(/\s*\n\s*/g, ' ')
      .trim() + more,
  );
}

function helpOf([verb = '', below = '']: readonly string[]): string {
  return `'gauntlet ${verb === 'fleet' ? `fleet ${below}`.trim() : verb} --help'`;
}
