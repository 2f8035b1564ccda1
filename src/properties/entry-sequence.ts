/**
 * The order within one transcript as it is read from its first shown entry on: what each next entry says about its
 * place. Knows what a message's acknowledgement and a run's reply mean for it, and how the dialect's positions rise.
 * Memory: a reference for each message that was shown.
 */
import type { Dialect } from '../dialect/dialect.ts';
import type { ObservedEntry } from '../dialect/observation.ts';
import type { Position } from './model/connections.ts';
import type { Send } from './model/sends.ts';

/** What is wrong with an entry's place. */
export interface Misplacement {
  readonly cause: string;
  readonly words: string;
  /** Records that prove it, beside the read. */
  readonly records: readonly Position[];
}

export class EntrySequence {
  readonly #positions: Dialect['positions'];
  #last: ObservedEntry | undefined;
  /** Of the messages so far the one that was sent last. */
  #latest: Send | undefined;
  /** Sends, or else runs, whose message was shown. */
  readonly #asked = new Set<Send | string>();
  /** Runs of which a reply was shown and no message before it, with the reply's id. */
  readonly #unasked = new Map<string, string>();

  constructor(positions: Dialect['positions']) {
    this.#positions = positions;
  }

  /** Takes the next entry. `send`: whose message it is, or whose run it belongs to, where that is certain. */
  next(entry: ObservedEntry, send: Send | undefined): Misplacement | undefined {
    const last = this.#last;
    this.#last = entry;
    const { role, runId, sessionControl } = entry;
    if (role === 'assistant' && runId !== undefined && !this.#asked.has(send ?? runId))
      this.#unasked.set(runId, entry.id);
    if (role === 'user' && !sessionControl) {
      const misplaced = this.#message(entry, send);
      if (misplaced !== undefined) return misplaced;
    }
    return last === undefined ? undefined : this.#position(last, entry);
  }

  #message({ id, runId }: ObservedEntry, send: Send | undefined): Misplacement | undefined {
    const name = send ?? runId;
    // that a message stands twice is the matter of send/exactly-once
    if (name === undefined || this.#asked.has(name)) return undefined;
    this.#asked.add(name);
    const answer = this.#unasked.get(send?.runId ?? (name as string));
    // of a run that began more than once the earlier message may stand before what is shown
    if (answer !== undefined && send?.reaccepted !== true) {
      const words = `the reply ${answer} of run ${send?.runId ?? runId} stands before the message ${id} that began the run`;
      return { cause: 'a reply stands before its message', words, records: [send?.record ?? -1] };
    }
    return send === undefined ? undefined : this.#overtaken(send);
  }

  #overtaken(send: Send): Misplacement | undefined {
    const latest = this.#latest;
    if (latest === undefined || latest.record < send.record) this.#latest = send;
    if (latest === undefined || !send.acknowledged || send.acknowledgedRecord > latest.record)
      return undefined;
    if (send.reaccepted) return undefined;
    const words = `message ${send.runId} stands behind message ${latest.runId}, which was sent after the acknowledgement of ${send.runId} had arrived`;
    const cause = 'a message stands behind one that was sent later';
    return { cause, words, records: [send.acknowledgedRecord, latest.record] };
  }

  #position(last: ObservedEntry, entry: ObservedEntry): Misplacement | undefined {
    const [from, to] = [last.seq, entry.seq];
    if (from === undefined || to === undefined) return undefined;
    const rise = to - from;
    if (rise === 1 || (rise > 1 && this.#positions !== 'by-one')) return undefined;
    if (rise === 0 && this.#positions === 'with-parts') return undefined;
    const words = `entry ${last.id} at position ${from} is followed by ${entry.id} at ${to}`;
    const cause = rise > 1 ? 'a position is left out' : 'positions do not rise';
    return { cause, words, records: [] };
  }
}
