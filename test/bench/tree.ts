/**
 * Another commit's tree beside this one: checked out as a worktree of git's in a temporary folder, with the packages of
 * this one where it locks the same, else with its own. Gone with this process, however that ends.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const HERE = join(import.meta.dirname, '..', '..');
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
const LIST =
  "import('./test/bench/subjects.ts').then((m) => console.log(JSON.stringify(Object.keys(m.SUBJECTS))))";

export interface Tree {
  readonly folder: string;
  /** The commit in full, and its first line. */
  readonly commit: string;
  readonly subject: string;
  /** Names of the subjects that it can measure. */
  readonly rows: readonly string[];
}

/** The commit that a name means; undefined: none. */
export function commitOf(name: string): string | undefined {
  try {
    return git(HERE, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`).trim();
  } catch {
    return undefined;
  }
}

export function checkOut(commit: string): Tree {
  const folder = mkdtempSync(join(tmpdir(), 'gauntlet-against-'));
  const remove = (): void => {
    // first, so that nobody looks behind the link
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
    try {
      git(HERE, 'worktree', 'remove', '--force', folder);
    } catch {
      // git never got to know of it
      rmSync(folder, { recursive: true, force: true });
    }
  };
  process.once('exit', remove);
  for (const [signal, code] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(code));
  git(HERE, 'worktree', 'add', '--quiet', '--detach', folder, commit);
  if (lockOf(folder) === lockOf(HERE)) symlinkSync(join(HERE, 'node_modules'), join(folder, 'node_modules'));
  else execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--silent'], { cwd: folder, stdio: 'ignore' });
  const listed = execFileSync(process.execPath, ['--import', 'tsx', '-e', LIST], {
    cwd: folder,
    encoding: 'utf8',
  });
  return {
    folder,
    commit,
    subject: git(HERE, 'log', '-1', '--format=%s', commit).trim(),
    rows: JSON.parse(listed) as string[],
  };
}

function lockOf(folder: string): string {
  return readFileSync(join(folder, 'package-lock.json'), 'utf8');
}

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
