/**
 * Makes everything that a stopped OpenClaw has stored look older: session rows, transcripts, the times of files. How
 * much was applied already stands in a file beside the state, and only the difference is applied. Knows where
 * releases store things; must not know why they should look older.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { moduleFile } from '../../input/module-file.ts';
import { messageOf, TargetError } from '../../input/problem.ts';
import { shiftJson, shiftJsonLines } from './shifted-times.ts';

/**
 * Ages what lies in `state`; `agedMs` is the total since the first incarnation, kept in `notebook`. `node` is the
 * release's own, for what only that can read.
 */
export async function ageState(state: string, notebook: string, agedMs: number, node: string): Promise<void> {
  const noted = existsSync(notebook) ? await readFile(notebook, 'utf8') : '{"agedMs":0}';
  const byMs = agedMs - (JSON.parse(noted) as { readonly agedMs: number }).agedMs;
  if (byMs === 0) return;
  const entries = existsSync(state) ? await readdir(state, { recursive: true, withFileTypes: true }) : [];
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    // the companions of a database are gone once it was opened and closed
    if (!entry.isFile() || !existsSync(file)) continue;
    const { atimeMs, mtimeMs } = await stat(file);
    if (entry.name.endsWith('.sqlite')) await ageDatabase(file, byMs, node);
    const shift = shiftOf(file);
    if (shift !== undefined) await replace(file, shift(await readFile(file, 'utf8'), byMs));
    await utimes(file, (atimeMs - byMs) / 1000, (mtimeMs - byMs) / 1000);
  }
  await replace(notebook, `${JSON.stringify({ agedMs })}\n`);
}

/** How a file of the state is aged inside; undefined: only its own times. */
function shiftOf(file: string): typeof shiftJson | undefined {
  const name = basename(file);
  if (name === 'sessions.json') return shiftJson;
  // archives too: `<sessionId>.jsonl.reset.<time>`
  return name.includes('.jsonl') ? shiftJsonLines : undefined;
}

/** The script runs on the release's Node, loaded as Gauntlet itself is. */
async function ageDatabase(file: string, byMs: number, node: string): Promise<void> {
  const script = moduleFile('./sqlite-ageing.ts', import.meta.url);
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  try {
    await promisify(execFile)(node, ['--import', loader, script, file, String(byMs)]);
  } catch (thrown) {
    throw new TargetError(`cannot age ${basename(file)}: ${messageOf(thrown).split('\n', 1)[0] ?? ''}`);
  }
}

/** Replaces a file at once, so that an interrupted run leaves the old or the new one. */
async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.ageing`;
  await writeFile(draft, text);
  await rename(draft, file);
}
