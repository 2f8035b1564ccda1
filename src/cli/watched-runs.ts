/**
 * `--watch`: does the same work again whenever a file of the target changed, until Ctrl-C. What is wrong with the target is
 * said and waited for, as everything else is. Must not know: what the work is.
 */
import { fstatSync, statSync, watch, type FSWatcher } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { printable } from '../input/printable.ts';
import { parseTarget } from '../live/targets/parse-target.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { onInterrupt } from './interrupt.ts';
import { isBehindPort } from './live-target.ts';
import { problemOf, UsageError } from './problem.ts';

/** An editor writes a file more than once. */
const SETTLES_WITHIN_MS = 150;
/** Written by what runs, and not by who edits. */
const MADE = /(?:^|\/)(?:node_modules|__pycache__|\.[^/]*)(?:\/|$)/;

/** The folder of a target's files. Throws UsageError where it has none. */
export function folderOf(target: string): string {
  const isFile = isBehindPort(target)
    ? /[\\/.]/.test(target)
    : parseTarget(target, () => false).type === 'command';
  if (!isFile)
    throw new UsageError(`--watch is for a target of files, a description or a module; '${target}' is none`);
  return dirname(resolve(target));
}

/** Ends with the exit code of the last work that was done. `written`: a folder whose changes do not count. */
export async function watchedRuns(
  folder: string,
  written: string,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  const changes = new Changes(folder, written);
  const { signal, release } = onInterrupt();
  try {
    for (;;) {
      const code = await attempted(work);
      if (signal.aborted) return code === EXIT.interrupted ? EXIT.clean : code;
      process.stderr.write(`watching ${printable(relative('.', folder) || '.')}; Ctrl-C ends it\n`);
      const changed = await changes.next(signal);
      if (changed === undefined) return code;
      process.stderr.write(`\n${printable(changed)} changed\n`);
    }
  } finally {
    changes.close();
    release();
  }
}

/** What cannot be run now may be mended by the next change. */
async function attempted(work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (thrown) {
    const { exit, lines } = problemOf(thrown, false);
    if (exit === EXIT.bug) throw thrown;
    process.stderr.write(`${lines.join('\n')}\n`);
    return exit;
  }
}

/** Changes of files below a folder, those during the work included. */
class Changes {
  readonly #watcher: FSWatcher;
  #changed: string | undefined;
  #wake: () => void = () => {};

  constructor(folder: string, written: string) {
    const own = relative(folder, resolve(written));
    this.#watcher = watch(folder, { recursive: true }, (_event, name) => {
      const path = name?.replaceAll('\\', '/');
      if (path === undefined || MADE.test(path) || path === own || path.startsWith(`${own}/`)) return;
      if (isWrittenTo(join(folder, path))) return;
      this.#changed = path;
      this.#wake();
    });
  }

  /** The file that changed last, once it has settled; undefined: there will be none any more. */
  async next(signal: AbortSignal): Promise<string | undefined> {
    while (this.#changed === undefined && !signal.aborted)
      await new Promise<void>((resolved) => {
        this.#wake = resolved;
        signal.addEventListener('abort', () => resolved(), { once: true });
      });
    if (signal.aborted) return undefined;
    await new Promise((resolved) => setTimeout(resolved, SETTLES_WITHIN_MS));
    const changed = this.#changed;
    this.#changed = undefined;
    return changed;
  }

  close(): void {
    this.#watcher.close();
  }
}

/** The file that this process's own words go to (`> log.txt`), standard output or error unless said otherwise. */
export function isWrittenTo(path: string, streams: readonly number[] = [1, 2]): boolean {
  const { dev, ino } = statSync(path, { throwIfNoEntry: false }) ?? {};
  return streams.some((stream) => {
    const own = fstatSync(stream);
    return own.isFile() && own.dev === dev && own.ino === ino;
  });
}
