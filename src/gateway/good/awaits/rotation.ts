/** How a generation ends: its open turns with it, in one transaction with the audit record and the next one's birth. */
import type {
  AuditRecord,
  RotationTrigger,
  SessionRow,
  TranscriptMessage,
} from '../../../protocol/methods.ts';
import { REASON } from '../../../protocol/error-codes.ts';
import type { Change } from './change.ts';
import type { Conversation } from './conversation.ts';
import { impossible } from './refusal.ts';
import type { Session } from './session.ts';
import { ABORTED, settlement, announceEnd } from './settling.ts';
import { announceRotation } from './announcements.ts';

export interface Cause {
  readonly type: AuditRecord['type'];
  readonly trigger: RotationTrigger;
  readonly postResetMessagePresent: boolean;
}

const BY_REQUEST = { trigger: 'rpc', postResetMessagePresent: false } as const;

/** `sessions.reset`: the key points at a fresh, empty generation. */
export function reset(conversation: Conversation): Promise<SessionRow> {
  return conversation.lane.run(async () => {
    const { session } = conversation;
    if (session === undefined) throw impossible('the key points at nothing', REASON.staleSession);
    await rotate(conversation, session, { type: 'reset', ...BY_REQUEST });
    return (conversation.session as Session).row();
  });
}

/** `sessions.delete`: the key points at nothing. Gives the archive's name, or undefined when it did already. */
export function remove(
  conversation: Conversation,
  expected: string | undefined,
): Promise<string | undefined> {
  return conversation.lane.run(async () => {
    const { session } = conversation;
    if (session === undefined) return undefined;
    if (expected !== undefined && expected !== session.sessionId)
      throw impossible('the session is another one by now', REASON.staleSession);
    const { audit } = await rotate(conversation, session, { type: 'delete', ...BY_REQUEST });
    return audit.archive;
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
  const entries = await conversation.commit([
    ...turns.map((turn) => settlement(conversation, turn, ABORTED)),
    { type: 'rotated', audit },
    ...following,
  ]);
  for (const [at, turn] of turns.entries()) announceEnd(conversation, turn, entries[at] as TranscriptMessage);
  conversation.summary?.close();
  announceRotation(conversation, audit);
  return { audit, entries: entries.slice(turns.length) };
}
