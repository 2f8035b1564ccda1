/**
 * What a client reads from answers: how far its accepted messages got, as a transcript and the session rows tell it.
 * Pure; owns the shapes of the answers. Must not know connections.
 */
import { isObject, type JsonObject } from '../protocol/frame.ts';

export interface HistoryReading {
  readonly key: string;
  readonly sessionId: string | undefined;
  /** Is the run of this idempotency key over? Undefined: the history can not tell. */
  over(idempotencyKey: string): boolean | undefined;
}

/** Reads a `chat.history` answer; undefined when it is none. */
export function readHistoryAnswer(payload: unknown): HistoryReading | undefined {
  if (!isObject(payload) || typeof payload['sessionKey'] !== 'string' || !Array.isArray(payload['messages']))
    return undefined;
  const replied = new Set<unknown>();
  /** Messages whose run is named: whether it was answered is certain. */
  const named = new Set<unknown>();
  for (const message of payload['messages'] as unknown[]) {
    if (!isObject(message)) continue;
    const runId = runOf(message);
    if (message['role'] === 'assistant') replied.add(runId);
    else if (runId !== undefined) named.add(runId);
  }
  const { sessionId } = payload;
  return {
    key: payload['sessionKey'],
    sessionId: typeof sessionId === 'string' ? sessionId : undefined,
    over(idempotencyKey) {
      if (replied.has(idempotencyKey)) return true;
      // a message that even a whole history does not name went with its generation, or under a summary, or is not
      // stored yet, or belongs to a release that names no runs
      return named.has(idempotencyKey) ? false : undefined;
    },
  };
}

/** The run a stored message belongs to, where it says so. */
function runOf(message: JsonObject): unknown {
  const about = message['__openclaw'];
  return message['runId'] ?? (isObject(about) ? about['runId'] : undefined);
}

/** A row that does not say whether a run is active (2026.4) says so by its status. */
function isBusy({ hasActiveRun, status }: JsonObject): boolean {
  return typeof hasActiveRun === 'boolean' ? hasActiveRun : status === 'running';
}

/** Session keys that a `sessions.list` answer shows with an active run; undefined: it is no list. */
export function busySessions(payload: unknown): ReadonlySet<string> | undefined {
  if (!isObject(payload) || !Array.isArray(payload['sessions'])) return undefined;
  const busy = new Set<string>();
  for (const row of payload['sessions'] as unknown[])
    if (isObject(row) && typeof row['key'] === 'string' && isBusy(row)) busy.add(row['key']);
  return busy;
}
