/**
 * Transcripts: what delivered reads of histories and archives showed of sends and their replies, and what the reads
 * after quiet amount to per session. Notes facts at the observation under way; memory per send, session and archive.
 */
import type { Dialect } from '../../dialect/dialect.ts';
import type { Answer, Generation, ObservedEntry } from '../../dialect/observation.ts';
import type { Micros } from '../../kernel/time.ts';
import type { ArchiveInfo } from '../../protocol/methods.ts';
import { markersIn } from '../../protocol/marker.ts';
import type { Position } from './connections.ts';
import type { Runs } from './runs.ts';
import type { Send, Sends } from './sends.ts';

/** A send's entry or reply in a second place, or a second time, or (`stranger`) in another session. */
export interface Oddity {
  readonly type: 'second-entry' | 'second-reply' | 'entry-elsewhere' | 'reply-elsewhere' | 'stranger';
  readonly send: Send;
  /** The session whose transcript shows it. */
  readonly key: string;
  readonly where: Generation | undefined;
}

/** What reads that began after quiet show of one session. */
export interface FinalView {
  /** The last history answer; its positions for evidence. */
  record: Position;
  generation: Generation | undefined;
  /** Older entries were not read. */
  partial: boolean;
  /** Newest entries that were read, page by page. */
  read: number;
  /** The position of the oldest of them. */
  oldest: number | undefined;
  /** Positions that stand on neither of two pages that follow each other. */
  skipped: readonly [from: number, to: number] | undefined;
  compacted: boolean;
  /** It begins with the mark of a reset in place: what stood before is not shown. */
  sinceReset: boolean;
  /** Messages that are kept beside it were left out. */
  inputsPartial: boolean;
}

/** One archive as listed. */
export interface ListedArchive {
  readonly info: ArchiveInfo;
  readonly generation: Generation | undefined;
  /** Read back in full. */
  read: boolean;
  /** Newest entries read so far, page by page. */
  entriesRead: number;
  /** The position of the oldest of them. */
  oldest: number | undefined;
}

export class Transcripts {
  readonly #dialect: Dialect;
  readonly #sends: Sends;
  readonly #runs: Runs;
  readonly #final = new Map<string, FinalView>();
  readonly #archives = new Map<string, ListedArchive>();
  /** How many archives of each session were not read back in full. */
  readonly #unread = new Map<string, number>();
  readonly #covered = new Map<Generation, number>();
  /** The read under way shows what a compaction replaced. */
  #ofCheckpoint = false;
  readonly #coveredForGood = new Map<Generation, number>();
  /** What the read under way shows is there to stay. */
  #lasting = false;
  /** After quiet, the archives were listed. */
  archivesListedWhenQuiet = false;
  readonly oddities: Oddity[] = [];
  /** The read under way was asked for after everything was quiet. */
  #afterQuiet = false;
  #at: Position = 0;
  #now: Micros = 0;

  constructor(dialect: Dialect, sends: Sends, runs: Runs) {
    this.#dialect = dialect;
    this.#runs = runs;
    this.#sends = sends;
  }

  at(): void {
    if (this.oddities.length > 0) this.oddities.length = 0;
  }

  /** Begins the delivered read at this position; `afterQuiet`: it was asked for after everything was quiet. */
  reading(at: Position, now: Micros, afterQuiet: boolean): void {
    this.#at = at;
    this.#now = now;
    this.#afterQuiet = afterQuiet;
  }

  final(key: string): FinalView | undefined {
    return this.#final.get(key);
  }

  /** A summary was read that stands for this generation's entries up to this position; -1: none. */
  coveredSeq(generation: Generation): number {
    return this.#covered.get(generation) ?? -1;
  }

  /** The same of a read that shows what is there to stay. */
  coveredForGood(generation: Generation): number {
    return this.#coveredForGood.get(generation) ?? -1;
  }

  get archives(): ReadonlyMap<string, ListedArchive> {
    return this.#archives;
  }

