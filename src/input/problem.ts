/**
 * What can go wrong that is not a verdict: bad input (exit 3), a target that never comes up (exit 4), a run that is
 * not repeatable or breaks inside Gauntlet (exit 5). The command line turns each into lines and an exit code.
 */

/** The caller's input cannot be used. Each line stands alone; `file:line:column: …` where there is a place. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly lines: readonly string[];

  constructor(lines: string | readonly string[]) {
    const all = typeof lines === 'string' ? [lines] : lines;
    super(all.join('\n'));
    this.lines = all;
  }
}

/** What `load` gives of each item. Throws one InputError with the lines of every one that `load` threw. */
export function ofEach<T, R>(items: readonly T[], load: (item: T) => R): readonly R[] {
  const problems: string[] = [];
  const loaded = items.flatMap((item): readonly R[] => {
    try {
      return [load(item)];
    } catch (thrown) {
      if (!(thrown instanceof InputError)) throw thrown;
      problems.push(...thrown.lines);
      return [];
    }
  });
  if (problems.length > 0) throw new InputError(problems);
  return loaded;
}

/** The target could not be started, or never completed a handshake. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}

/** Executing one plan threw, which is a bug in Gauntlet. The message names the plan so that it can be run again. */
export class PlanError extends Error {
  override readonly name = 'PlanError';

  constructor(where: string, cause: { readonly message: string; readonly stack?: string | undefined }) {
    super(`${where}: ${cause.message}`);
    if (cause.stack !== undefined) this.stack = cause.stack;
  }
}

/** A thrown value as an error message. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
