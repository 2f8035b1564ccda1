/**
 * The folder that a verb writes to. A file is there whole or not at all, and a full disk costs files, never the
 * verdict: what could not be written is kept here, to be said after the verdict.
 */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf } from '../input/problem.ts';

export class OutFolder {
  readonly path: string;
  #problem: string | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** What could not be written first, in one line; undefined when everything is there. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Writes `pieces`, one after the other: a history can be longer than a text may be. Returns the file's path. */
  write(name: string, pieces: Iterable<string>): string {
    const path = join(this.path, name);
    try {
      writeWhole(path, pieces);
    } catch (thrown) {
      this.#problem ??= `${path}: cannot be written: ${messageOf(thrown)}`;
    }
    return path;
  }

  /** The same for a file whose name says what is in it. */
  writeOnce(name: string, pieces: Iterable<string>): string {
    const path = join(this.path, name);
    return existsSync(path) ? path : this.write(name, pieces);
  }
}

/** Characters. */
const WRITTEN_TOGETHER = 64 * 1024;

function writeWhole(path: string, pieces: Iterable<string>): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.part`;
  try {
    const file = openSync(unfinished, 'w');
    try {
      let pending = '';
      for (const piece of pieces) {
        pending += piece;
        if (pending.length < WRITTEN_TOGETHER) continue;
        writeBytes(file, pending);
        pending = '';
      }
      writeBytes(file, pending);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (thrown) {
    rmSync(unfinished, { force: true });
    throw thrown;
  }
}

/** The system may take less than it was given, and says only the next time that the disk is full. */
function writeBytes(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
