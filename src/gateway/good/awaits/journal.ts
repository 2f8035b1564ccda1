/**
 * The journal: the only file. A line is a transaction, a list of changes that happened together or not at all. What
 * is asked for while a write is under way goes into the next one, all in one line. A crash or a full disk can tear the
 * last write; a torn line is no JSON and never happened, since nobody heard of it before the sync.
 */
import { parseJson } from '../../../protocol/frame.ts';
import { ms } from '../../../kernel/time.ts';
import type { Disk, DiskResult, HostTimers } from '../../port.ts';
import type { Change } from './change.ts';
import { deferred, promised, sleep, type Deferred } from './promised.ts';

const PATH = 'journal.jsonl';
/** A full disk is tried again after this long. */
const STORAGE_RETRY = ms(250);

/** Ends a torn line so that it is no JSON, also where nothing but its end was missing. */
const TORN_END = '~\n';

/** The disk did not take the transaction. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}

/** Does what must be stored sooner or later: until the disk takes it. */
export async function insist<T>(timers: HostTimers, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      await sleep(timers, STORAGE_RETRY);
    }
  }
}

interface Waiting {
  readonly changes: readonly Change[];
  readonly written: Deferred<void>;
}

export class Journal {
  readonly #disk: Disk;
  readonly #waiting: Waiting[] = [];
  #writing = false;
  /** Ends a line that a crash or a full disk tore off. */
  #mend = '';

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Everything that ever happened, oldest first. Before the first commit. */
  async read(): Promise<Change[]> {
    const file = await promised<DiskResult<string>>((done) => this.#disk.read(PATH, done));
    if (!file.ok) return [];
    // what a crash left behind unsynced counts from now on, so it must not vanish with the next one
    await promised((done) => this.#disk.sync(PATH, done));
    const whole = file.value.slice(0, file.value.lastIndexOf('\n') + 1);
    if (whole.length < file.value.length) this.#mend = TORN_END;
    return whole.split('\n').flatMap((line) => {
      const parsed = parseJson(line);
      return parsed.ok ? (parsed.value as Change[]) : [];
    });
  }

  /** Settles when the changes are durable; throws StorageError when the disk refuses them. */
  commit(changes: readonly Change[]): Promise<void> {
    const written = deferred<void>();
    this.#waiting.push({ changes, written });
    if (!this.#writing) void this.#write();
    return written.promise;
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      const stored = await this.#store(`${JSON.stringify(batch.flatMap(({ changes }) => changes))}\n`);
      for (const { written } of batch) {
        if (stored) written.resolve();
        else written.reject(new StorageError('the journal can not be written'));
      }
    }
    this.#writing = false;
  }

  async #store(text: string): Promise<boolean> {
    const appended = await promised<{ ok: boolean }>((done) =>
      this.#disk.append(PATH, this.#mend + text, done),
    );
    this.#mend = appended.ok ? '' : TORN_END;
    if (!appended.ok) return false;
    const synced = await promised<{ ok: boolean }>((done) => this.#disk.sync(PATH, done));
    // whether it will survive is not known now: the next incarnation finds out
    if (!synced.ok) throw new Error('the journal can not be synced');
    return true;
  }
}
