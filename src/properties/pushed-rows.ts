/**
 * Pushed rows: what each connection that subscribed to sessions was told last of each of them, beside the list that was
 * asked for after quiet. Where rows are pushed at all, whoever subscribed before a run is pushed its session's row, and the
 * last one says how the session stands. Gives violations to whom it is told.
 * Memory: a reference for each connection and key.
 */
import type { EventMeaning, ObservedRow } from '../dialect/observation.ts';
import type { ConnectionState, Position } from './model/connections.ts';
import type { JudgeModel } from './model/judge-model.ts';

/** What is wrong: there was none, or the last one is not how the session stands. */
export type WrongRow = 'none' | 'stale';
type Add = (what: WrongRow, sentence: string, ...records: readonly number[]) => void;
type RowMeaning = Extract<EventMeaning, { type: 'row' }>;

interface Shown {
  readonly row: ObservedRow;
  readonly record: Position;
}

export class PushedRows {
  readonly #model: JudgeModel;
  readonly #add: Add;
  /** The last row that each connection was pushed, by its number, and by key. */
  readonly #pushed: (Map<string, Shown> | undefined)[] = [];
  /** What was listed after quiet, by key. */
  readonly #listed = new Map<string, Shown>();

  constructor(model: JudgeModel, add: Add) {
    this.#model = model;
    this.#add = add;
  }

  /** It was sent: a slow reader may never get so far. */
  pushed({ key, row }: RowMeaning, { conn }: ConnectionState, record: Position): void {
    if (row !== undefined) (this.#pushed[conn] ??= new Map<string, Shown>()).set(key, { row, record });
  }

  listed(rows: readonly ObservedRow[], asked: Position, record: Position): void {
    if (asked > this.#model.phases.quietFrom)
      for (const row of rows) this.#listed.set(row.key, { row, record });
  }

  /** All is quiet: gives how many rows it compared. */
  finish(): number {
    const { connections, dialect, phases } = this.#model;
    if (!phases.atRest || dialect.rowsRun !== 'status') return 0;
    let compared = 0;
    for (const connection of connections.live()) {
      const { hasGap, mayRead, sessionsSince } = connection;
      if (hasGap || !mayRead || sessionsSince === Infinity) continue;
      for (const [key, listed] of this.#listed)
        if (this.#wasTold(connection, key) && this.#compare(connection, listed)) compared++;
    }
    return compared;
  }

  /** A run of this generation began after it had subscribed, and what came of that was sent by now. */
  #wasTold(connection: ConnectionState, key: string): boolean {
    const { connections, generations, sends } = this.#model;
    return sends.ofSession(key).some((send) => {
      const isTold = send.settled && !send.reaccepted && send.calledRecord > connection.sessionsSince;
      if (!isTold || send.from < connection.sessionsSince) return false;
      return (
        !generations.mayHaveRotated(key, send.from) && connections.showsAllUntil(connection, send.settledBy)
      );
    });
  }

  /** Gives whether there was something to compare: rows are pushed at all, and this one is of the same generation. */
  #compare({ client, conn, sessionsSince }: ConnectionState, { row, record }: Shown): boolean {
    const who = `connection ${conn} (${client})`;
    const last = this.#pushed[conn]?.get(row.key);
    if (last === undefined) {
      if (!this.#pushed.some((rows) => rows !== undefined)) return false;
      const sentence = `${who}, which had subscribed to sessions before, was never pushed a row of ${row.key}, which had a run since`;
      this.#add('none', sentence, sessionsSince, record);
    } else if (last.row.generation !== row.generation) {
      return false;
    } else if (last.row.status !== row.status) {
      const sentence = `the last row of ${row.key} that ${who} was pushed says status ${last.row.status ?? 'null'}, and after quiet it is listed with ${row.status ?? 'null'}`;
      this.#add('stale', sentence, last.record, record);
    }
    return true;
  }
}
