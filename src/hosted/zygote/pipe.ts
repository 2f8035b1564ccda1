/**
 * Pipes that can be read and written synchronously from both sides, which those of child processes in Node cannot: made
 * of named ones, whose names are gone once both ends are open. Must not know what is said.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Pipe {
  readonly reads: number;
  readonly writes: number;
}

export function makeNamedPipes(paths: readonly string[]): void {
  execFileSync('mkfifo', ['-m', '600', ...paths], { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Each end is to be closed by whoever does not use it: then the death of one side is seen at the other. */
export function openPipes(count: number): readonly Pipe[] {
  const folder = mkdtempSync(join(tmpdir(), 'gauntlet-pipes-'));
  try {
    const paths = Array.from({ length: count }, (_, at) => join(folder, String(at)));
    makeNamedPipes(paths);
    return paths.map(openNamedPipe);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function openNamedPipe(path: string): Pipe {
  // whoever opens one end waits for the other, but not while somebody has both
  const both = openSync(path, 'r+');
  const pipe = { reads: openSync(path, 'r'), writes: openSync(path, 'w') };
  closeSync(both);
  return pipe;
}
