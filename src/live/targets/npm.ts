/**
 * Runs npm as a shell would and turns its failures into one clear line. Knows no package by name; where npm fetches
 * from is the caller's own configuration.
 */
import { execFile } from 'node:child_process';
import { isObject, parseJson } from '../../protocol/frame.ts';
import { TargetError } from '../../input/problem.ts';

const WINDOWS = process.platform === 'win32';

/** What an enclosing `npm run` put into the environment; npm started from there would work on that project. */
const OF_AN_ENCLOSING_RUN = /^(?:npm_(?:package|lifecycle|config_local_prefix|command|execpath)|INIT_CWD$)/i;

/** What went wrong, by npm's code; others are told with npm's own summary. */
const OFFLINE: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ERR_SOCKET_TIMEOUT',
  'FETCH_ERROR',
]);

/** npm was asked for something that does not exist. */
export class NotOnNpm extends TargetError {}

/** What npm prints as JSON. `what` names the purpose in errors: `install openclaw@2026.5.28`. */
export async function npm(
  what: string,
  args: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<unknown> {
  signal.throwIfAborted();
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !OF_AN_ENCLOSING_RUN.test(name)),
  );
  const { error, stdout } = await new Promise<{ error: Error | null; stdout: string }>((resolve) => {
    execFile(
      'npm',
      [...args, '--json', '--no-audit', '--no-fund', '--no-update-notifier'],
      { cwd, env, signal, shell: WINDOWS, maxBuffer: 64 * 1024 * 1024 },
      (failure, out) => resolve({ error: failure, stdout: out }),
    );
  });
  signal.throwIfAborted();
  const parsed = parseJson(stdout);
  const answer = parsed.ok ? parsed.value : undefined;
  if (error === null) return answer;
  throw npmProblem(what, error, answer);
}

/** The one line for a failed npm. */
export function npmProblem(what: string, error: Error, answer: unknown): TargetError {
  if ('code' in error && error.code === 'ENOENT')
    return new TargetError(`cannot ${what}: there is no npm on the PATH`);
  const problem = isObject(answer) && isObject(answer['error']) ? answer['error'] : {};
  const code = typeof problem['code'] === 'string' ? problem['code'] : undefined;
  const summary = typeof problem['summary'] === 'string' ? problem['summary'] : error.message;
  const line = summary.split('\n', 1)[0]?.trim() ?? '';
  if (code === 'E404' || code === 'ETARGET')
    return new NotOnNpm(`cannot ${what}: npm has no such package or version`);
  if (code !== undefined && OFFLINE.has(code))
    return new TargetError(`cannot ${what}: npm is not reachable (${code})`);
  return new TargetError(`cannot ${what}: npm says ${code === undefined ? '' : `${code}: `}${line}`);
}
