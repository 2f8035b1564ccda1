/**
 * entry/ordered. Judged on delivered reads: of histories against the reads of the same generation before, of pages
 * against the page before, of archives by themselves. How positions rise is declared by the dialect. A read may be
 * answered with less than a read that was answered before it was asked for only where a compaction took the entry's
 * place, where the entry had no ack or terminal behind it, or where it is a reply and the process died since. Pages may
 * overlap when something may have been added while they were read, and say nothing once a compaction came between.
 * What a connection is pushed of one generation comes in the order of its positions, where the dialect counts them by
 * one, and no two entries under one id; a summary stands where what it covers stood. A page that holds nothing may say that
 * there is more: the next message was too long for it. Behind the first position there is none.
 *
 * Since version 2: an entry that is read again has the time that it had, also after a restart; whoever sorts or caches by
 * that takes it for another one otherwise. Where the wall clock jumped meanwhile, a live world has aged what is stored.
 * A push gives an entry no other position than it has itself. And a read that says that it leaves nothing out begins with the first position, or with a summary of what stood there,
 * where the dialect counts positions by one.
 *
 * Since version 3: the newest entry of a read was made after its message was sent and before the read was answered, by the
 * clock that the gateway's last list told, unless that jumped since.
 *
 * Since version 4: an entry is pushed with the time that it has.
 */
import type { Answer, ObservedEntry } from '../dialect/observation.ts';
import type { CutAbout, EventAbout, Of, RequestAbout } from './about.ts';
import { EntrySequence, type Misplacement } from './entry-sequence.ts';
import { inSeconds, isOutside, timeIn, type WallReading } from './wall-reading.ts';
import { FindingChecker, type Property } from './property.ts';
import { PushedTimes, type PushedTime } from './pushed-times.ts';
import { ms } from '../kernel/time.ts';
import { NEVER, type PendingRequest, type Position } from './model/connections.ts';
import type { Send } from './model/sends.ts';
import { ShownTranscript, type ShownEntry } from './shown-transcript.ts';

type Read<Type extends Answer['type']> = Extract<Answer, { type: Type }>;
type AnyRead = Read<'history'> | Read<'history-page'> | Read<'archive'>;

export const entryOrdered: Property = {
  id: 'entry/ordered',
  version: 4,
  later: {
    2: [
      'an entry has another time than it had',
      'an entry is pushed at another position than it has',
      'a read that leaves nothing out begins behind the first position',
    ],
    3: ['an entry is dated when it was not made'],
    4: ['an entry is pushed with another time than it has'],
  },
  family: 'order',
  statement:
    'In a transcript positions begin with the first and do not fall, a reply stands after the message that began its run, and a message before those sent once it was acknowledged; pages of one walk join, a later read reorders nothing, dates nothing anew, dates its newest entry when it was made, and lacks nothing that had an ack or a terminal behind it, and entries are pushed in their order, each with its own time and under an id of its own.',
  why: 'OpenClaw issues 83681, 131629, 61264; incident #70330',
  exercise: 'a read of two entries or more',
  watches: [
    { type: 'event', says: ['message'], leg: 'news' },
    { type: 'response', says: ['history', 'history-page', 'archive', 'rows'], leg: 'client' },
    { type: 'connection', says: ['closed'], leg: 'client' },
    'process',
  ],
  start: (model) => new EntryOrdered(model),
};

/** A walk through a transcript, newest page first. */
interface Walk {
  readonly generation: string | undefined;
  /** When it began, and whether nothing was under way then. */
  readonly from: Position;
  readonly calm: boolean;
  /** Of its last page. */
  record: Position;
  oldest: ObservedEntry;
  /** Entries read so far. */
  read: number;
}

interface Pushed {
  readonly generation: string;
  readonly id: string;
  readonly seq: number;
  readonly record: Position;
}

/** An entry by its own id, and the record that showed it. */
interface Other {
  readonly id: string;
  readonly record: Position;
}

/** The entries of a generation by the ids that they were pushed under. */
interface PushedIds {
  readonly generation: string;
  readonly ids: Map<string, Other>;
}

class EntryOrdered extends FindingChecker {
  /** What reads have shown of the newest generation of each session. */
  readonly #shown = new Map<string, ShownTranscript>();
  /** By connection, then by session key or archive. */
  readonly #walks = new Map<number, Map<string, Walk>>();
  /** The last entry that each connection was pushed of each session. */
  readonly #pushed = new Map<number, Map<string, Pushed>>();
  /** Of the newest generation of each session. */
  readonly #pushedIds = new Map<string, PushedIds>();
  readonly #pushedTimes = new PushedTimes();
  #lastCrash: Position = NEVER;
  /** What the last list told of the gateway's clock, and its record. */
  #clock: (WallReading & { readonly record: Position }) | undefined;

