/**
 * What reads have shown of one generation's transcript so far, in order, to compare the next read with. A read that
 * shows what is known and more costs a comparison for each entry; any other is compared by ids.
 * Memory: a small record for each entry that was shown and not compacted away.
 */
import type { Dialect } from '../dialect/dialect.ts';
import type { Generation, ObservedEntry } from '../dialect/observation.ts';
import { NEVER, type PendingRequest, type Position } from './model/connections.ts';
import type { Send } from './model/sends.ts';
import { EntrySequence, type Misplacement } from './entry-sequence.ts';

/** One entry as it was shown. */
export interface ShownEntry {
  readonly id: string;
  readonly seq: number | undefined;
  /** Its own time. */
  readonly at: number | undefined;
  readonly role: ObservedEntry['role'];
  /** Whose message it is, or whose run it belongs to. */
  readonly send: Send | undefined;
  /** It was there by then: the answer that first showed it. */
  readonly since: Position;
  /** The process whose transcript it was then was alive after this instant. */
  readonly askedAt: Position;
}

/** A read of the newest entries of a transcript. */
export interface TranscriptRead {
  readonly entries: readonly ObservedEntry[];
  /** Older entries were left out. */
  readonly partial: boolean;
  readonly pending: PendingRequest;
  sendOf(entry: ObservedEntry): Send | undefined;
}

/** What the next read says against those before. */
interface Difference {
  /** Known, in the range of the read, and not shown. */
  readonly lacking: readonly ShownEntry[];
  /** Two entries in an order in which they were not shown before; the later one first. */
  readonly swapped: readonly [ShownEntry, ShownEntry] | undefined;
  /** An entry as it was shown first, and the other time that it has now. */
  readonly redated: readonly [ShownEntry, number] | undefined;
  /** Entries at places where they cannot stand. */
  readonly misplaced: readonly Misplacement[];
}

const SAME: Difference = {
  lacking: [],
  swapped: undefined,
  redated: undefined,
  misplaced: [],
};

export class ShownTranscript {
  readonly generation: Generation;
  readonly #positions: Dialect['positions'];
  #entries: ShownEntry[] = [];
  #places = new Map<string, number>();
  #sequence: EntrySequence;
  /** The answer of the latest read. */
  #until: Position = NEVER;

  constructor(generation: Generation, positions: Dialect['positions']) {
    this.generation = generation;
    this.#positions = positions;
    this.#sequence = new EntrySequence(positions);
  }

  /** Takes the next read. */
  read(read: TranscriptRead): Difference {
    const { entries, partial, pending } = read;
    // delivered out of order: it says nothing about what was known when it was answered
    if (pending.until < this.#until)
      return { ...SAME, misplaced: new ShownTranscript(this.generation, this.#positions).#append(read, 0) };
    this.#until = pending.until;
    const first = partial ? this.#places.get(entries[0]?.id ?? '') : 0;
    if (first === undefined) return this.#anew(read, this.#entries.length);
    let same = 0;
    let redated: Difference['redated'];
    for (; same < entries.length && this.#entries[first + same]?.id === entries[same]?.id; same++)
      redated ??= redatedIn(this.#entries[first + same], entries[same]);
    if (first + same === this.#entries.length) {
      const misplaced = this.#append(read, same);
      return misplaced.length === 0 && redated === undefined ? SAME : { ...SAME, redated, misplaced };
    }
    // what is missing at the end may have come after this read was answered
    if (same === entries.length) return { ...SAME, redated, lacking: this.#entries.slice(first + same) };
    return this.#anew(read, first);
  }

  /** Of what was known, the entries from place `from` on were in the range of the read. */
  #anew(read: TranscriptRead, from: number): Difference {
    const known = this.#entries;
    const fresh = new ShownTranscript(this.generation, this.#positions);
    const misplaced = fresh.#append(read, 0, (id) => known[this.#places.get(id) ?? -1]);
    const lacking = known.slice(from).filter(({ id }) => !fresh.#places.has(id));
    const swapped = this.#swapped(read.entries);
    let redated: Difference['redated'];
    for (const entry of read.entries) redated ??= redatedIn(known[this.#places.get(entry.id) ?? -1], entry);
    // it may be older than what it lacks
    if (!lacking.some(({ since }) => since > read.pending.from)) {
      this.#entries = fresh.#entries;
      this.#places = fresh.#places;
      this.#sequence = fresh.#sequence;
    }
    return { lacking, swapped, redated, misplaced };
  }

  #swapped(entries: readonly ObservedEntry[]): Difference['swapped'] {
    let latest = -1;
    for (const { id } of entries) {
      const place = this.#places.get(id) ?? latest;
      if (place < latest) return [this.#entries[latest] as ShownEntry, this.#entries[place] as ShownEntry];
      latest = place;
    }
    return undefined;
  }

  #append(
    { entries, pending, sendOf }: TranscriptRead,
    from: number,
    knownOf: (id: string) => ShownEntry | undefined = neverShown,
  ): Misplacement[] {
    const misplaced: Misplacement[] = [];
    for (let at = from; at < entries.length; at++) {
      const entry = entries[at] as ObservedEntry;
      const { id, seq, at: time, role } = entry;
      const send = sendOf(entry);
      const found = this.#sequence.next(entry, send);
      if (found !== undefined) misplaced.push(found);
      const { since = pending.until, askedAt = pending.from } = knownOf(id) ?? {};
      this.#add({ id, seq, at: time, role, send, since, askedAt });
    }
    return misplaced;
  }

  #add(entry: ShownEntry): void {
    this.#places.set(entry.id, this.#entries.length);
    this.#entries.push(entry);
  }
}

/** It had another time when it was shown before. */
function redatedIn(known: ShownEntry | undefined, entry: ObservedEntry | undefined): Difference['redated'] {
  if (known?.at === undefined || entry?.at === undefined || known.at === entry.at) return undefined;
  return [known, entry.at];
}

function neverShown(): undefined {
  return undefined;
}
