/** The events that followers are sent about a conversation. */
import type {
  AgentPayload,
  ChatMessage,
  ChatPayload,
  SessionMessagePayload,
  SessionsChangedPayload,
  SocketDrainPayload,
} from '../../../protocol/events.ts';
import type { AuditRecord, TranscriptMessage } from '../../../protocol/methods.ts';
import type { Conversation, ActiveRun } from './conversation.ts';
import { cut, shortened } from './fit.ts';
import type { Turn } from './session.ts';

/** An entry of the transcript was stored. */
export function announceEntry({ key, app, session }: Conversation, entry: TranscriptMessage): void {
  if (session === undefined) return;
  const { id, seq } = entry.__openclaw;
  app.broadcaster.sendToReaders(key, 'session.message', (maxChars): SessionMessagePayload => ({
    sessionKey: key,
    sessionId: session.sessionId,
    message: shortened(entry, maxChars),
    messageId: id,
    messageSeq: seq,
  }));
}

/** The row changed, or the key points at nothing any more. */
export function announceRow(
  { key, app, session, now }: Conversation,
  why: Pick<SessionsChangedPayload, 'phase' | 'runId' | 'reason'>,
): void {
  app.broadcaster.sendToFollowers('sessions.changed', (): SessionsChangedPayload => ({
    sessionKey: key,
    ts: now,
    ...why,
    ...(session === undefined ? {} : { sessionId: session.sessionId, session: session.row() }),
  }));
}

/** A generation ended: one notice of each kind to all who follow the sessions. */
export function announceRotation(conversation: Conversation, audit: AuditRecord): void {
  const { key, app, now } = conversation;
  app.broadcaster.sendToFollowers('socket.drain', (): SocketDrainPayload => ({
    sessionKey: key,
    sessionId: audit.oldSessionId,
    reason: audit.type === 'reset' ? 'reset' : 'deleted',
    ts: now,
  }));
  announceRow(conversation, { reason: audit.type });
}

/** What a run does beside its text. */
export function announceAgent(
  { key, app, now }: Conversation,
  activeRun: ActiveRun,
  stream: AgentPayload['stream'],
  data: (maxChars: number) => AgentPayload['data'],
): void {
  const { runId } = activeRun.turn;
  const seq = ++activeRun.seq;
  app.broadcaster.send('agent', (maxChars): AgentPayload => ({
    runId,
    sessionKey: key,
    seq,
    stream,
    ts: now,
    data: data(maxChars),
  }));
}

export function announceDelta({ key, app }: Conversation, activeRun: ActiveRun, text: string): void {
  const { runId } = activeRun.turn;
  const seq = ++activeRun.seq;
  app.broadcaster.send('chat', (maxChars): ChatPayload => ({
    runId,
    sessionKey: key,
    seq,
    state: 'delta',
    deltaText: cut(text, maxChars),
  }));
}

/** A turn is over, and this is its reply. */
export function announceTerminal(
  { key, app }: Conversation,
  { runId }: Turn,
  seq: number,
  reply: TranscriptMessage,
): void {
  app.broadcaster.send('chat', (maxChars): ChatPayload => {
    const base = { runId, sessionKey: key, seq };
    const text = cut(reply.content, maxChars);
    const { timestamp } = reply;
    const message: { message?: ChatMessage } =
      text === '' ? {} : { message: { role: 'assistant', content: [{ type: 'text', text }], timestamp } };
    switch (reply.stopReason) {
      case 'aborted':
        return { ...base, state: 'aborted', stopReason: 'aborted', ...message };
      case 'error':
      case 'interrupted':
        return { ...base, state: 'error', errorMessage: reply.errorMessage ?? reply.stopReason };
      default:
        return { ...base, state: 'final', ...message };
    }
  });
}
