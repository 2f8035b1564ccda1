/** Failure files and histories on disk: written once, never overwritten; read back with one clear line on bad input. */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeHistory as renderHistory } from '../history/jsonl.ts';
import type { HistoryRecord } from '../history/record.ts';
import { canonicalJson } from '../input/canonical.ts';
import { FAILURE_VERSION, failureFileName, failureSchema, fromFormat1, type Failure } from './failure.ts';
import { InputError } from '../input/problem.ts';
import { readJsonFile } from '../input/text-file.ts';
import { issueLines } from '../input/yaml-source.ts';

/** Folder of failure files inside the folder a verb writes to. */
export const FAILURES_FOLDER = 'failures';

/** Writes the failure into `out` and returns its path. The same failure again is the same file. */
export function writeFailure(out: string, failure: Failure): string {
  const path = join(out, FAILURES_FOLDER, failureFileName(failure));
  writeOnce(path, `${canonicalJson(failure, 2)}\n`);
  return path;
}

/** The name of a history's file, which its digest decides. */
export function historyFileName(digest: string): string {
  return `history-${digest}.jsonl`;
}

/** Writes a history, and beside it the bodies that are too large for a line. */
export function writeHistory(out: string, digest: string, history: readonly HistoryRecord[]): void {
  const folder = join(out, FAILURES_FOLDER);
  const path = join(folder, historyFileName(digest));
  if (existsSync(path)) return;
  const { lines, blobs } = renderHistory(history, { digest });
  for (const blob of blobs) writeOnce(join(folder, 'blobs', blob.name), blob.text);
  writeLines(path, lines);
}

/** A history can be longer than a string may be: written in pieces, and named only when it is whole. */
function writeLines(path: string, lines: readonly string[]): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.part`;
  const file = openSync(unfinished, 'w');
  try {
    for (const line of lines) writeSync(file, `${line}\n`);
  } finally {
    closeSync(file);
  }
  renameSync(unfinished, path);
}

/** Reads a failure file. Throws InputError when it is missing, no JSON, of another version, or not as the schema says. */
export function readFailure(path: string): Failure {
  const value = readJsonFile(path, 'a failure file');
  const version = (value as { formatVersion?: unknown } | null)?.formatVersion;
  if (typeof version === 'number' && version !== FAILURE_VERSION && version !== 1)
    throw new InputError(
      `${path}: failure format ${version}; this version reads formats 1 and ${FAILURE_VERSION}`,
    );
  const parsed = failureSchema.safeParse(
    version === 1 ? fromFormat1(value as Readonly<Record<string, unknown>>) : value,
  );
  if (parsed.success) return parsed.data;
  const [first] = issueLines(parsed.error.issues, value);
  throw new InputError(`${path}: no failure file: ${first ?? 'not as the schema says'}`);
}

function writeOnce(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code !== 'EEXIST') throw thrown;
  }
}
