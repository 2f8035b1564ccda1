/**
 * Files that people name on the command line, and files of a bundle, which somebody else may have put there: one way to
 * read them, bounded in time and memory, and one line that says why one cannot be read. A device never ends, a pipe
 * without a writer never begins.
 */
import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { relative } from 'node:path';
import { otherKind, whatInstead, type FileKind } from './file-kind.ts';
import { InputError, messageOf } from './problem.ts';

/** What people write themselves: scenarios, profiles, descriptions, settings, waivers. */
const LARGEST_BYTES = 512 * 1024;
/** A plan of 20,000 operations takes 3 MiB. */
export const LARGEST_SCENARIO_BYTES = 4 * 1024 * 1024;
/** What Gauntlet has written. */
const LARGEST_JSON_BYTES = 64 * 1024 * 1024;

const PIECE_BYTES = 256 * 1024;
/** How long a pipe may keep one waiting. */
const PATIENCE_MS = 5000;
const PAUSE_MS = 10;

export interface ReadOptions {
  /** What the file is called in a problem; default: its path. */
  readonly name?: string;
  /** Somebody else may have put it there: no link is followed at its end, and no pipe is read. */
  readonly isForeign?: boolean;
  /** Which of Gauntlet's own files it should be; of what is another one it is said what reads that. */
  readonly kind?: FileKind;
}

/** The text of a file that should be `what`, such as `a failure file`. Throws InputError, one line. */
export function readTextFile(path: string, what: string, name = path, most = LARGEST_BYTES): string {
  const other = otherKind(path, 'scenario');
  if (other !== undefined) throw new InputError(`${name}: not ${what}: ${other}`);
  return readText(path, what, most, { name });
}

/** The value in a JSON file that should be `what`. Throws InputError, one line. */
export function readJsonFile(path: string, what: string, options: ReadOptions = {}): unknown {
  const text = readText(path, what, LARGEST_JSON_BYTES, options);
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    const { kind } = options;
    const instead = kind === undefined ? '' : `; ${whatInstead(path, kind)}`;
    throw new InputError(`${path}: not JSON: ${messageOf(thrown)}${instead}`);
  }
}

/** The bytes of a file that should be `what`, piece by piece. Throws InputError, one line, also half way through. */
export function* piecesOf(
  path: string,
  what: string,
  most: number,
  { name = path, isForeign = false }: ReadOptions = {},
): Generator<Buffer> {
  let file: number | undefined;
  try {
    // a pipe that nobody writes to would keep us waiting already here
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | (isForeign ? constants.O_NOFOLLOW : 0));
    const stats = fstatSync(file);
    const other = otherThanFile(stats, isForeign);
    if (other !== undefined) throw new InputError(`${name}: ${other}, not ${what}`);
    let bytes = 0;
    while (Math.max(bytes, stats.size) <= most) {
      const piece = readPiece(file);
      if (piece.length === 0) return;
      bytes += piece.length;
      yield piece;
    }
    throw new InputError(`${name}: larger than ${most / 1024} KiB, which is more than ${what} may have`);
  } catch (thrown) {
    throw unreadable(name, what, thrown);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function unreadable(name: string, what: string, thrown: unknown): InputError {
  if (thrown instanceof InputError) return thrown;
  const { code } = thrown as { readonly code?: unknown };
  if (code === 'ENOENT' || code === 'ENOTDIR') return new InputError(`${name}: no such file`);
  if (code === 'EISDIR') return new InputError(`${name}: a folder, not ${what}`);
  if (code === 'ELOOP') return new InputError(`${name}: a symbolic link, not ${what}`);
  if (code === 'ENXIO') return new InputError(`${name}: a socket, not ${what}`);
  return new InputError(`${name}: cannot be read: ${messageOf(thrown)}`);
}

/** A file as an editor opens it from the working directory. */
export function shown(path: string): string {
  const below = relative(process.cwd(), path);
  return (below.startsWith('..') ? path : below).replaceAll('\\', '/');
}

function otherThanFile(stats: Stats, isForeign: boolean): string | undefined {
  if (stats.isFile() || (stats.isFIFO() && !isForeign)) return undefined;
  return stats.isDirectory() ? 'a folder' : stats.isFIFO() ? 'a pipe' : 'a device';
}

function readText(path: string, what: string, most: number, options: ReadOptions): string {
  return textOf(Buffer.concat([...piecesOf(path, what, most, options)]), options.name ?? path, what);
}

/** Empty at the end of the file. Waits for whoever writes to a pipe. */
function readPiece(file: number): Buffer {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  for (let waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
    try {
      return piece.subarray(0, readSync(file, piece));
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EAGAIN') throw thrown;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
  throw new Error(`nothing came through the pipe for ${PATIENCE_MS / 1000} s`);
}

/** UTF-8 without a byte order mark, and without what no text has. */
function textOf(bytes: Buffer, name: string, what: string): string {
  const nul = bytes.indexOf(0);
  if (nul !== -1) throw new InputError(`${name}: byte ${nul} is NUL, so it is no UTF-8 text, as ${what} is`);
  const text = bytes.toString('utf8');
  if (!isUtf8(bytes)) {
    const wrong = Buffer.from(text).findIndex((byte, i) => byte !== bytes[i]);
    throw new InputError(`${name}: byte ${wrong} is no UTF-8, which ${what} is written in`);
  }
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