  event({ record, meaning }: Of<'event'>, { connection, isNews }: EventAbout): void {
    if (!isNews || meaning.type !== 'message') return;
    const { entry, generation, key, pushedAs, pushedAt } = meaning;
    if (pushedAt !== undefined && entry.seq !== undefined && pushedAt !== entry.seq) {
      const sentence = `entry ${entry.id} of ${key} is pushed as that of position ${pushedAt}, and says itself that it stands at ${entry.seq}`;
      this.add('an entry is pushed at another position than it has', sentence, record.i);
    }
    if (generation !== undefined) this.#pushedTimes.pushed(key, generation, entry, record.i);
    if (generation !== undefined && pushedAs !== undefined)
      this.#named(key, generation, pushedAs, entry.id, record.i);
    if (this.model.dialect.positions !== 'by-one') return;
    const { compaction, id, seq } = entry;
    if (compaction || generation === undefined || seq === undefined) return;
    let ofConnection = this.#pushed.get(connection.conn);
    if (ofConnection === undefined)
      this.#pushed.set(connection.conn, (ofConnection = new Map<string, Pushed>()));
    const last = ofConnection.get(key);
    ofConnection.set(key, { generation, id, seq, record: record.i });
    if (last?.generation !== generation || seq >= last.seq) return;
    const sentence = `connection ${connection.conn} (${connection.client}) was pushed entry ${id} of ${key}, at position ${seq}, after ${last.id} at ${last.seq}`;
    this.add('entries are pushed in another order than they stand', sentence, last.record, record.i);
  }

