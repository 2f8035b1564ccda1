/**
 * Transcripts: what delivered reads of histories and archives showed of sends and their replies, and what the reads
 * after quiet amount to per session. Notes facts at the observation under way; memory per send, session and archive.
 */
import type { Dialect } from '../../dialect/dialect.ts';
import type { Generation, ObservedEntry } from '../../dialect/observation.ts';
import type { Micros } from '../../kernel/time.ts';
import type { ArchiveInfo } from '../../protocol/methods.ts';
import { markersIn } from '../../protocol/marker.ts';
import type { Position } from './connections.ts';
import type { Send, Sends } from './sends.ts';

/** A send's entry or reply in a second place, or a second time. */
export interface Oddity {
  readonly type: 'second-entry' | 'second-reply' | 'entry-elsewhere' | 'reply-elsewhere';
  readonly send: Send;
  readonly where: Generation | undefined;
}

/** What reads that began after quiet show of one session. */
export interface FinalView {
  /** The last history answer; its positions for evidence. */
  record: Position;
  generation: Generation | undefined;
  partial: boolean;
  compacted: boolean;
  read: boolean;
}

/** One archive as listed. */
export interface Archive {
  readonly info: ArchiveInfo;
  readonly generation: Generation | undefined;
  /** Read back in full after quiet. */
  readWhenQuiet: boolean;
  /** Read back at some time. */
  read: boolean;
}

export class Transcripts {
  readonly #dialect: Dialect;
  readonly #sends: Sends;
  readonly #final = new Map<string, FinalView>();
  readonly #archives = new Map<string, Archive>();
  /** After quiet, the archives were listed. */
  archivesListedWhenQuiet = false;
  /** A summary entry was read in a transcript or archive of these sessions. */
  readonly compacted = new Set<string>();
  readonly oddities: Oddity[] = [];
  /** The read under way was asked for after everything was quiet. */
  afterQuiet = false;

  constructor(dialect: Dialect, sends: Sends) {
    this.#dialect = dialect;
    this.#sends = sends;
  }

  at(): void {
    if (this.oddities.length > 0) this.oddities.length = 0;
  }

  final(key: string): FinalView | undefined {
    return this.#final.get(key);
  }

  get archives(): ReadonlyMap<string, Archive> {
    return this.#archives;
  }

  history(
    key: string,
    generation: Generation | undefined,
    entries: readonly ObservedEntry[],
    partial: boolean,
    at: Position,
    now: Micros,
  ): void {
    const compacted = this.#entries(key, generation, entries, at, now);
    if (!this.afterQuiet) return;
    this.#final.set(key, { record: at, generation, partial, compacted, read: true });
  }

  listed(archives: readonly ArchiveInfo[]): void {
    if (this.afterQuiet) this.archivesListedWhenQuiet = true;
    for (const info of archives) {
      if (this.#archives.has(info.archive)) continue;
      const generation = this.#dialect.reset === 'new-id' ? info.sessionId : undefined;
      this.#archives.set(info.archive, { info, generation, readWhenQuiet: false, read: false });
    }
  }

  archive(name: string, entries: readonly ObservedEntry[], partial: boolean, at: Position, now: Micros): void {
    const archive = this.#archives.get(name);
    if (archive === undefined) return;
    archive.read = true;
    if (this.afterQuiet && !partial) archive.readWhenQuiet = true;
    this.#entries(archive.info.sessionKey, archive.generation, entries, at, now);
  }

  #entries(
    key: string,
    generation: Generation | undefined,
    entries: readonly ObservedEntry[],
    at: Position,
    now: Micros,
  ): boolean {
    let compacted = false;
    for (const entry of entries) {
      if (entry.compaction) {
        compacted = true;
        this.compacted.add(key);
      } else if (entry.role === 'user') {
        if (entry.marker !== undefined) this.#userEntry(key, generation, entry, at, now);
      } else if (entry.role === 'assistant' && entry.runId !== undefined) {
        this.#reply(key, generation, entry, at, now);
      } else if (entry.sessionControl && entry.marker !== undefined) {
        const send = this.#sendOf(key, entry.marker, undefined);
        if (send !== undefined && this.afterQuiet) send.seenWhenQuiet = true;
      }
    }
    return compacted;
  }

  #userEntry(key: string, generation: Generation | undefined, entry: ObservedEntry, at: Position, now: Micros): void {
    if (this.#dialect.mergesSends) {
      for (const marker of markersIn(entry.text)) {
        const merged = this.#sendOf(key, marker, undefined);
        if (merged !== undefined && this.afterQuiet) merged.seenWhenQuiet = true;
      }
    }
    const send = this.#sendOf(key, entry.marker as string, entry.runId);
    if (send === undefined) return;
    this.#sends.accept(send, at, now);
    if (this.afterQuiet) send.seenWhenQuiet = true;
    if (entry.sessionControl) return;
    if (send.entryId === undefined) {
      send.entryId = entry.id;
      send.entrySeq = entry.seq;
    } else if (send.entryId !== entry.id && this.#sends.ofMarker(entry.marker as string).length === 1) {
      this.oddities.push({ type: 'second-entry', send, where: generation });
      return;
    }
    if (send.entryId !== entry.id) return;
    if (send.placed === undefined) send.placed = generation;
    else if (generation !== undefined && send.placed !== generation) {
      this.oddities.push({ type: 'entry-elsewhere', send, where: generation });
    }
  }

  #reply(key: string, generation: Generation | undefined, entry: ObservedEntry, at: Position, now: Micros): void {
    const send = this.#sends.ofRun(entry.runId as string, key);
    if (send === undefined || entry.stopReason === undefined) return;
    this.#sends.settle(send, 'reply', at, now);
    if (entry.stopReason === 'interrupted') return;
    if (send.replyId === undefined) {
      send.replyId = entry.id;
      if (send.placed === undefined) send.placed = generation;
    } else if (send.replyId !== entry.id) {
      this.oddities.push({ type: 'second-reply', send, where: generation });
      return;
    }
    if (generation !== undefined && send.placed !== undefined && send.placed !== generation) {
      this.oddities.push({ type: 'reply-elsewhere', send, where: generation });
    }
  }

  /** The send an entry is of: by its run where the entry says it, else by its marker. */
  #sendOf(key: string, marker: string, runId: string | undefined): Send | undefined {
    if (runId !== undefined) {
      const send = this.#sends.ofRun(runId, key);
      if (send !== undefined) return send;
    }
    return this.#sends.ofMarker(marker).find((send) => send.key === key);
  }
}
