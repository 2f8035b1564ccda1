/**
 * Pushed summaries: who was sent the summary that took the place of a part of a transcript, where the dialect says that
 * it is pushed as any entry is. A summary is witnessed by a push or by a read. It takes its place after its call to the
 * model has ended, so that whoever followed the session then is owed it.
 * Memory: an entry per summary, and a number for each connection that was sent it.
 */
import type { Generation, ObservedEntry } from '../dialect/observation.ts';
import type { ConnectionState } from './model/connections.ts';
import type { JudgeModel } from './model/judge-model.ts';

/** A summary that somebody saw in the place of what it was made of. */
interface SeenSummary {
  readonly key: string;
  readonly id: string;
  readonly record: number;
  /** When its call to the model had ended; undefined: the history does not show which that was. */
  readonly madeAt: number | undefined;
  /** The only connection that shows it so far; -1: a read or another one does. */
  witness: number;
  /** Connections that were sent it, by number. */
  readonly sentTo: Set<number>;
}

/** A connection that is owed a summary. */
export interface OwedSummary {
  readonly key: string;
  readonly id: string;
  readonly record: number;
  readonly connection: ConnectionState;
  /** It was not sent it. */
  readonly isMissed: boolean;
}

export class PushedSummaries {
  readonly #model: JudgeModel;
  /** By generation, then by entry. */
  readonly #seen = new Map<Generation, Map<string, SeenSummary>>();

  constructor(model: JudgeModel) {
    this.#model = model;
  }

  /** `witness`: the connection that was sent it, where it was not asked for. */
  read(key: string, generation: Generation, entry: ObservedEntry, record: number, witness = -1): void {
    let ofGeneration = this.#seen.get(generation);
    if (ofGeneration === undefined)
      this.#seen.set(generation, (ofGeneration = new Map<string, SeenSummary>()));
    const known = ofGeneration.get(entry.id);
    if (known !== undefined) {
      if (known.witness !== witness) known.witness = -1;
      return;
    }
    const madeAt = this.#model.runs.summaryIn(key, entry.text)?.record;
    ofGeneration.set(entry.id, { key, id: entry.id, record, madeAt, witness, sentTo: new Set() });
  }

  pushed(key: string, generation: Generation, entry: ObservedEntry, conn: number, record: number): void {
    this.read(key, generation, entry, record, conn);
    this.#seen.get(generation)?.get(entry.id)?.sentTo.add(conn);
  }

  /** Those that followed when it took its place, are there still, and have read on. */
  *owed(): Iterable<OwedSummary> {
    const { connections } = this.#model;
    for (const ofGeneration of this.#seen.values())
      for (const { key, id, madeAt, record, sentTo, witness } of ofGeneration.values())
        for (const connection of connections.live()) {
          if (madeAt === undefined || connection.conn === witness) continue;
          if (!connection.open || !connection.mayRead) continue;
          const since = connection.messagesSince.get(key) ?? Infinity;
          const isMissed = !sentTo.has(connection.conn);
          if (since < madeAt && (!isMissed || connections.showsAllUntil(connection, record)))
            yield { key, id, record, connection, isMissed };
        }
  }
}