  /** Some archive of this session was listed and not read back in full. */
  hasUnread(key: string): boolean {
    return (this.#unread.get(key) ?? 0) > 0;
  }

  history({ key, generation, entries, partial, inputsPartial }: Extract<Answer, { type: 'history' }>): void {
    this.#lasting = this.#afterQuiet;
    const compacted = this.#entries(key, generation, entries);
    if (!this.#afterQuiet) return;
    const sinceReset = entries[0]?.isReset === true;
    const read = entries.length;
    this.#final.set(key, {
      record: this.#at,
      generation,
      partial,
      compacted,
      sinceReset,
      inputsPartial,
      read,
      oldest: entries[0]?.seq,
      skipped: undefined,
    });
  }

  /** The page of a history before its newest `offset` entries. */
  historyPage({
    key,
    generation,
    offset,
    entries,
    partial,
  }: Extract<Answer, { type: 'history-page' }>): void {
    this.#lasting = this.#afterQuiet;
    const compacted = this.#entries(key, generation, entries);
    const final = this.#final.get(key);
    if (!this.#afterQuiet || final === undefined) return;
    if (final.generation !== generation || final.read !== offset) return;
    final.read += entries.length;
    final.partial = partial;
    const [newest, { oldest = 0 }] = [entries.at(-1)?.seq, final];
    if (newest !== undefined && newest < oldest - 1 && this.#dialect.positions === 'by-one')
      final.skipped ??= [newest + 1, oldest - 1];
    final.oldest = entries[0]?.seq;
    if (compacted) final.compacted = true;
    if (entries[0]?.isReset === true) final.sinceReset = true;
  }

  listed(archives: readonly ArchiveInfo[]): void {
    if (this.#afterQuiet) this.archivesListedWhenQuiet = true;
    for (const info of archives) {
      if (this.#archives.has(info.archive)) continue;
      const generation = this.#dialect.reset === 'new-id' ? info.sessionId : undefined;
      this.#archives.set(info.archive, { info, generation, read: false, entriesRead: 0, oldest: undefined });
      this.#unread.set(info.sessionKey, (this.#unread.get(info.sessionKey) ?? 0) + 1);
    }
  }

  /** An archive read from its newest entry on, or the page before its newest `offset` entries. */
  archive({ archive: name, offset, entries, partial }: Extract<Answer, { type: 'archive' }>): void {
    const archive = this.#archives.get(name);
    if (archive === undefined) return;
    if (offset === 0) archive.entriesRead = 0;
    if (offset === archive.entriesRead) {
      archive.entriesRead += entries.length;
      if (entries.length > 0) archive.oldest = entries[0]?.seq;
      if (!partial && !archive.read) {
        archive.read = true;
        const { sessionKey } = archive.info;
        this.#unread.set(sessionKey, (this.#unread.get(sessionKey) ?? 0) - 1);
      }
    }
    // what a compaction dropped must lie under its summary; that its checkpoint still has it does not make it kept
    this.#ofCheckpoint = archive.info.reason === 'compaction';
    this.#lasting = !this.#ofCheckpoint;
    this.#entries(archive.info.sessionKey, archive.generation, entries);
    this.#ofCheckpoint = false;
  }

  #entries(key: string, generation: Generation | undefined, entries: readonly ObservedEntry[]): boolean {
    let compacted = false;
    for (const entry of entries) {
      if (entry.resumes) this.#resumed(key, entries, entry);
      if (entry.compaction) {
        compacted = true;
        if (this.#lasting) this.#runs.summaryLanded(key, entry.text);
        if (generation !== undefined) this.#covers(generation, entry.coversSeq ?? -1);
      } else if (entry.role === 'user') {
        if (entry.marker !== undefined || entry.runId !== undefined) this.#userEntry(key, generation, entry);
      } else if (entry.role === 'assistant' && entry.runId !== undefined) {
        this.#reply(key, generation, entry);
      } else if (entry.sessionControl && entry.marker !== undefined) {
        const send = this.#sendOf(key, entry.marker, undefined);
        if (send !== undefined && this.#lasting) send.seen = true;
      }
    }
    return compacted;
  }

  #covers(generation: Generation, seq: number): void {
    if (seq > this.coveredSeq(generation)) this.#covered.set(generation, seq);
    if (this.#lasting && seq > this.coveredForGood(generation)) this.#coveredForGood.set(generation, seq);
  }

  #userEntry(key: string, generation: Generation | undefined, entry: ObservedEntry): void {
    if (this.#dialect.mergesSends) {
      for (const marker of markersIn(entry.text)) {
        const merged = this.#sendOf(key, marker, undefined);
        if (merged !== undefined && this.#lasting) merged.seen = true;
      }
    }
    const send = this.#sendOf(key, entry.marker, entry.runId);
    if (send === undefined) return this.#stranger(key, generation, entry);
    this.#sends.accept(send, this.#at);
    if (this.#lasting) send.seen = true;
    if (this.#ofCheckpoint) send.checkpointed = true;
    if (entry.sessionControl) return;
    if (send.entryId === undefined) {
      send.entryId = entry.id;
      send.entrySeq = entry.seq;
    } else if (send.entryId !== entry.id && !send.sharesMarker) {
      this.oddities.push({ type: 'second-entry', send, key, where: generation });
      return;
    }
    if (send.entryId !== entry.id) return;
    if (send.placed === undefined) send.placed = generation;
    else if (generation !== undefined && send.placed !== generation) {
      this.oddities.push({ type: 'entry-elsewhere', send, key, where: generation });
    }
  }

  #reply(key: string, generation: Generation | undefined, entry: ObservedEntry): void {
    const send = this.#sends.ofRun(entry.runId as string, key);
    if (send === undefined) return this.#stranger(key, generation, entry);
    if (entry.stopReason === undefined) return;
    this.#sends.settle(send, 'reply', this.#at, this.#now);
    if (entry.stopReason === 'interrupted') return;
    if (send.replyId === undefined) {
      send.replyId = entry.id;
      if (send.placed === undefined) send.placed = generation;
    } else if (send.replyId !== entry.id) {
      this.oddities.push({ type: 'second-reply', send, key, where: generation });
      return;
    }
    if (generation !== undefined && send.placed !== undefined && send.placed !== generation) {
      this.oddities.push({ type: 'reply-elsewhere', send, key, where: generation });
    }
  }

  #stranger(key: string, where: Generation | undefined, entry: ObservedEntry): void {
    const send = this.strangerIn(key, entry);
    if (send !== undefined) this.oddities.push({ type: 'stranger', send, key, where });
  }

  /** The send to another session that an entry of this one is of; undefined: it is of none. */
  strangerIn(key: string, { role, runId, marker }: ObservedEntry): Send | undefined {
    const sends = this.#sends;
    if (runId !== undefined && sends.ofRun(runId, key) !== undefined) return undefined;
    const marked = role === 'user' && marker !== undefined ? sends.ofMarker(marker) : [];
    if (marked.some((send) => send.key === key)) return undefined;
    return marked[0] ?? (runId === undefined ? undefined : sends.ofRun(runId));
  }

  /** The run that `by` names went on with the user entries since the last reply; its reply settles their sends. */
  #resumed(key: string, entries: readonly ObservedEntry[], by: ObservedEntry): void {
    const place = entries.indexOf(by);
    const before = entries.slice(0, place);
    if (!entries.slice(place).some((entry) => isReply(entry) && entry.runId === by.runId)) return;
    for (const entry of before.slice(before.findLastIndex(isReply) + 1)) {
      const send = entry.role === 'user' ? this.#sendOf(key, entry.marker, entry.runId) : undefined;
      if (send !== undefined) this.#sends.settle(send, 'reply', this.#at, this.#now);
    }
  }

  /** An entry was pushed. */
  pushed(key: string, { role, runId, text }: ObservedEntry): void {
    if (role !== 'user') return;
    const send = runId === undefined ? undefined : this.#sends.ofRun(runId, key);
    if (send !== undefined) send.pushed = true;
    for (const marker of markersIn(text))
      for (const one of this.#sends.ofMarker(marker)) if (one.key === key) one.pushed = true;
  }

  /** The send an entry is of, where that is certain. */
  #sendOf(key: string, marker: string | undefined, runId: string | undefined): Send | undefined {
    const send = this.#sends.ofEntry(key, marker, runId);
    if (send !== undefined || marker === undefined || !this.#lasting) return send;
    const sends = this.#sends.ofMarker(marker);
    // whichever of several it is of, none of them is missing
    if (sends.length > 1) for (const one of sends) if (one.key === key) one.seen = true;
    return undefined;
  }
}

function isReply({ role, stopReason }: ObservedEntry): boolean {
  return role === 'assistant' && stopReason !== undefined;
}
