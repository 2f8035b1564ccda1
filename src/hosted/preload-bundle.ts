/**
 * The preload of hosted processes as one file: made once for each process of ours, of what is in `inside/`. The target's
 * Node loads it without a compiler of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { moduleFile } from '../input/module-file.ts';

let made: string | undefined;

/** The path of the bundle. */
export function preloadBundle(): string {
  if (made !== undefined) return made;
  const folder = mkdtempSync(join(tmpdir(), 'gauntlet-preload-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'preload.mjs');
  buildSync({
    entryPoints: [moduleFile('./inside/preload.ts', import.meta.url)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    outfile,
    logLevel: 'silent',
  });
  made = outfile;
  return made;
}
