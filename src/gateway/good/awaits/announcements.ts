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

/** The row changed. */
export function announceRow(
  conversation: Conversation,
  why: Pick<SessionsChangedPayload, 'phase' | 'runId' | 'reason'>,
): void {
  const { key, app, session, now } = conversation;
  if (session === undefined) return;
  app.broadcaster.sendToFollowers('sessions.changed', (): SessionsChangedPayload => ({
    sessionKey: key,
    ts: now,
    ...why,
    sessionId: session.sessionId,
    session: session.row(),
  }));
}

/** A generation ended: one notice of each kind to all who follow the sessions. */
export function announceRotation({ key, app, session, now }: Conversation, audit: AuditRecord): void {
  app.broadcaster.sendToFollowers('socket.drain', (): SocketDrainPayload => ({
    sessionKey: key,
    sessionId: audit.oldSessionId,
    reason: audit.type === 'reset' ? 'reset' : 'deleted',
    ts: now,
  }));
  app.broadcaster.sendToFollowers('sessions.changed', (): SessionsChangedPayload => ({
    sessionKey: key,
    ts: now,
    reason: audit.type,
    ...(session === undefined ? {} : { sessionId: session.sessionId, session: session.row() }),
  }));
}

export function announceLifecycle(
  conversation: Conversation,
  activeRun: ActiveRun,
  phase: 'start' | 'end' | 'error',
): void {
  announceAgent(conversation, activeRun, 'lifecycle', () => ({ phase }));
}

export function announceTool(
  conversation: Conversation,
  activeRun: ActiveRun,
  name: string,
  result: string,
): void {
  announceAgent(conversation, activeRun, 'tool', (maxChars) => ({ name, result: cut(result, maxChars) }));
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

function announceAgent(
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
