/**
 * Makes everything that a stopped OpenClaw has stored look older: session rows, transcripts, the times of files. How
 * much was applied already stands in a file beside the state, and only the difference is applied. Knows where
 * releases store things; must not know why they should look older.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { shiftJson, shiftJsonLines } from './shifted-times.ts';

/** Ages what lies in `state`; `agedMs` is the total since the first incarnation, kept in `notebook`. */
export async function ageState(state: string, notebook: string, agedMs: number): Promise<void> {
  const byMs = agedMs - (await appliedMs(notebook));
  if (byMs === 0 || !existsSync(state)) return;
  for (const entry of await readdir(state, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const { atimeMs, mtimeMs } = await stat(file);
    const shift = shiftOf(file);
    if (shift !== undefined) await replace(file, shift(await readFile(file, 'utf8'), byMs));
    await utimes(file, (atimeMs - byMs) / 1000, (mtimeMs - byMs) / 1000);
  }
  await replace(notebook, `${JSON.stringify({ agedMs })}\n`);
}

async function appliedMs(notebook: string): Promise<number> {
  if (!existsSync(notebook)) return 0;
  const { agedMs } = JSON.parse(await readFile(notebook, 'utf8')) as { readonly agedMs: number };
  return agedMs;
}

type Shift = (text: string, byMs: number) => string;

/** How a file of the state is aged inside; undefined: only its own times. */
function shiftOf(file: string): Shift | undefined {
  const name = basename(file);
  if (name === 'sessions.json') return shiftJson;
  // archives too: `<sessionId>.jsonl.reset.<time>`
  return name.includes('.jsonl') ? shiftJsonLines : undefined;
}

/** Replaces a file at once, so that an interrupted run leaves the old or the new one. */
async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.ageing`;
  await writeFile(draft, text);
  await rename(draft, file);
}
