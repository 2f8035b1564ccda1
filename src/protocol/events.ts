/** Event names and payloads the mission touches, as reference@1 sends them (protocol 4). */
import type { SessionRow, StopReason, TranscriptMessage } from './methods.ts';

/** The events that are judged; others may be sent. */
export const EVENTS = [
  'connect.challenge',
  'tick',
  'shutdown',
  'chat',
  'agent',
  'session.message',
  'sessions.changed',
  'socket.drain',
] as const;

/** An event that is judged. */
export type EventName = (typeof EVENTS)[number];

/** `connect.challenge`: the first event of a connection, unnumbered. `ts` is Unix milliseconds. */
export interface ChallengePayload {
  readonly nonce: string;
  readonly ts: number;
}

/** `tick`: the connection is alive. `ts` is Unix milliseconds. */
export interface TickPayload {
  readonly ts: number;
}

/** `shutdown`: the gateway is stopping; connections are closed with 1012 after it. */
export interface ShutdownPayload {
  readonly reason: string;
  /** Milliseconds until the gateway expects to listen again; left out when it does not know. */
  readonly restartExpectedMs?: number;
}

interface ChatBase {
  readonly runId: string;
  readonly sessionKey: string;
  /** The run seq; the terminal may share the lifecycle end's. */
  readonly seq: number;
}

/**
 * `chat`: what a run says to people. Any number of deltas, then one terminal (`final`, `aborted` or `error`), and
 * nothing after it.
 */
export type ChatPayload =
  | (ChatBase & {
      readonly state: 'delta';
      readonly deltaText: string;
      /** All text so far, for clients that show chats. */
      readonly message?: ChatMessage;
    })
  | (ChatBase & { readonly state: 'final'; readonly message?: ChatMessage })
  | (ChatBase & {
      readonly state: 'aborted';
      readonly stopReason: StopReason;
      readonly message?: ChatMessage;
    })
  | (ChatBase & { readonly state: 'error'; readonly errorMessage: string });

/** A reply as clients show it. `timestamp` is Unix milliseconds. What has no text has no message. */
export interface ChatMessage {
  readonly role: 'assistant';
  readonly content: readonly { readonly type: 'text'; readonly text: string }[];
  readonly timestamp: number;
}

/** `agent`: what a run does. `seq` is the run seq, from 1; `ts` is Unix milliseconds. */
export interface AgentPayload {
  readonly runId: string;
  readonly sessionKey: string;
  readonly seq: number;
  readonly stream: 'lifecycle' | 'assistant' | 'tool';
  readonly ts: number;
  readonly data: { readonly [member: string]: unknown };
}

/** A transcript entry, pushed to connections that subscribed to the session's messages. */
export interface SessionMessagePayload {
  readonly sessionKey: string;
  readonly sessionId: string;
  /** In dialects that reset in place. */
  readonly lifecycleRevision?: string;
  readonly message: TranscriptMessage;
  readonly messageId: string;
  readonly messageSeq: number;
}

/** A row changed: by a run's lifecycle (`phase`) or because its generation ended (`reason`). */
export interface SessionsChangedPayload {
  readonly sessionKey: string;
  readonly ts: number;
  readonly phase?: 'start' | 'end' | 'error';
  readonly runId?: string;
  readonly reason?: 'reset' | 'delete' | 'create' | 'compact';
  /** The generation now behind the key; absent after a delete. */
  readonly sessionId?: string;
  /** In dialects that reset in place. */
  readonly lifecycleRevision?: string;
  readonly session?: SessionRow;
}

/** The eviction notice: a generation ended (incident #63374). `sessionId` names the one that ended. */
export interface SocketDrainPayload {
  readonly sessionKey: string;
  readonly sessionId: string;
  readonly lifecycleRevision?: string;
  readonly reason: 'reset' | 'deleted';
  readonly ts: number;
}
