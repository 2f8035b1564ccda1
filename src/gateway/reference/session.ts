/**
 * A session: what a key points at now. Holds the current generation, its transcript, its runs, its row and its lane.
 * State and small derivations; must not know sockets or the disk.
 */
import type { SessionRow } from '../../protocol/methods.ts';
import { FRESH_ROW, rowAfter, runningRow, type Entry, type RowState } from './entry.ts';
import { SessionLane } from './lane.ts';
import type { Run } from './run.ts';

export class Session {
  readonly key: string;
  readonly lane = new SessionLane();
  /** Undefined: the key points at nothing (never used, or deleted). */
  generation: string | undefined;
  /** Shown to clients; equal to the generation unless resets happen in place. */
  sessionId = '';
  /** Counts generations where resets happen in place. */
  revision = 0;
  entries: Entry[] = [];
  nextSeq = 1;
  row: RowState = FRESH_ROW;
  compactions = 0;
  compacting = false;
  updatedAt = 0;
  active: Run | undefined;
  readonly queue: Run[] = [];

  constructor(key: string) {
    this.key = key;
  }

  /** Runs accepted and not settled, oldest first. */
  unsettled(): Run[] {
    return this.active === undefined ? [...this.queue] : [this.active, ...this.queue];
  }

  append(entry: Entry): void {
    this.entries.push(entry);
    this.row = rowAfter(this.row, entry);
    this.updatedAt = entry.at;
    if (entry.seq >= this.nextSeq) this.nextSeq = entry.seq + 1;
  }

  /** As long as a run is open the row says so. */
  keepRunning(): void {
    if (this.unsettled().length > 0) this.row = runningRow(this.row, this.row.startedAt);
  }

  /** Points the key at a new generation with a clean row. */
  begin(generation: string, sessionId: string, at: number): void {
    this.generation = generation;
    this.sessionId = sessionId;
    this.entries = [];
    this.nextSeq = 1;
    this.row = FRESH_ROW;
    this.compactions = 0;
    this.compacting = false;
    this.updatedAt = at;
    this.active = undefined;
    this.queue.length = 0;
  }

  /** The key points at nothing from now on. */
  end(): void {
    this.begin('', '', this.updatedAt);
    this.generation = undefined;
  }

  toRow(inPlace: boolean): SessionRow {
    const { startedAt, endedAt } = this.row;
    const running = this.unsettled();
    return {
      key: this.key,
      sessionId: this.sessionId,
      ...(inPlace ? { lifecycleRevision: `r${this.revision}` } : {}),
      status: this.row.status,
      hasActiveRun: running.length > 0,
      activeRunIds: running.map((run) => run.runId),
      startedAt,
      endedAt,
      runtimeMs: startedAt === null || endedAt === null ? null : Math.max(0, endedAt - startedAt),
      totalTokens: this.row.totalTokens,
      abortedLastRun: this.row.abortedLastRun,
      compactionCount: this.compactions,
      updatedAt: this.updatedAt,
    };
  }
}
