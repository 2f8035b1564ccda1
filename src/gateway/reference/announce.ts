/** What followers are told about a session: new entries, rows, ended generations. Builds payloads; decides nothing. */
import type {
  SessionMessagePayload,
  SessionsChangedPayload,
  SocketDrainPayload,
} from '../../protocol/events.ts';
import type { RotationTrigger } from '../../protocol/methods.ts';
import type { Core } from './core.ts';
import { toMessage, type Entry } from './entry.ts';
import type { EndedSession } from './policy/rotation.ts';
import type { Session } from './session.ts';

/** A pushed message carries at most this many characters of text; history gives the rest. */
const PUSHED_CHARS = 500_000;

export function announceEntry(core: Core, session: Session, entry: Entry): void {
  const followers = core.hub.followers(session.key);
  if (followers.size === 0) return;
  const pushed = core.policies.telling.pushed(entry);
  const payload: SessionMessagePayload = {
    sessionKey: session.key,
    sessionId: session.sessionId,
    ...revisionOf(core, session.revision),
    message: toMessage(pushed, PUSHED_CHARS),
    messageId: pushed.id,
    messageSeq: pushed.seq,
  };
  core.hub.broadcast('session.message', payload, followers);
}

export function announceRow(
  core: Core,
  session: Session,
  change: Pick<SessionsChangedPayload, 'phase' | 'runId' | 'reason'>,
): void {
  if (core.hub.subscribers().size === 0) return;
  const payload: SessionsChangedPayload = {
    sessionKey: session.key,
    ts: core.host.clock.wallMillis(),
    ...change,
    sessionId: session.sessionId,
    session: session.toRow(core.policies.rotation.inPlace),
  };
  core.hub.broadcast('sessions.changed', payload, core.hub.subscribers());
}

/** Both notices that a generation ended, in one place so that every way of ending it tells the same. */
export function announceEnd(
  core: Core,
  session: Session,
  ended: EndedSession,
  type: 'reset' | 'delete',
  trigger: RotationTrigger,
): void {
  const choice = core.policies.notice.audience(trigger);
  if (choice === 'nobody') return;
  const audience = choice === 'everyone' ? core.hub.everyone() : core.hub.subscribers();
  const ts = core.host.clock.wallMillis();
  const changed: SessionsChangedPayload = {
    sessionKey: session.key,
    ts,
    reason: type,
    ...(type === 'reset'
      ? { sessionId: session.sessionId, session: session.toRow(core.policies.rotation.inPlace) }
      : {}),
  };
  const drain: SocketDrainPayload = {
    sessionKey: session.key,
    sessionId: ended.sessionId,
    ...revisionOf(core, ended.revision),
    reason: type === 'reset' ? 'reset' : 'deleted',
    ts,
  };
  core.hub.broadcast('sessions.changed', changed, [...audience], choice === 'everyone');
  core.hub.broadcast(
    'socket.drain',
    drain,
    choice === 'everyone' ? core.hub.everyone() : core.hub.subscribers(),
    choice === 'everyone',
  );
}

function revisionOf(core: Core, revision: number): { lifecycleRevision?: string } {
  return core.policies.rotation.inPlace ? { lifecycleRevision: `r${revision}` } : {};
}
