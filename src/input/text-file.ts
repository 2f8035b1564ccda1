/** Files that people name on the command line: how they are shown, and what is said when one cannot be read. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { InputError, messageOf } from './problem.ts';

/** The text of a file that should be `what`, such as `a failure file`. Throws InputError, one line. */
export function readTextFile(path: string, what: string, name = path): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw unreadable(name, what, thrown);
  }
}

/** What the system said about a file, in one line. */
export function unreadable(name: string, what: string, thrown: unknown): InputError {
  const { code } = thrown as { readonly code?: unknown };
  if (code === 'ENOENT' || code === 'ENOTDIR') return new InputError(`${name}: no such file`);
  if (code === 'EISDIR') return new InputError(`${name}: a folder, not ${what}`);
  return new InputError(`${name}: cannot be read: ${messageOf(thrown)}`);
}

/** The value in a JSON file that should be `what`. Throws InputError, one line. */
export function readJsonFile(path: string, what: string): unknown {
  const text = readTextFile(path, what);
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    throw new InputError(`${path}: not JSON: ${messageOf(thrown)}`);
  }
}

/** A file as an editor opens it from the working directory. */
export function shown(path: string): string {
  const below = relative(process.cwd(), path);
  return (below.startsWith('..') ? path : below).replaceAll('\\', '/');
}
