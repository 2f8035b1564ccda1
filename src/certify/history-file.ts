/**
 * Histories on disk: one JSONL file each, bodies that are too large for a line in blobs beside it. Either may be longer
 * than a string, so files are read and written in pieces. Must not know: what a history is evidence of.
 */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readHistory, readRecords, type ReadHistory, type ReadingLog } from '../history/jsonl.ts';
import type { HistoryRecord } from '../history/record.ts';
import { InputError } from '../input/problem.ts';
import { piecesOf } from '../input/text-file.ts';

/** The folder of the blobs, beside the histories. */
export const BLOBS_FOLDER = 'blobs';

/** Characters; a frame this long stands in a blob. */
const LONGEST_LINE = 16 * 1024 * 1024;
const BLOB_NAME = /^[0-9a-f]+-\d+$/;
const COMPRESSED = '.gz';
/** Of one history, unpacked. */
const LARGEST_BLOBS_BYTES = 1024 * 1024 * 1024;
const LARGEST_FILE_BYTES = 2 * 1024 * 1024 * 1024;

/** Such as `history-3f2a09b1c4d75e60.jsonl`. */
export function historyFileName(digest: string): string {
  return `history-${digest}.jsonl`;
}

/** Reads a history, and the blobs of these names that it refers to. Throws InputError when it cannot be read at all. */
export function readHistoryFile(path: string): ReadHistory & { readonly blobs: ReadonlySet<string> } {
  const blobs = new Set<string>();
  return { ...readHistory(historyLines(path), blobsBeside(path, blobs)), blobs };
}

/** The same one record at a time. */
export function recordsOf(path: string, log: ReadingLog): Iterable<HistoryRecord> {
  return readRecords(historyLines(path), blobsBeside(path, new Set()), log);
}

/** Reads blobs, and notes their names. */
function blobsBeside(path: string, blobs: Set<string>): (name: string) => string | undefined {
  const folder = join(dirname(path), BLOBS_FOLDER);
  let left = LARGEST_BLOBS_BYTES;
  return (name) => {
    blobs.add(name);
    const text = BLOB_NAME.test(name) && left > 0 ? readBlob(folder, name, left) : undefined;
    left -= text?.length ?? 0;
    return text;
  };
}

/** The file of a blob in a bundle: what is large is mostly padding, so it is kept compressed. */
export function blobFileName(name: string): string {
  return `${name}${COMPRESSED}`;
}

export function blobBytes(text: string): Buffer {
  return gzipSync(text);
}

/** As a bundle keeps it, or as text. One that cannot be read counts as missing. */
function readBlob(folder: string, name: string, most: number): string | undefined {
  const whole = (file: string): Buffer =>
    Buffer.concat([...piecesOf(join(folder, file), 'a blob', most, { isForeign: true })]);
  try {
    if (lstatSync(folder).isSymbolicLink()) return undefined;
    if (existsSync(join(folder, name))) return whole(name).toString('utf8');
    return gunzipSync(whole(blobFileName(name)), { maxOutputLength: most }).toString('utf8');
  } catch {
    return undefined;
  }
}

/** SHA-256 of a file, in hexadecimal digits. */
export function fileHash(path: string): string {
  const hash = createHash('sha256');
  for (const piece of historyPieces(path)) hash.update(piece);
  return hash.digest('hex');
}

/** The first line of a file, or as much of it as one line may have. */
export function firstLineOf(path: string): string {
  for (const line of historyLines(path)) return line;
  return '';
}

/** Lines one after the other: a history may be longer than a string. */
export function* historyLines(path: string): Generator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for (const piece of historyPieces(path)) {
    const lines = (rest + decoder.write(piece)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > LONGEST_LINE)
      throw new InputError(`${path}: no history: a line of more than ${LONGEST_LINE} characters`);
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}

function historyPieces(path: string): Iterable<Buffer> {
  return piecesOf(path, 'a history', LARGEST_FILE_BYTES, { isForeign: true });
}
