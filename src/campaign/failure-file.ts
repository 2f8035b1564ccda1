/** Failure files and histories on disk: written once, and what is found out later is added; read back with one clear line on bad input. */
import { basename, dirname, join } from 'node:path';
import { headerLine, recordLine } from '../history/jsonl.ts';
import type { HistoryRecord } from '../history/record.ts';
import type { JsonObject } from '../protocol/frame.ts';
import { canonicalJson } from '../input/canonical.ts';
import {
  FAILURE_VERSION,
  failureFileName,
  failureOf,
  failureSchema,
  fromOlder,
  type Failure,
  type FailureParts,
} from './failure.ts';
import { whatInstead } from '../input/file-kind.ts';
import { InputError } from '../input/problem.ts';
import { OutFolder } from './out-folder.ts';
import { readJsonFile } from '../input/text-file.ts';
import { issueLines } from '../input/yaml-source.ts';

/** Folder of failure files inside the folder a verb writes to. */
export const FAILURES_FOLDER = 'failures';

/** Writes the failure into `out` and returns its path. The same failure again is the same file. */
export function writeFailure(out: OutFolder, failure: Failure): string {
  return out.writeOnce(join(FAILURES_FOLDER, failureFileName(failure)), [`${canonicalJson(failure, 2)}\n`]);
}

/** What was found out about a failure, beside what failed. */
export type FoundOut = Pick<Failure, 'explanation' | 'causality'>;

/** Adds to the failure file at `path`, in its place. Throws InputError when it cannot be read. */
export function addToFailure(path: string, found: Partial<FoundOut>): OutFolder {
  const folder = new OutFolder(dirname(path));
  folder.write(basename(path), [`${canonicalJson({ ...readFailure(path), ...found }, 2)}\n`]);
  return folder;
}

/** Folder of histories that were kept although nothing failed. */
export const HISTORIES_FOLDER = 'histories';

/** Writes a history, line by line, and beside it the bodies that are too large for a line. Returns the file's path. */
export function writeHistory(
  out: OutFolder,
  digest: string,
  history: readonly HistoryRecord[],
  { folder = FAILURES_FOLDER, about = {} }: { readonly folder?: string; readonly about?: object } = {},
): string {
  const lines = historyLines(out, folder, { ...about, digest }, history);
  return out.writeOnce(join(folder, `history-${digest}.jsonl`), lines);
}

/** Writes a failure with its history beside it, and returns its path. */
export function recordFailure(out: OutFolder, parts: Omit<FailureParts, 'historyFile'>): string {
  return writeFailure(
    out,
    failureOf({ ...parts, historyFile: basename(writeHistory(out, parts.digest, parts.history)) }),
  );
}

function* historyLines(
  out: OutFolder,
  folder: string,
  about: JsonObject,
  history: readonly HistoryRecord[],
): Generator<string> {
  yield `${headerLine(about)}\n`;
  for (const record of history)
    yield `${recordLine(record, ({ name, text }) => out.writeOnce(join(folder, 'blobs', name), [text]))}\n`;
}

/** Reads a failure file. Throws InputError when it is missing, no JSON, of another version, or not as the schema says. */
export function readFailure(path: string): Failure {
  const value = readJsonFile(path, 'a failure file', { kind: 'failure' });
  const version = (value as { formatVersion?: unknown } | null)?.formatVersion;
  const older = version === 1 || version === 2 || version === 3;
  if (typeof version === 'number' && version !== FAILURE_VERSION && !older)
    throw new InputError(
      `${path}: failure format ${version}; this version reads formats 1 to ${FAILURE_VERSION}`,
    );
  const parsed = failureSchema.safeParse(
    older ? fromOlder(value as Readonly<Record<string, unknown>>) : value,
  );
  if (parsed.success) return parsed.data;
  const [first] = issueLines(parsed.error.issues, value);
  throw new InputError(
    `${path}: no failure file: ${first ?? 'not as the schema says'}; ${whatInstead(path, 'failure')}`,
  );
}
