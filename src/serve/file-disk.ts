/**
 * The disk of a served gateway: files below a state folder, with the promises of the port. One operation at a time, in
 * the order called. A sync is an fsync of the file and, the first time, of the folder that holds its name; a write
 * replaces the file whole, so that a full disk leaves what was there. What the port has no word for (an I/O error, a
 * folder that is gone) ends the gateway's life. Must not know: what is in the files.
 */
import { constants, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Disk, DiskError, DiskResult } from '../gateway/port.ts';
import { fileOf, isFolderStep, pathOf } from './file-name.ts';
import type { Life } from './life.ts';

const FILES = 'files';
/** What a write puts together before it takes its place. */
const DRAFTS = 'drafts';
/** Files kept open for appending and syncing, newest last. */
const MOST_OPEN = 64;
const APPEND_ONLY = constants.O_WRONLY | constants.O_APPEND;

type Errors = Readonly<Partial<Record<string, DiskError>>>;
const MISSING: Errors = { ENOENT: 'not-found' };
const FULL: Errors = { ENOSPC: 'disk-full', EDQUOT: 'disk-full' };

export class FileDisk {
  readonly #files: string;
  readonly #draft: string;
  readonly #open = new Map<string, FileHandle>();
  /** Open files whose names are known to survive. */
  readonly #named = new Set<string>();
  /** Settles when all operations so far are over. */
  #last: Promise<void> = Promise.resolve();

  /** Throws a file system error when the folder cannot be used. */
  constructor(folder: string) {
    this.#files = join(folder, FILES);
    this.#draft = join(folder, DRAFTS, 'draft');
    mkdirSync(this.#files, { recursive: true });
    rmSync(dirname(this.#draft), { recursive: true, force: true });
    mkdirSync(dirname(this.#draft));
    readdirSync(this.#files);
  }

  /** The disk as one life sees it. Operations that had not begun when it ends never happen. */
  mount(life: Life): Disk {
    const run = <T>(act: () => Promise<T>, errors: Errors, done: (result: DiskResult<T>) => void): void => {
      this.#last = this.#last.then(async () => {
        if (!life.alive) return;
        try {
          const result = await resultOf(act, errors);
          life.deliver(() => done(result));
        } catch (thrown) {
          life.fail(thrown);
        }
      });
    };
    return {
      read: (path, done) => run(() => readFile(this.#file(path), 'utf8'), MISSING, done),
      list: (prefix, done) => run<readonly string[]>(() => this.#list(prefix), {}, done),
      append: (path, text, done) => run(() => this.#append(path, text), FULL, done),
      write: (path, text, done) => run(() => this.#write(path, text), FULL, done),
      sync: (path, done) => run(() => this.#sync(path), { ...MISSING, ...FULL }, done),
      rename: (from, to, done) => run(() => this.#rename(from, to), { ...MISSING, ...FULL }, done),
      remove: (path, done) => run(() => this.#remove(path), MISSING, done),
    };
  }

  /** Waits for the operation under way and lets the files go. */
  async close(): Promise<void> {
    await this.#last;
    for (const handle of this.#open.values()) await handle.close();
    this.#open.clear();
  }

  #file(path: string): string {
    return fileOf(this.#files, path);
  }

  async #append(path: string, text: string): Promise<undefined> {
    let handle = this.#open.get(path);
    if (handle === undefined) {
      const file = await this.#place(path);
      handle = await this.#opened(path, await open(file, 'a'));
    }
    await writeAll(handle, text);
  }

  async #write(path: string, text: string): Promise<undefined> {
    const file = await this.#place(path);
    const handle = await open(this.#draft, 'w');
    try {
      await writeAll(handle, text);
      await rename(this.#draft, file);
    } catch (thrown) {
      await rm(this.#draft, { force: true });
      throw thrown;
    } finally {
      await handle.close();
    }
    await this.#close(path);
  }

  async #sync(path: string): Promise<undefined> {
    let handle = this.#open.get(path);
    // where there is no file, none is made
    if (handle === undefined) handle = await this.#opened(path, await open(this.#file(path), APPEND_ONLY));
    await handle.sync();
    if (this.#named.has(path)) return;
    await this.#syncFolders(path);
    this.#named.add(path);
  }

  async #rename(from: string, to: string): Promise<undefined> {
    const file = await this.#place(to);
    await rename(this.#file(from), file);
    if (from === to) return;
    await this.#close(to);
    const handle = this.#open.get(from);
    this.#open.delete(from);
    this.#named.delete(from);
    if (handle !== undefined) await this.#opened(to, handle);
    await this.#syncFolders(to);
    if (dirname(this.#file(from)) !== dirname(file)) await this.#syncFolders(from);
    if (handle !== undefined) this.#named.add(to);
  }

  async #remove(path: string): Promise<undefined> {
    await unlink(this.#file(path));
    await this.#close(path);
    await this.#syncFolders(path);
  }

  async #list(prefix: string): Promise<readonly string[]> {
    const paths: string[] = [];
    const walk = async (steps: readonly string[]): Promise<void> => {
      for (const step of await readdir(join(this.#files, ...steps))) {
        if (isFolderStep(step)) await walk([...steps, step]);
        else {
          const path = pathOf([...steps, step]);
          if (path?.startsWith(prefix) === true) paths.push(path);
        }
      }
    };
    await walk([]);
    return paths.sort();
  }

  /** The file of a path, and a folder for it where its name is too long for one step. */
  async #place(path: string): Promise<string> {
    const file = this.#file(path);
    if (dirname(file) !== this.#files) await mkdir(dirname(file), { recursive: true });
    return file;
  }

  /** Keeps a file open, and lets the one go that was opened longest ago. */
  async #opened(path: string, handle: FileHandle): Promise<FileHandle> {
    this.#open.set(path, handle);
    if (this.#open.size > MOST_OPEN) {
      const [oldest] = this.#open.keys();
      if (oldest !== undefined) await this.#close(oldest);
    }
    return handle;
  }

  /** Lets a file go: another one, or none, has the name now, or too many are open. */
  async #close(path: string): Promise<void> {
    const handle = this.#open.get(path);
    this.#open.delete(path);
    this.#named.delete(path);
    await handle?.close();
  }

  /** Makes the names on the way to a path survive. */
  async #syncFolders(path: string): Promise<void> {
    for (let folder = dirname(this.#file(path)); ; folder = dirname(folder)) {
      const handle = await open(folder, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
      if (folder === this.#files) return;
    }
  }
}

/** Writes at the end of a file all of a text, or, as far as the disk lets us take it back, nothing. */
async function writeAll(handle: FileHandle, text: string): Promise<void> {
  const bytes = Buffer.from(text, 'utf8');
  let written = 0;
  try {
    while (written < bytes.length) written += (await handle.write(bytes, written)).bytesWritten;
  } catch (thrown) {
    if (written > 0) await handle.truncate((await handle.stat()).size - written);
    throw thrown;
  }
}

async function resultOf<T>(act: () => Promise<T>, errors: Errors): Promise<DiskResult<T>> {
  try {
    return { ok: true, value: await act() };
  } catch (thrown) {
    const error = errors[String((thrown as { code?: unknown }).code)];
    if (error === undefined) throw thrown;
    return { ok: false, error };
  }
}
