/** The commit of what is judged here, and its time: by the git of the working directory, else as somebody names it. */
import { spawnSync } from 'node:child_process';
import type { Moment } from '../campaign/seeds/seed-entry.ts';

const PATIENCE_MS = 5000;
const NO_COMMIT = 'none';

/** `named`: as --commit says. Of a commit that git does not know here the time is now. */
export function commitHere(named: string | undefined): Moment {
  const { stdout, status } = spawnSync(
    'git',
    ['show', '--no-patch', '--format=%H %ct', '--end-of-options', `${named ?? 'HEAD'}^{commit}`],
    { encoding: 'utf8', timeout: PATIENCE_MS, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const [, commit, seconds] = /^([0-9a-f]{40,64}) (\d+)\n/.exec(status === 0 ? stdout : '') ?? [];
  return commit === undefined
    ? { commit: named ?? NO_COMMIT, at: momentText(Math.floor(Date.now() / 1000)) }
    : { commit, at: momentText(Number(seconds)) };
}

/** In UTC. */
function momentText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
