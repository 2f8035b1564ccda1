/** What followers are sent about a session: new entries, rows, ended generations. Builds payloads; decides nothing. */
import type {
  SessionMessagePayload,
  SessionsChangedPayload,
  SocketDrainPayload,
} from '../../protocol/events.ts';
import type { Core } from './core.ts';
import { toMessage, type Entry } from './entry.ts';
import type { Ended } from './policy/rotation.ts';
import type { Session } from './session.ts';

/** A pushed message carries at most this many characters of text; history gives the rest. */
const PUSHED_CHARS = 500_000;

export function announceEntry(core: Core, session: Session, entry: Entry): void {
  const followers = core.hub.followers(session.key);
  if (followers.size === 0) return;
  const payload: SessionMessagePayload = {
    sessionKey: session.key,
    sessionId: session.sessionId,
    ...revisionOf(core, session.revision),
    message: toMessage(entry, PUSHED_CHARS),
    messageId: entry.id,
    messageSeq: entry.seq,
  };
  core.hub.broadcast('session.message', payload, followers);
}

/** What `sessions.changed` says beside the row that the session has now. */
type Change = Pick<SessionsChangedPayload, 'phase' | 'runId' | 'reason'>;

export function announceRow(core: Core, session: Session, change: Change): void {
  const subscribers = core.hub.subscribers();
  if (subscribers.size > 0)
    core.hub.broadcast('sessions.changed', rowChange(core, session, change), subscribers);
}

function rowChange(core: Core, session: Session, change: Change): SessionsChangedPayload {
  const { key: sessionKey, sessionId } = session;
  const ts = core.host.clock.wallMillis();
  return { sessionKey, ts, ...change, sessionId, session: session.toRow(core.policies.rotation.inPlace) };
}

/** An event and its payload. */
export type Notice = readonly [event: string, payload: object];

/** Both notices that a generation ended, in one place so that every way of ending it says the same. */
export function endNotices(core: Core, session: Session, ended: Ended, type: 'reset' | 'delete'): Notice[] {
  const ts = core.host.clock.wallMillis();
  const { key: sessionKey } = session;
  const changed: SessionsChangedPayload =
    type === 'reset' ? rowChange(core, session, { reason: type }) : { sessionKey, ts, reason: type };
  const drain: SocketDrainPayload = {
    sessionKey,
    sessionId: ended.sessionId,
    ...revisionOf(core, ended.revision),
    reason: type === 'reset' ? 'reset' : 'deleted',
    ts,
  };
  return [
    ['sessions.changed', changed],
    ['socket.drain', drain],
  ];
}

export function revisionOf(core: Core, revision: number): { lifecycleRevision?: string } {
  return core.policies.rotation.inPlace ? { lifecycleRevision: `r${revision}` } : {};
}