  /** Whoever tells entries apart by the id that they are pushed under takes the second for the first once more. */
  #named(key: string, generation: string, pushedAs: string, id: string, record: Position): void {
    let pushed = this.#pushedIds.get(key);
    if (pushed?.generation !== generation)
      this.#pushedIds.set(key, (pushed = { generation, ids: new Map<string, Other>() }));
    const other = pushed.ids.get(pushedAs);
    if (other === undefined) pushed.ids.set(pushedAs, { id, record });
    if (other === undefined || other.id === id) return;
    const sentence = `entries ${other.id} and ${id} of ${key} were both pushed as ${pushedAs}`;
    this.add('two entries are pushed under one id', sentence, other.record, record);
  }

  response({ record: { i, leg }, answer }: Of<'response'>, { pending }: RequestAbout): void {
    if (leg !== 'client') return;
    if (answer?.type === 'rows' && answer.at !== undefined)
      this.#clock = { at: ms(answer.at), pending, record: i };
    if (answer?.type !== 'history' && answer?.type !== 'history-page' && answer?.type !== 'archive') return;
    if (answer.entries.length > 1) this.exercised++;
    const hidden = this.#hiddenBefore(answer);
    if (hidden > 0) {
      const sentence = `a read of ${nameOf(answer)} says that it leaves nothing older out, and begins at position ${hidden}`;
      this.add('a read that leaves nothing out begins behind the first position', sentence, i);
    }
    if (answer.type === 'history' && answer.generation !== undefined)
      this.#compare(answer, answer.generation, pending, i);
    else this.#alone(answer, i);
    this.#walk(answer, pending, i);
  }

  connection({ record: { conn, event, leg } }: Of<'connection'>): void {
    if (event !== 'closed' || leg !== 'client') return;
    this.#walks.delete(conn);
    this.#pushed.delete(conn);
  }

  process({ record: { event, i } }: Of<'process'>, _about: CutAbout): void {
    if (event === 'crashed') this.#lastCrash = i;
  }

  /** Against what reads of the same generation have shown. */
  #compare(answer: Read<'history'>, generation: string, pending: PendingRequest, record: Position): void {
    const { key, entries, partial } = answer;
    let shown = this.#shown.get(key);
    if (shown?.generation !== generation) {
      shown = new ShownTranscript(generation, this.model.dialect.positions);
      this.#shown.set(key, shown);
    }
    const read = { entries, partial, pending, sendOf: (entry: ObservedEntry) => this.#sendOf(key, entry) };
    const newest = entries.at(-1);
    if (newest !== undefined) this.#dated(key, newest, pending, record);
    const { lacking, swapped, redated, misplaced } = shown.read(read);
    for (const one of misplaced) this.#misplaced(one, key, record);
    if (swapped !== undefined) {
      const [later, earlier] = swapped;
      const sentence = `a history of ${key} shows ${later.id} before ${earlier.id}; earlier reads showed them the other way round`;
      this.add('a later read reorders entries', sentence, later.since, earlier.since, record);
    }
    if (redated !== undefined) this.#redated(key, ...redated, record);
    const pushed = this.#pushedTimes.read(key, generation, entries);
    if (pushed !== undefined) this.#pushedOtherwise(key, ...pushed, record);
    if (lacking.length === 0) return;
    const covered = entries.some((one) => one.compaction && one.coversSeq === undefined)
      ? Infinity
      : this.model.transcripts.coveredSeq(generation);
    const missed = lacking.find((one) => {
      if ((covered >= 0 && (one.seq ?? 0) <= covered) || !this.#isOwed(one, pending)) return false;
      const excuse = this.#excuseOf(one, key);
      if (excuse !== undefined) this.excuse('entry', excuse, one);
      return excuse === undefined;
    });
    if (missed === undefined) return;
    const hidden = this.#hiddenBefore(answer);
    const what = missed.role === 'user' ? 'message' : 'reply';
    const sentence = `a history of ${key} lacks the ${what} ${missed.id} of run ${missed.send?.runId}, which an earlier read showed${(missed.seq ?? 0) < hidden ? `: it begins at position ${hidden}` : ''}`;
    this.add(`a later read lacks a ${what}`, sentence, missed.since, record);
  }

  /** What stands before this position is left out, and the read does not say so; 0: nothing is. */
  #hiddenBefore({ entries, partial }: AnyRead): number {
    const [oldest] = entries;
    if (partial || oldest === undefined || this.model.dialect.positions !== 'by-one') return 0;
    const { compaction, isReset, seq: first = 1 } = oldest;
    if (compaction || isReset || first === 1) return 0;
    return entries.some(({ seq = first }) => seq < first) ? 0 : first;
  }

  #dated(key: string, entry: ObservedEntry, pending: PendingRequest, record: Position): void {
    const made = this.#clock && timeIn(entry.at, this.#clock);
    if (made === undefined || this.#clock === undefined) return;
    const send = this.#sendOf(key, entry);
    // which of two messages with one text it is of does not show
    const isCertain = send !== undefined && !send.sharesMarker && !entry.compaction;
    const from = isCertain ? send.firstSentAt : -Infinity;
    if (!isOutside(made, from, pending.answeredAt)) return;
    // the list may be delivered long after it was given
    const since = Math.min(this.#clock.pending.record, send?.record ?? 0);
    if (this.model.fair.wallJumpedSince(since))
      return this.excuse('date', 'the wall clock jumped', send ?? this.#clock);
    const what = `a history of ${key} says that entry ${entry.id} was made at ${inSeconds(made.latest)}`;
    const meant = `by the clock of the gateway's own list; ${isCertain ? `its message was sent at ${inSeconds(from)}, and ` : ''}the history was answered at ${inSeconds(pending.answeredAt)}`;
    const records = [send?.record ?? -1, this.#clock.record, record];
    this.add('an entry is dated when it was not made', `${what} ${meant}`, ...records);
  }

  #redated(key: string, known: ShownEntry, now: number, record: Position): void {
    const { id, at, since } = known;
    if (this.model.fair.wallJumpedSince(since)) return this.excuse('date', 'the wall clock jumped', known);
    const sentence = `a history of ${key} says that entry ${id} was made at ${now}; an earlier read said ${at}`;
    this.add('an entry has another time than it had', sentence, since, record);
  }

  #pushedOtherwise(key: string, pushed: PushedTime, now: number, record: Position): void {
    if (this.model.fair.wallJumpedSince(pushed.record))
      return this.excuse('date', 'the wall clock jumped', pushed);
    const sentence = `entry ${pushed.id} of ${key} was pushed as made at ${pushed.at}; a history says ${now}`;
    this.add('an entry is pushed with another time than it has', sentence, pushed.record, record);
  }

  /** It was there when the read was asked for, and something said that it would stay. */
  #isOwed({ role, send, since }: ShownEntry, { from }: PendingRequest): boolean {
    if (send === undefined || since > from) return false;
    if (role === 'user') return send.acknowledged && send.acknowledgedRecord < from;
    if (role !== 'assistant' && role !== 'tool') return false;
    return send.terminal !== undefined && send.settledBy < from;
  }

  /** Why an entry that was there may be gone, though no compaction stands for it. */
  #excuseOf({ askedAt, role, send, since }: ShownEntry, key: string): string | undefined {
    if (send?.reaccepted === true) return 'their message may have been taken twice';
    // a generation that comes back after its end is the matter of generation/monotonic
    if (this.model.generations.asksToEndAfter(key, since)) return 'somebody asked to end their session';
    return role !== 'user' && this.#lastCrash >= askedAt ? 'a crash may have undone them' : undefined;
  }

  /** A page or an archive, or a history that does not say of which generation it is. */
  #alone(answer: AnyRead, record: Position): void {
    const name = nameOf(answer);
    const key = answer.type === 'archive' ? this.#keyOf(answer.archive) : answer.key;
    const sequence = new EntrySequence(this.model.dialect.positions);
    for (const entry of answer.entries) {
      const send = key === undefined ? undefined : this.#sendOf(key, entry);
      const found = sequence.next(entry, send);
      if (found !== undefined) this.#misplaced(found, name, record);
    }
  }

  #misplaced({ cause, words, records }: Misplacement, name: string, record: Position): void {
    this.add(cause, `in ${name} ${words}`, ...records, record);
  }

  #keyOf(archive: string): string | undefined {
    return this.model.transcripts.archives.get(archive)?.info.sessionKey;
  }

  #sendOf(key: string, { role, runId, marker }: ObservedEntry): Send | undefined {
    const { sends } = this.model;
    if (role === 'user') return sends.ofEntry(key, marker, runId);
    return runId === undefined ? undefined : sends.ofRun(runId, key);
  }

  #walk(answer: AnyRead, pending: PendingRequest, record: Position): void {
    const { conn } = pending.connection;
    const name = nameOf(answer);
    const { entries, partial } = answer;
    const generation = 'generation' in answer ? answer.generation : undefined;
    const offset = 'offset' in answer ? answer.offset : 0;
    const walks = this.#walks.get(conn) ?? new Map<string, Walk>();
    const walk = walks.get(name);
    const [oldest] = entries;
    if (offset > 0) {
      if (walk === undefined || walk.read !== offset || walk.generation !== generation) return;
      this.#join(walk, answer, record);
      if (partial && oldest === undefined) this.#isEndless(walk, name, record);
    }
    if (!partial || oldest === undefined) {
      walks.delete(name);
      return;
    }
    this.#walks.set(conn, walks);
    if (offset > 0 && walk !== undefined)
      Object.assign(walk, { oldest, record, read: offset + entries.length });
    else {
      // a run that ended on the way of the answer may have been under way when it was given
      const { sends } = this.model;
      const calm =
        answer.type === 'archive' ||
        (!sends.possiblyActive(answer.key) && sends.lastSettlement(answer.key) < pending.sentAt);
      walks.set(name, { generation, from: pending.from, calm, record, oldest, read: entries.length });
    }
  }

  /** An empty page that says there is more. */
  #isEndless({ oldest, record: before }: Walk, name: string, record: Position): void {
    if (this.model.dialect.positions !== 'by-one' || oldest.seq !== 1) return;
    const sentence = `the page of ${name} before position 1 holds nothing, and says that there are older entries`;
    this.add('a walk through pages has no end', sentence, before, record);
  }

  /** The page's newest entry stands right before the oldest one of the page before. */
  #join(walk: Walk, answer: AnyRead, record: Position): void {
    const newest = answer.entries.at(-1);
    const { oldest } = walk;
    if (newest?.seq === undefined || oldest.seq === undefined) return;
    const oldestSeq = oldest.seq;
    if (answer.entries.some(({ compaction, coversSeq = Infinity }) => compaction && coversSeq >= oldestSeq))
      return this.excuse('page', 'a compaction came between them', answer);
    const name = nameOf(answer);
    const places = `position ${newest.seq}, after a page that begins at ${oldest.seq}`;
    if (newest.seq < oldest.seq - 1 && this.model.dialect.positions === 'by-one')
      this.add('a page leaves a gap', `a page of ${name} ends at ${places}`, walk.record, record);
    const mayHaveGrown =
      answer.type !== 'archive' &&
      (!walk.calm || this.model.sends.possiblyAcceptedAfter(answer.key, walk.from));
    if (newest.seq < oldest.seq) return;
    if (mayHaveGrown) this.excuse('page', 'something may have been added meanwhile', answer);
    else this.add('pages overlap', `a page of ${name} ends at ${places}`, walk.record, record);
  }
}

/** What was read, as sentences say it. */
function nameOf(answer: AnyRead): string {
  return answer.type === 'archive' ? `archive ${answer.archive}` : answer.key;
}
