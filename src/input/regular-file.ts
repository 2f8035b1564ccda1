/**
 * Opens a file that somebody else may have put there: a regular one of bounded size, and nothing else. No link is
 * followed at its end, and a pipe or a device is never waited for. Must not know what is in it.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { InputError } from './problem.ts';
import { unreadable } from './text-file.ts';

/** A text that is read as a whole. */
const LARGEST_TEXT_BYTES = 256 * 1024 * 1024;

/** Opens a file that should be `what`, such as `a history`; to be closed. Throws InputError, one line. */
export function openRegularFile(path: string, what: string, mostBytes: number): number {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ELOOP')
      throw new InputError(`${path}: a symbolic link, not ${what}`);
    throw unreadable(path, what, thrown);
  }
  const stat = fstatSync(file);
  const fault = stat.isDirectory()
    ? `a folder, not ${what}`
    : !stat.isFile()
      ? `${stat.isFIFO() ? 'a pipe' : 'a device'}, not ${what}`
      : stat.size > mostBytes
        ? `${stat.size} bytes, more than ${what} may have (${mostBytes})`
        : undefined;
  if (fault === undefined) return file;
  closeSync(file);
  throw new InputError(`${path}: ${fault}`);
}

/** The text of such a file. Throws InputError, one line. */
export function readRegularText(path: string, what: string): string {
  const file = openRegularFile(path, what, LARGEST_TEXT_BYTES);
  try {
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}
