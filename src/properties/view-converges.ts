/**
 * view/converges. Two comparisons after quiet. The pushed view (first history fetched after subscribing, plus
 * pushes; later fetches are not folded in) must hold every entry that the same connection's refetch then shows, and
 * nothing the stored transcript lacks, modulo compaction. And all refetches of one session must show the same
 * entries. Entries older than a partial answer reaches are not compared.
 *
 * Since version 2: nobody is pushed the same entry twice on one connection, as it was, but where sends may be merged
 * (OpenClaw 2026.9.6 pushes what it steers into a run twice). And whoever subscribed to sessions was pushed the row of each
 * that had a run since, and last how it is listed after quiet, where the status alone says whether a row runs.
 *
 * Since version 3: a subscription is to a key. It goes on through a delete as it does through a reset, and what is said
 * there next is pushed from its first entry.
 */
import type { Generation, HistoryAnswer, ObservedEntry } from '../dialect/observation.ts';
import type { FrameRecord } from '../history/record.ts';
import { hashString } from '../kernel/hash.ts';
import type { EventAbout, Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { PendingRequest } from './model/connections.ts';
import type { JudgeModel } from './model/judge-model.ts';
import { PushedRows, type WrongRow } from './pushed-rows.ts';

interface View {
  generation: Generation;
  /** It began with a base, so that nothing is missing from `fromSeq` on. */
  based: boolean;
  fromSeq: number;
  /** What the connection was pushed, or read, of this key before; undefined: nothing, or its base is a read. */
  readonly before: Generation | undefined;
  /** How that ended, where this came next. */
  after: 'reset' | 'delete' | undefined;
  /** Entry ids, with their positions. */
  readonly ids: Map<string, number>;
  /** Entries that were pushed, each by its id. */
  readonly pushed: Map<string, Pushed>;
}

interface Pushed {
  readonly record: number;
  /** What it said. */
  readonly hash: number;
}

interface Stored {
  readonly record: number;
  readonly generation: Generation;
  readonly ids: readonly string[];
  readonly partial: boolean;
}

export const viewConverges: Property = {
  id: 'view/converges',
  version: 3,
  later: {
    2: [
      'an entry was pushed twice',
      'a subscriber was pushed no row',
      'the last row that was pushed is not how it stands',
    ],
    3: ['a subscription ended with the session that stood behind its key'],
  },
  family: 'order',
  statement:
    "After faults end and traffic stops, a client's pushed view, in which each entry comes once, and its recovered view equal the stored transcript, modulo compaction, and the rows that it was pushed are those that are listed.",
  why: 'incidents #7442 and #63374; OpenClaw issues 25722, 81284, 105593',
  exercise: 'a view compared after quiet',
  watches: [
    { type: 'event', says: ['message'], leg: 'client' },
    { type: 'event', says: ['row'], leg: 'news' },
    { type: 'response', says: ['history', 'rows'], leg: 'client' },
    { type: 'connection', says: ['closed'], leg: 'client' },
  ],
  start: (model) => new ViewConverges(model),
};

const WRONG_ROW: { readonly [What in WrongRow]: string } = {
  none: 'a subscriber was pushed no row',
  stale: 'the last row that was pushed is not how it stands',
};

class ViewConverges extends FindingChecker {
  /** The pushed views of each connection, by its number, and each session. */
  readonly #views: (Map<string, View> | undefined)[] = [];
  readonly #stored = new Map<string, Stored>();
  readonly #rows: PushedRows;

  constructor(model: JudgeModel) {
    super(model);
    this.#rows = new PushedRows(model, (what, sentence, ...records) =>
      this.add(WRONG_ROW[what], sentence, ...records),
    );
  }

  event({ record, meaning }: Of<'event'>, { connection, isNews }: EventAbout): void {
    if (meaning.type === 'row' && isNews) this.#rows.pushed(meaning, connection, record.i);
    if (record.leg !== 'client' || meaning.type !== 'message' || meaning.generation === undefined) return;
    if (!meaning.entry.compaction) this.#pushed(record, meaning.key, meaning.generation, meaning.entry);
  }

  response({ record, answer }: Of<'response'>, { pending }: RequestAbout): void {
    if (answer?.type === 'history') this.#read(answer, pending, record);
    else if (answer?.type === 'rows') this.#rows.listed(answer.rows, pending.record, record.i);
  }

  connection({ record: { conn, event } }: Of<'connection'>): void {
    if (event === 'closed') this.#views[conn] = undefined;
  }

  override finish(): void {
    this.exercised += this.#rows.finish();
  }

  #pushed({ conn, client, i }: FrameRecord, key: string, generation: Generation, entry: ObservedEntry): void {
    const perKey = (this.#views[conn] ??= new Map<string, View>());
    let view = perKey.get(key);
    if (view === undefined || view.generation !== generation) {
      view = following(generation, view?.generation);
      this.#goesOn(view, key);
      perKey.set(key, view);
    }
    view.ids.set(entry.id, entry.seq ?? 0);
    if (this.model.dialect.mergesSends) return;
    const hash = hashString(entry.text);
    const before = view.pushed.get(entry.id);
    view.pushed.set(entry.id, { record: i, hash });
    if (before?.hash !== hash) return;
    const sentence = `connection ${conn} (${client}) was pushed entry ${entry.id} of ${key} twice`;
    this.add('an entry was pushed twice', sentence, before.record, i);
  }

  #read(history: HistoryAnswer, pending: PendingRequest, record: FrameRecord): void {
    const { key, generation, entries, partial } = history;
    const known = this.#views[record.conn]?.get(key);
    if (generation === undefined) {
      if (known !== undefined) known.based = false;
      return;
    }
    const isAfterQuiet = pending.record > this.model.phases.quietFrom;
    const isLater = isAfterQuiet && known !== undefined && known.generation !== generation;
    const view = isLater ? following(generation, known.generation) : known;
    if (view !== undefined && view.generation === generation) this.#goesOn(view, key);
    const isBased = view?.based === true && view.generation === generation;
    if (isAfterQuiet) {
      if (isBased) this.#compare(view, history, record);
      this.#recovered(history, generation, record.i);
      return;
    }
    const since = pending.connection.messagesSince.get(key) ?? Infinity;
    if (pending.from < since || isBased) return;
    // answered late: what was read is over, and its client was pushed what came after it
    const isOver = this.model.generations.span(key, generation)?.lives === false;
    if (isOver && view !== undefined && view.generation !== generation) return;
    const ids = view?.generation === generation ? view.ids : new Map<string, number>();
    for (const entry of entries) if (!entry.compaction) ids.set(entry.id, entry.seq ?? 0);
    const fromSeq = partial ? (entries[0]?.seq ?? Infinity) : 0;
    const perKey = (this.#views[record.conn] ??= new Map<string, View>());
    const pushed = view?.generation === generation ? view.pushed : new Map<string, Pushed>();
    perKey.set(key, { generation, based: true, fromSeq, before: undefined, after: undefined, ids, pushed });
  }

  /** Of what comes behind a key after what it has followed there, a connection is pushed all. */
  #goesOn(view: View, key: string): void {
    const { before, generation } = view;
    if (view.based || before === undefined) return;
    const { reason, ended } = this.model.generations.begunBy(key, generation) ?? {};
    if (ended !== before || (reason !== 'reset' && reason !== 'delete')) return;
    view.based = true;
    view.after = reason;
  }

  #compare(view: View, { entries, partial }: HistoryAnswer, { client, conn, i }: FrameRecord): void {
    this.exercised++;
    const who = `connection ${conn} (${client})`;
    const hasEnded = view.after === 'delete' || (view.after === 'reset' && view.ids.size === 0);
    let covered = 0;
    let from = partial ? Infinity : 0;
    const ids = new Set<string>();
    const placed = new Map<number, string>();
    for (const entry of entries) {
      ids.add(entry.id);
      if (entry.seq !== undefined) placed.set(entry.seq, entry.id);
      if (entry.seq !== undefined && entry.seq < from) from = entry.seq;
      if (entry.compaction) covered = Math.max(covered, entry.coversSeq ?? Infinity);
      else if (!view.ids.has(entry.id) && (view.fromSeq === 0 || (entry.seq ?? -1) >= view.fromSeq)) {
        const sentence = `${who} was never pushed entry ${entry.id}, which the stored transcript holds`;
        if (!hasEnded) this.add('the pushed view lacks a stored entry', sentence, i);
        else
          this.add(
            'a subscription ended with the session that stood behind its key',
            `${sentence}; it followed the key when a ${view.after} ended what stood there, and a subscription goes on`,
            i,
          );
      }
    }
    if (hasEnded) return;
    for (const [id, seq] of view.ids) {
      if (ids.has(id) || seq <= covered || seq < from) continue;
      const instead = placed.get(seq);
      if (instead !== undefined) {
        const sentence = `${who} was pushed entry ${id} at position ${seq}, where the stored transcript holds ${instead}`;
        this.add('an entry was pushed as another one than is stored', sentence, i);
      } else if (partial) {
        const sentence = `${who} was pushed entry ${id} at position ${seq}, which a page leaves out that begins at position ${from}`;
        this.add('a page leaves out an entry that was pushed', sentence, i);
      } else {
        const [{ seq: first = 0 } = {}] = entries;
        const where = seq < first ? `: that begins at position ${first}` : '';
        const sentence = `${who} holds entry ${id}, which the stored transcript lacks${where}`;
        this.add('the pushed view holds an entry that is not stored', sentence, i);
      }
    }
  }

  #recovered({ key, entries, partial }: HistoryAnswer, generation: Generation, record: number): void {
    const known = this.#stored.get(key);
    const ids = entries.map((entry) => entry.id);
    if (known === undefined) {
      this.#stored.set(key, { record, generation, ids, partial });
      return;
    }
    this.exercised++;
    const lengthOf = known.partial || partial ? Math.min : Math.max;
    const length = lengthOf(ids.length, known.ids.length);
    let same = known.generation === generation;
    for (let back = 1; back <= length && same; back++) same = ids.at(-back) === known.ids.at(-back);
    if (same) return;
    const sentence = `two histories of ${key} fetched after quiet differ: ${known.ids.length} and ${ids.length} entries`;
    this.add('two clients recovered different transcripts', sentence, known.record, record);
  }
}

/** A view of which nothing was shown yet. */
function following(generation: Generation, before: Generation | undefined): View {
  return {
    generation,
    based: false,
    fromSeq: 0,
    before,
    after: undefined,
    ids: new Map(),
    pushed: new Map(),
  };
}
