/**
 * The durable store: a ledger of which generation each key points at, one transcript file per generation, and
 * archives of ended ones.
 *
 *   ledger.jsonl                       opened and ended generations; an `ended` line is the audit record and the
 *                                      commit point of a rotation
 *   transcripts/<generation>.jsonl     entries of a live generation; a user entry is the commit point of a send, an
 *                                      assistant entry with its run id that of a run's end
 *   archives/<name>.jsonl              ended generations, and what a compaction replaced
 *
 * Every commit is an append and a sync before anybody is told. Must not know: sessions' state, sockets.
 */
import type { ArchiveInfo, AuditRecord } from '../../protocol/methods.ts';
import { ms, type Micros } from '../../kernel/time.ts';
import type { Disk, HostTimers } from '../port.ts';
import { formatLines, parseLines, type Entry, type TranscriptLine } from './entry.ts';

export const LEDGER = 'ledger.jsonl';

export type LedgerLine =
  | { readonly opened: { readonly key: string; readonly generation: string; readonly at: number } }
  /** `by`: the idempotency key of the message whose slash command asked for it; `said`: its text, if it counts once. */
  | ({ readonly ended: AuditRecord; readonly by?: string; readonly said?: string } & Dated)
  | ({ readonly checkpoint: ArchiveInfo } & Dated);

interface Dated {
  /** When the archive was closed, on the clock that never jumps: nothing in it is younger. */
  readonly monotonicMicros: Micros;
}

export type Committed = (ok: boolean) => void;

/** What must be written is tried again after this long while the disk refuses it. */
const RETRY = ms(500);

/** Ends what a failed append left of a line, so that it is none. */
const TORN_END = '~\n';

export class Store {
  readonly #disk: Disk;
  readonly #timers: HostTimers;
  /** Files that may end with a part of a line. */
  readonly #torn = new Set<string>();
  /** Files that are being appended to, with what waits: a line must not follow a part of one. */
  readonly #appending = new Map<string, (() => void)[]>();

  constructor(disk: Disk, timers: HostTimers) {
    this.#disk = disk;
    this.#timers = timers;
  }

  transcriptPath(generation: string): string {
    return `transcripts/${generation}.jsonl`;
  }

  archivePath(archive: string): string {
    return `archives/${archive}.jsonl`;
  }

  /** Durable once `done(true)`; `done(false)`: the line is not there, and never will be. */
  commitLedger(line: LedgerLine, done: Committed): void {
    this.append(LEDGER, `${JSON.stringify(line)}\n`, done);
  }

  commitTranscript(generation: string, lines: readonly TranscriptLine[], done: Committed): void {
    this.append(this.transcriptPath(generation), formatLines(lines), done);
  }

  /** The same for what has to be written sooner or later: tried until the disk takes it. */
  persistTranscript(generation: string, entries: readonly Entry[], done: () => void): void {
    if (entries.length === 0) return done();
    const lines = entries.map((entry) => ({ entry }));
    this.#untilStored((stored) => this.commitTranscript(generation, lines, stored), done);
  }

  #untilStored(attempt: (stored: Committed) => void, done: () => void): void {
    attempt((ok) => {
      if (ok) done();
      else this.#timers.set(RETRY, () => this.#untilStored(attempt, done));
    });
  }

  append(path: string, text: string, done: Committed): void {
    const waiting = this.#appending.get(path);
    if (waiting !== undefined) {
      waiting.push(() => this.#append(path, text, done));
      return;
    }
    this.#appending.set(path, []);
    this.#append(path, text, done);
  }

  #append(path: string, text: string, done: Committed): void {
    this.#disk.append(path, this.#torn.has(path) ? TORN_END + text : text, (written) => {
      if (written.ok) this.#torn.delete(path);
      else this.#torn.add(path);
      const next = this.#appending.get(path)?.shift();
      if (next === undefined) this.#appending.delete(path);
      else next();
      if (written.ok) this.#disk.sync(path, (synced) => done(synced.ok));
      else done(false);
    });
  }

  /** Replaces a file so that a crash leaves the old content or the new, never a mixture. */
  replace(path: string, text: string, done: Committed): void {
    const temporary = `${path}.tmp`;
    this.#disk.write(temporary, text, (written) => {
      if (!written.ok) return done(false);
      this.#disk.sync(temporary, (synced) => {
        if (!synced.ok) return done(false);
        this.#disk.rename(temporary, path, (renamed) => done(renamed.ok));
      });
    });
  }

  /** Moves an ended generation's transcript, with the entries that close it, to its archive; none is an empty archive. */
  archive(generation: string, closing: readonly Entry[], archive: string, done: () => void): void {
    this.persistTranscript(generation, closing, () =>
      this.#disk.rename(this.transcriptPath(generation), this.archivePath(archive), () => done()),
    );
  }

  readArchive(archive: string, done: (lines: TranscriptLine[] | undefined) => void): void {
    this.#disk.read(this.archivePath(archive), (result) => {
      done(result.ok ? parseLines(result.value) : result.error === 'not-found' ? [] : undefined);
    });
  }

  list(prefix: string, done: (paths: readonly string[]) => void): void {
    this.#disk.list(prefix, (result) => done(result.ok ? result.value : []));
  }

  /** Reads a file and mends a torn last line, so that the next append starts on a line of its own. */
  readMended(path: string, done: (text: string) => void): void {
    this.#disk.read(path, (result) => {
      if (!result.ok) return done('');
      const text = result.value;
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      if (whole.length === text.length) return done(text);
      this.#untilStored(
        (stored) => this.replace(path, whole, stored),
        () => done(whole),
      );
    });
  }
}
