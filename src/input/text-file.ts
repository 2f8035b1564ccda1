/**
 * Files that people name on the command line: one way to read them, bounded in time and memory, and one line that says
 * why one cannot be read. Regular files and pipes only: a device never ends, a pipe without a writer never begins.
 */
import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { relative } from 'node:path';
import { InputError, messageOf } from './problem.ts';

/** What people write themselves: scenarios, profiles, descriptions, settings, waivers. */
const LARGEST_WRITTEN_BYTES = 512 * 1024;
/** What Gauntlet has written. */
const LARGEST_JSON_BYTES = 64 * 1024 * 1024;

const PIECE_BYTES = 64 * 1024;
/** How long a pipe may keep one waiting. */
const PATIENCE_MS = 5000;
const PAUSE_MS = 10;

/** The text of a file that should be `what`, such as `a failure file`. Throws InputError, one line. */
export function readTextFile(path: string, what: string, name = path): string {
  return readText(path, what, name, LARGEST_WRITTEN_BYTES);
}

/** The value in a JSON file that should be `what`. Throws InputError, one line. */
export function readJsonFile(path: string, what: string): unknown {
  return parseJsonText(readText(path, what, path, LARGEST_JSON_BYTES), path);
}

/** The value in a text that a file of this name holds. Throws InputError, one line. */
export function parseJsonText(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    throw new InputError(`${name}: not JSON: ${messageOf(thrown)}`);
  }
}

/** What the system said about a file, in one line. */
export function unreadable(name: string, what: string, thrown: unknown): InputError {
  if (thrown instanceof InputError) return thrown;
  const { code } = thrown as { readonly code?: unknown };
  if (code === 'ENOENT' || code === 'ENOTDIR') return new InputError(`${name}: no such file`);
  if (code === 'EISDIR') return new InputError(`${name}: a folder, not ${what}`);
  if (code === 'ENXIO') return new InputError(`${name}: a socket, not ${what}`);
  return new InputError(`${name}: cannot be read: ${messageOf(thrown)}`);
}

/** Opens what can be read to its end; to be closed by the caller. Throws InputError, one line. */
export function openInput(path: string, what: string, name = path): number {
  let file: number | undefined;
  try {
    // a pipe that nobody writes to would keep us waiting already here
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(file);
    if (stats.isFile() || stats.isFIFO()) return file;
    throw new InputError(`${name}: ${stats.isDirectory() ? 'a folder' : 'a device'}, not ${what}`);
  } catch (thrown) {
    if (file !== undefined) closeSync(file);
    throw unreadable(name, what, thrown);
  }
}

/** A file as an editor opens it from the working directory. */
export function shown(path: string): string {
  const below = relative(process.cwd(), path);
  return (below.startsWith('..') ? path : below).replaceAll('\\', '/');
}

function readText(path: string, what: string, name: string, most: number): string {
  const file = openInput(path, what, name);
  try {
    const bytes = readWhole(file, most);
    if (bytes === undefined)
      throw new InputError(`${name}: larger than ${most / 1024} KiB, which is more than ${what} may have`);
    return textOf(bytes, name, what);
  } catch (thrown) {
    throw unreadable(name, what, thrown);
  } finally {
    closeSync(file);
  }
}

/** Undefined when there are more than `most` bytes. */
function readWhole(file: number, most: number): Buffer | undefined {
  if (fstatSync(file).size > most) return undefined;
  const pieces: Buffer[] = [];
  for (let bytes = 0; bytes <= most;) {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    const read = readPiece(file, piece);
    if (read === 0) return Buffer.concat(pieces);
    bytes += read;
    pieces.push(piece.subarray(0, read));
  }
  return undefined;
}

/** How many bytes were read of a file that `openInput` opened; none at its end. Waits for whoever writes to a pipe. */
export function readPiece(file: number, piece: Buffer): number {
  for (let waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
    try {
      return readSync(file, piece);
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
