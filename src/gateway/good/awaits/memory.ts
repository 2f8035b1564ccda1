/**
 * The memory: sessions, archives, audit records and idempotency keys, as the fold of all changes. Holds what is
 * durable and nothing else; knows neither connections nor time.
 */
import type { Micros } from '../../../kernel/time.ts';
import type { ArchiveInfo, AuditRecord, TranscriptMessage } from '../../../protocol/methods.ts';
import type { Change } from './change.ts';
import { Session, type Turn } from './session.ts';

export interface Archive {
  readonly info: ArchiveInfo;
  readonly messages: readonly TranscriptMessage[];
}

export class Memory {
  readonly sessions = new Map<string, Session>();
  readonly archives = new Map<string, Archive>();
  readonly audit: AuditRecord[] = [];
  readonly #keys = new Map<string, Turn>();

  /** Makes a change happen; gives the transcript entry it made, if any. */
  apply(change: Change): TranscriptMessage | undefined {
    switch (change.type) {
      case 'created':
        this.sessions.set(change.key, new Session(change.key, change.sessionId, change.at));
        return undefined;
      case 'accepted': {
        const turn = this.#session(change.key).accept(change.entry, change.text, change.atMicros);
        this.#keys.set(nameOf(change.key, change.entry.idempotencyKey ?? ''), turn);
        return turn.entry;
      }
      case 'marked':
        return this.#session(change.key).add(change.entry, { kind: 'session-control' });
      case 'started':
        this.#session(change.key).start(change.turn, change.at);
        return undefined;
      case 'settled':
        return this.#session(change.key).settle(change.turn, change.reply, change.ending, change.tokens);
      case 'compacted':
        return this.#compact(change);
      case 'rotated':
        this.#rotate(change.audit);
        return undefined;
    }
  }

  /** The turn of a key that is still remembered: unfinished, or accepted after `since`. */
  turnOf(sessionKey: string, idempotencyKey: string, since: Micros): Turn | undefined {
    for (const [name, turn] of this.#keys) {
      if (!turn.settled || turn.acceptedMicros >= since) break;
      this.#keys.delete(name);
    }
    const turn = this.#keys.get(nameOf(sessionKey, idempotencyKey));
    return turn === undefined || (turn.settled && turn.acceptedMicros < since) ? undefined : turn;
  }

  #session(key: string): Session {
    const session = this.sessions.get(key);
    if (session === undefined) throw new Error(`a change to ${key}, which points at nothing`);
    return session;
  }

  #compact(change: Extract<Change, { type: 'compacted' }>): TranscriptMessage {
    const { key, summary, coversSeq, archive } = change;
    const session = this.#session(key);
    const messages = session.compact(summary, coversSeq);
    this.archives.set(archive, {
      info: {
        archive,
        sessionKey: key,
        sessionId: session.sessionId,
        reason: 'compaction',
        timestamp: summary.timestamp,
      },
      messages,
    });
    return session.entries[0] as TranscriptMessage;
  }

  #rotate(audit: AuditRecord): void {
    const { sessionKey, oldSessionId, newSessionId, archive, type, timestamp } = audit;
    this.archives.set(archive, {
      info: { archive, sessionKey, sessionId: oldSessionId, reason: type, timestamp },
      messages: this.#session(sessionKey).entries,
    });
    this.audit.push(audit);
    if (newSessionId === null) this.sessions.delete(sessionKey);
    else this.sessions.set(sessionKey, new Session(sessionKey, newSessionId, timestamp));
  }
}

function nameOf(sessionKey: string, idempotencyKey: string): string {
  return JSON.stringify([sessionKey, idempotencyKey]);
}
