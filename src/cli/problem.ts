/** Turns whatever was thrown into lines for people and an exit code; a stack only when somebody asked for it. */
import { printable } from '../input/printable.ts';
import { InputError, messageOf, TargetError } from '../input/problem.ts';
import { TripwireError } from '../campaign/tripwire.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** The command line itself is wrong. One line, no stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Ctrl-C came before there was anything to report. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export interface Problem {
  readonly exit: ExitCode;
  readonly lines: readonly string[];
}

export function problemOf(thrown: unknown, debug: boolean): Problem {
  const { exit, lines } = linesOf(thrown, debug);
  return { exit, lines: lines.map(printable) };
}

function linesOf(thrown: unknown, debug: boolean): Problem {
  if (thrown instanceof UsageError) return { exit: EXIT.usage, lines: [`gauntlet: ${thrown.message}`] };
  if (thrown instanceof Interrupted)
    return { exit: EXIT.interrupted, lines: [`gauntlet: ${thrown.message}`] };
  if (thrown instanceof InputError) return { exit: EXIT.usage, lines: someOf(thrown.lines).map(named) };
  if (thrown instanceof TargetError) return { exit: EXIT.target, lines: [`gauntlet: ${thrown.message}`] };
  if (isSystemProblem(thrown)) return { exit: EXIT.usage, lines: [`gauntlet: ${messageOf(thrown)}`] };
  const stack =
    debug && thrown instanceof Error && thrown.stack !== undefined ? thrown.stack.split('\n') : [];
  const what = thrown instanceof TripwireError ? 'not repeatable' : 'a bug in Gauntlet';
  const hint = debug ? [] : ['gauntlet: --debug shows where'];
  return { exit: EXIT.bug, lines: [`gauntlet: ${what}: ${messageOf(thrown)}`, ...stack, ...hint] };
}

/** Nobody mends more at a time. */
const MOST_LINES = 20;

function someOf(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more problems`];
}

/** Lines with a place stand as they are, so that editors and CI can jump there. */
function named(line: string): string {
  return /^.+?:\d+:\d+: /.test(line) ? line : `gauntlet: ${line}`;
}

const SYSTEM_PROBLEMS = new Set([
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EROFS',
  'EACCES',
  'EPERM',
  'EIO',
  'EMFILE',
  'ENFILE',
]);

/** The disk is full, a folder is not ours: nothing that Gauntlet could do otherwise. */
function isSystemProblem(thrown: unknown): boolean {
  return (
    thrown instanceof Error &&
    'syscall' in thrown &&
    SYSTEM_PROBLEMS.has(String((thrown as NodeJS.ErrnoException).code))
  );
}
