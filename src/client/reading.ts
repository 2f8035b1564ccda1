/**
 * What a client reads from answers: how far its accepted messages got, as a transcript and the session rows tell it.
 * Pure; owns the shapes of the answers. Must not know connections.
 */
import { isObject } from '../protocol/frame.ts';

export interface HistoryReading {
  readonly key: string;
  readonly sessionId: string | undefined;
  /** Is the run of this idempotency key over? Undefined: a partial history can not tell. */
  over(idempotencyKey: string): boolean | undefined;
}

/** Reads a `chat.history` answer; undefined when it is none. */
export function readHistoryAnswer(payload: unknown): HistoryReading | undefined {
  if (!isObject(payload) || typeof payload['sessionKey'] !== 'string' || !Array.isArray(payload['messages']))
    return undefined;
  const replied = new Set<unknown>();
  const present = new Set<unknown>();
  for (const message of payload['messages'] as unknown[]) {
    if (!isObject(message)) continue;
    if (message['role'] === 'assistant') replied.add(message['runId']);
    else present.add(message['idempotencyKey']);
  }
  const partial = payload['hasMore'] === true;
  const { sessionId } = payload;
  return {
    key: payload['sessionKey'],
    sessionId: typeof sessionId === 'string' ? sessionId : undefined,
    over(idempotencyKey) {
      if (replied.has(idempotencyKey)) return true;
      if (present.has(idempotencyKey)) return false;
      // an accepted message that a whole history does not hold went with its generation, or under a summary
      return partial ? undefined : true;
    },
  };
}

/** Session keys that a whole `sessions.list` answer shows without any active run. */
export function idleSessions(payload: unknown): ReadonlySet<string> {
  const idle = new Set<string>();
  if (!isObject(payload) || !Array.isArray(payload['sessions'])) return idle;
  for (const row of payload['sessions'] as unknown[])
    if (isObject(row) && typeof row['key'] === 'string' && row['hasActiveRun'] === false)
      idle.add(row['key']);
  return idle;
}
