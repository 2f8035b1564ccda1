/** One generation behind a session key: its transcript, its turns that are not over, and its row. Only Memory writes. */
import type { Micros } from '../../../kernel/time.ts';
import type { RowStatus, SessionRow, TranscriptMessage } from '../../../protocol/methods.ts';
import type { Draft, RunStatus } from './change.ts';

/** A send from its acceptance to its end. */
export interface Turn {
  /** The message; its id names the turn. */
  readonly entry: TranscriptMessage;
  /** The text as it came. */
  readonly text: string;
  readonly runId: string;
  /** On the clock that never jumps. */
  readonly acceptedMicros: Micros;
  startedAt: number | null;
  settled: boolean;
}

export class Session {
  readonly key: string;
  readonly sessionId: string;
  entries: TranscriptMessage[] = [];
  /** Turns that are not over; the first one runs, the others wait. */
  turns: Turn[] = [];
  /** When it began, or was last written to by a client. */
  lastMessageAt: number;
  #nextSeq = 1;
  #ending: RunStatus | null = null;
  #startedAt: number | null = null;
  #endedAt: number | null = null;
  #runtimeMs: number | null = null;
  #tokens = 0;
  #abortedLastRun = false;
  #compactions = 0;
  #updatedAt: number;

  constructor(key: string, sessionId: string, at: number) {
    this.key = key;
    this.sessionId = sessionId;
    this.lastMessageAt = at;
    this.#updatedAt = at;
  }

  row(): SessionRow {
    const active = this.turns.length > 0;
    const status: RowStatus = active ? 'running' : this.#ending;
    return {
      key: this.key,
      sessionId: this.sessionId,
      status,
      hasActiveRun: active,
      activeRunIds: this.turns.map((turn) => turn.runId),
      startedAt: this.#startedAt,
      endedAt: active ? null : this.#endedAt,
      runtimeMs: active ? null : this.#runtimeMs,
      totalTokens: this.#tokens,
      abortedLastRun: this.#abortedLastRun,
      compactionCount: this.#compactions,
      updatedAt: this.#updatedAt,
    };
  }

  /** The longest beginning of the transcript that no unfinished turn is part of. */
  finished(): TranscriptMessage[] {
    const first = this.turns[0]?.entry.__openclaw.seq ?? Infinity;
    return this.entries.filter((entry) => entry.__openclaw.seq < first);
  }

  add(draft: Draft, about: { readonly kind?: 'session-control' } = {}): TranscriptMessage {
    const { id, ...message } = draft;
    const entry = { ...message, __openclaw: { id, seq: this.#nextSeq++, ...about } };
    this.entries.push(entry);
    this.#updatedAt = draft.timestamp;
    return entry;
  }

  accept(draft: Draft, text: string, acceptedMicros: Micros): Turn {
    const entry = this.add(draft);
    const { runId = '' } = draft;
    const turn = { entry, text, runId, acceptedMicros, startedAt: null, settled: false };
    this.turns.push(turn);
    this.lastMessageAt = draft.timestamp;
    return turn;
  }

  start(id: string, at: number): void {
    const turn = this.#turn(id);
    turn.startedAt = at;
    this.#startedAt = at;
    this.#updatedAt = at;
  }

  settle(id: string, reply: Draft, ending: RunStatus, tokens: number): TranscriptMessage {
    const turn = this.#turn(id);
    turn.settled = true;
    this.turns = this.turns.filter((other) => other !== turn);
    this.#ending = ending;
    this.#endedAt = reply.timestamp;
    // the wall clock may have jumped back since
    this.#runtimeMs = Math.max(0, reply.timestamp - (turn.startedAt ?? reply.timestamp));
    this.#tokens += tokens;
    this.#abortedLastRun = ending === 'killed';
    return this.add(reply);
  }

  /** Puts the summary in the place of what it covers; gives back what that was. */
  compact({ id, ...message }: Draft, coversSeq: number): TranscriptMessage[] {
    const covered = this.entries.filter((entry) => entry.__openclaw.seq <= coversSeq);
    const summary: TranscriptMessage = {
      ...message,
      __openclaw: { id, seq: coversSeq, kind: 'compaction', coversSeq },
    };
    this.entries = [summary, ...this.entries.slice(covered.length)];
    this.#compactions++;
    this.#updatedAt = message.timestamp;
    return covered;
  }

  #turn(id: string): Turn {
    const turn = this.turns.find((one) => one.entry.__openclaw.id === id);
    if (turn === undefined) throw new Error(`turn ${id} of ${this.key} is over`);
    return turn;
  }
}
