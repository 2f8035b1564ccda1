/** How a generation ends: its open turns with it, in one transaction with the audit record and the next one's birth. */
import type {
  AuditRecord,
  SessionsDeleteResult,
  SessionsResetResult,
  TranscriptMessage,
} from '../../../protocol/methods.ts';
import { REASON } from '../../../protocol/error-codes.ts';
import type { Change } from './change.ts';
import type { Conversation } from './conversation.ts';
import { draining, impossible } from './refusal.ts';
import type { Session } from './session.ts';
import { ABORTED, settlement, announceEnd, unheard } from './settling.ts';
import { announceRotation } from './announcements.ts';

export type Cause = Pick<AuditRecord, 'type' | 'trigger' | 'postResetMessagePresent'>;

const BY_REQUEST = { trigger: 'rpc', postResetMessagePresent: false } as const;

/** `sessions.reset`: the key points at a fresh, empty generation. */
export async function reset(conversation: Conversation): Promise<SessionsResetResult> {
  const { app, key, lane } = conversation;
  if (app.stopping) throw draining();
  return await lane.run(async () => {
    const { session } = conversation;
    if (session === undefined) throw impossible('the key points at nothing', REASON.staleSession);
    await rotate(conversation, session, { type: 'reset', ...BY_REQUEST });
    return { ok: true, key, entry: (conversation.session as Session).row() };
  });
}

/** `sessions.delete`: the key points at nothing. */
export async function remove(
  conversation: Conversation,
  expected: string | undefined,
): Promise<SessionsDeleteResult> {
  const { app, key, lane } = conversation;
  if (key === app.host.settings.mainSessionKey)
    throw impossible('the main session can not be deleted', REASON.mainSession);
  if (app.stopping) throw draining();
  return await lane.run(async () => {
    const { session } = conversation;
    if (session === undefined) return { ok: true, key, deleted: false, archived: [] };
    if (expected !== undefined && expected !== session.sessionId)
      throw impossible('the session is another one by now', REASON.staleSession);
    const { audit } = await rotate(conversation, session, { type: 'delete', ...BY_REQUEST });
    return { ok: true, key, deleted: true, archived: [audit.archive] };
  });
}

export interface Rotation {
  readonly audit: AuditRecord;
  /** Entries that the next generation begins with. */
  readonly entries: readonly TranscriptMessage[];
}

/** Ends the generation, and makes the changes that follow in the next one. In the lane. */
export async function rotate(
  conversation: Conversation,
  session: Session,
  cause: Cause,
  following: readonly Change[] = [],
): Promise<Rotation> {
  const turns = [...session.turns];
  const audit: AuditRecord = {
    ...cause,
    oldSessionId: session.sessionId,
    newSessionId: cause.type === 'reset' ? conversation.name() : null,
    sessionKey: conversation.key,
    timestamp: conversation.now,
    archive: conversation.name(),
  };
  const entries = await unheard(conversation, async () => {
    const made = await conversation.commit([
      ...turns.map((turn) => settlement(conversation, turn, ABORTED)),
      { type: 'rotated', audit },
      ...following,
    ]);
    for (const [at, turn] of turns.entries()) announceEnd(conversation, turn, made[at] as TranscriptMessage);
    return made;
  });
  conversation.summary?.close();
  announceRotation(conversation, audit);
  return { audit, entries: entries.slice(turns.length) };
}
