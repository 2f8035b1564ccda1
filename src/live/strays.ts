/**
 * Processes that left the group they were started in (`setsid`, the double fork of a daemon), found by a mark in the
 * environment, which whatever they start inherits. Limits: only where there is /proc, only processes of this user, and
 * none that was started with an environment of its own.
 */
import { readdirSync, readFileSync } from 'node:fs';

export const MARK_VARIABLE = 'GAUNTLET_TARGET_MARK';
/** What is started while the others are ended is found the next time; one that forks for ever ends the search. */
const MOST_ROUNDS = 10;

/** Kills whatever carries the mark; gives those outside of the group, as `PID (name)`. */
export function killStrays(mark: string, group: number): readonly string[] {
  const found = new Map<string, string>();
  for (let round = 0, before = -1; round < MOST_ROUNDS && found.size > before; round++) {
    before = found.size;
    for (const pid of processes()) {
      const stray = found.has(pid) ? undefined : strayOf(pid, mark, group);
      if (stray !== undefined) found.set(pid, stray);
    }
  }
  return [...found.values()];
}

function processes(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function strayOf(pid: string, mark: string, group: number): string | undefined {
  try {
    if (!readFileSync(`/proc/${pid}/environ`).includes(`${MARK_VARIABLE}=${mark}`)) return undefined;
    const [, name, itsGroup] =
      /^\d+ (\(.*\)) \S+ \d+ (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    process.kill(Number(pid), 'SIGKILL');
    return Number(itsGroup) === group ? undefined : `${pid} ${name ?? ''}`;
  } catch {
    // somebody else's, or gone meanwhile
    return undefined;
  }
}
