/** What is told of a conversation, and in which words. */
import type {
  AgentPayload,
  ChatMessage,
  ChatPayload,
  SessionMessagePayload,
  SessionsChangedPayload,
  SocketDrainPayload,
} from '../../../protocol/events.ts';
import type { AuditRecord, TranscriptMessage } from '../../../protocol/methods.ts';
import type { Conversation, Performance } from './conversation.ts';
import { cut, shortened } from './fit.ts';
import type { Turn } from './session.ts';

/** An entry of the transcript was stored. */
export function tellEntry({ key, house, session }: Conversation, entry: TranscriptMessage): void {
  if (session === undefined) return;
  const { id, seq } = entry.__openclaw;
  house.audience.tellReaders(key, 'session.message', (maxChars): SessionMessagePayload => ({
    sessionKey: key,
    sessionId: session.sessionId,
    message: shortened(entry, maxChars),
    messageId: id,
    messageSeq: seq,
  }));
}

/** The row changed. */
export function tellRow(
  conversation: Conversation,
  why: Pick<SessionsChangedPayload, 'phase' | 'runId' | 'reason'>,
): void {
  const { key, house, session, now } = conversation;
  if (session === undefined) return;
  house.audience.tellFollowers('sessions.changed', (): SessionsChangedPayload => ({
    sessionKey: key,
    ts: now,
    ...why,
    sessionId: session.sessionId,
    session: session.row(),
  }));
}

/** A generation ended: one notice of each kind to all who follow the sessions. */
export function tellRotation({ key, house, session, now }: Conversation, audit: AuditRecord): void {
  house.audience.tellFollowers('socket.drain', (): SocketDrainPayload => ({
    sessionKey: key,
    sessionId: audit.oldSessionId,
    reason: audit.type === 'reset' ? 'reset' : 'deleted',
    ts: now,
  }));
  house.audience.tellFollowers('sessions.changed', (): SessionsChangedPayload => ({
    sessionKey: key,
    ts: now,
    reason: audit.type,
    ...(session === undefined ? {} : { sessionId: session.sessionId, session: session.row() }),
  }));
}

export function tellLifecycle(
  conversation: Conversation,
  performance: Performance,
  phase: 'start' | 'end' | 'error',
): void {
  tellAgent(conversation, performance, 'lifecycle', () => ({ phase }));
}

export function tellTool(
  conversation: Conversation,
  performance: Performance,
  name: string,
  result: string,
): void {
  tellAgent(conversation, performance, 'tool', (maxChars) => ({ name, result: cut(result, maxChars) }));
}

export function tellDelta({ key, house }: Conversation, performance: Performance, text: string): void {
  const { runId } = performance.turn;
  const seq = ++performance.seq;
  house.audience.tell('chat', (maxChars): ChatPayload => ({
    runId,
    sessionKey: key,
    seq,
    state: 'delta',
    deltaText: cut(text, maxChars),
  }));
}

/** A turn is over, and this is its reply. */
export function tellTerminal(
  { key, house }: Conversation,
  { runId }: Turn,
  seq: number,
  reply: TranscriptMessage,
): void {
  house.audience.tell('chat', (maxChars): ChatPayload => {
    const base = { runId, sessionKey: key, seq };
    const content = cut(reply.content, maxChars);
    const message: { message?: ChatMessage } =
      content === ''
        ? {}
        : {
            message: {
              role: 'assistant',
              content: [{ type: 'text', text: content }],
              timestamp: reply.timestamp,
            },
          };
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

function tellAgent(
  { key, house, now }: Conversation,
  performance: Performance,
  stream: AgentPayload['stream'],
  data: (maxChars: number) => AgentPayload['data'],
): void {
  const { runId } = performance.turn;
  const seq = ++performance.seq;
  house.audience.tell('agent', (maxChars): AgentPayload => ({
    runId,
    sessionKey: key,
    seq,
    stream,
    ts: now,
    data: data(maxChars),
  }));
}
