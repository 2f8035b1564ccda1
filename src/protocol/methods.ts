/**
 * Parameters and results of the methods the mission touches, as reference@1 speaks them (protocol 4).
 * `sessions.audit.list`, `sessions.archives.list` and `sessions.archives.read` are additions of reference@1.
 */
import { METHOD_SCOPE, type ScopedMethod } from './scopes.ts';

/** A method that is judged. */
export type MethodName = 'connect' | ScopedMethod;

/** The methods that are judged, in the order in which a hello lists them; others may be there. */
export const METHODS = ['connect', ...METHOD_SCOPE.keys()] as readonly MethodName[];

/** Answer to `health`: what OpenClaw's command line probes a gateway with. */
export interface HealthResult {
  readonly ok: true;
  /** Unix milliseconds. */
  readonly ts: number;
  readonly durationMs: number;
}

/**
 * Parameters of `connect`, the first request of a connection. `auth.token` is the credential; `scopes` are asked for,
 * and the hello says which are granted.
 */
export interface ConnectParams {
  readonly minProtocol: number;
  readonly maxProtocol: number;
  readonly client: {
    readonly id: string;
    readonly version: string;
    readonly platform: string;
    readonly mode: string;
  };
  readonly role: string;
  readonly scopes: readonly string[];
  readonly caps: readonly string[];
  readonly auth: { readonly token: string };
}

/** Result of `connect`. Sizes are bytes, times milliseconds; `auth.scopes` are those that were granted. */
export interface HelloOk {
  readonly type: 'hello-ok';
  readonly protocol: number;
  readonly server: { readonly version: string; readonly connId: string };
  readonly features: { readonly methods: readonly string[]; readonly events: readonly string[] };
  readonly snapshot: {
    readonly presence: readonly unknown[];
    readonly health: unknown;
    readonly stateVersion: { readonly presence: number; readonly health: number };
    readonly uptimeMs: number;
  };
  readonly auth: { readonly role: string; readonly scopes: readonly string[] };
  readonly policy: {
    readonly maxPayload: number;
    readonly maxBufferedBytes: number;
    readonly tickIntervalMs: number;
  };
}

/** Parameters of `chat.send`. The idempotency key is the run's id. */
export interface ChatSendParams {
  readonly sessionKey: string;
  readonly message: string;
  readonly idempotencyKey: string;
  /** The generation the sender means; refused when it is no longer current. */
  readonly sessionId?: string;
}

/** `started`: accepted now. `in_flight`: this key's run is going on. `ok`: this key's run has ended. */
export interface ChatSendResult {
  readonly runId: string;
  readonly status: 'started' | 'in_flight' | 'ok';
}

/** Parameters of `chat.history`, and of `sessions.archives.read` with `archive` instead of `sessionKey`. */
export interface ChatHistoryParams {
  readonly sessionKey: string;
  /** Newest messages wanted, 1 to 1000; default 200. */
  readonly limit?: number;
  /** Newest messages to leave out; default 0. The page before an answer that said `hasMore`. */
  readonly offset?: number;
  /** Longest text per message in characters; default 8,000. */
  readonly maxChars?: number;
}

/** Why a run's reply entry ends where it ends. */
export type StopReason = 'stop' | 'aborted' | 'error' | 'interrupted';

/** One entry of a transcript. The id stays the same for the session's life. */
export interface TranscriptMessage {
  readonly role: 'user' | 'assistant' | 'tool' | 'system';
  readonly content: string;
  /** Unix milliseconds on the gateway's wall clock. */
  readonly timestamp: number;
  readonly runId?: string;
  readonly idempotencyKey?: string;
  readonly stopReason?: StopReason;
  readonly errorMessage?: string;
  readonly __openclaw: {
    readonly id: string;
    /**
     * Position in the session's transcript, from 1. A compaction summary stands at the position of the last entry
     * it covers; no other entry ever has that position again.
     */
    readonly seq: number;
    readonly kind?: 'compaction' | 'session-control';
    /** On a compaction summary: it stands for every entry up to this seq. */
    readonly coversSeq?: number;
    readonly truncated?: true;
  };
}

/**
 * Result of `chat.history`: a page of the current generation, oldest first. A key that points at nothing has no
 * messages.
 */
export interface ChatHistoryResult {
  readonly sessionKey: string;
  /** Absent when the key points at nothing. */
  readonly sessionId?: string;
  /** In dialects that reset in place. */
  readonly lifecycleRevision?: string;
  readonly messages: readonly TranscriptMessage[];
  /** True when older messages were left out to fit the limit. */
  readonly hasMore: boolean;
}

/** How the last run ended, or that one is active; null: there was none since the generation began. */
export type RowStatus = 'running' | 'done' | 'failed' | 'killed' | null;

/** What a list says of a session. Times are Unix milliseconds, `runtimeMs` is a duration; null: not yet. */
export interface SessionRow {
  readonly key: string;
  readonly sessionId: string;
  /** Present in dialects that reset in place: a new value is a new generation. */
  readonly lifecycleRevision?: string;
  readonly status: RowStatus;
  readonly hasActiveRun: boolean;
  readonly activeRunIds: readonly string[];
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly runtimeMs: number | null;
  readonly totalTokens: number;
  readonly abortedLastRun: boolean;
  readonly compactionCount: number;
  readonly updatedAt: number;
}

/** Result of `sessions.list`. `ts` is Unix milliseconds; `count` rows of `totalCount` are here. */
export interface SessionsListResult {
  readonly ts: number;
  readonly count: number;
  readonly totalCount: number;
  /** True when rows were left out to fit the limit. */
  readonly hasMore: boolean;
  readonly sessions: readonly SessionRow[];
}

/** Parameters of methods about one session: reset, compact, subscribe to its messages. */
export interface SessionKeyParams {
  readonly key: string;
}

/** Parameters of `sessions.delete`: refused where another generation than the expected one is current. */
export interface SessionsDeleteParams extends SessionKeyParams {
  readonly expectedSessionId?: string;
}

/** Result of `sessions.reset`: the row of the generation that began. */
export interface SessionsResetResult {
  readonly ok: true;
  readonly key: string;
  readonly entry: SessionRow;
}

/**
 * Result of `sessions.delete`: `deleted` is false where the key pointed at nothing. `archived` names what the transcript became.
 */
export interface SessionsDeleteResult {
  readonly ok: true;
  readonly key: string;
  readonly deleted: boolean;
  readonly archived: readonly string[];
}

/** Result of `sessions.compact`, once the summary is in the transcript or was given up. */
export interface SessionsCompactResult {
  readonly ok: true;
  readonly key: string;
  readonly compacted: boolean;
  /** Why nothing was compacted. */
  readonly reason?: string;
}

/** Parameters of `chat.abort`. */
export interface ChatAbortParams {
  readonly sessionKey: string;
  /** One run; absent: every run of the session. */
  readonly runId?: string;
}

/** Result of `chat.abort`: the runs that it ended, those that waited included. None: `aborted` is false. */
export interface ChatAbortResult {
  readonly ok: true;
  readonly aborted: boolean;
  readonly runIds: readonly string[];
}

/** How a generation ended. */
export type RotationType = 'reset' | 'delete';

/** Who or what ended a generation: `rule` is a rule that is configured. */
export type RotationTrigger = 'slash-command' | 'ui-button' | 'rpc' | 'recovery' | 'rule';

/** The audit record of one rotation (fields as demanded in incident #70330). */
export interface AuditRecord {
  readonly type: RotationType;
  readonly trigger: RotationTrigger;
  readonly oldSessionId: string;
  /** Null when the key points at nothing afterwards (delete). */
  readonly newSessionId: string | null;
  readonly oldRevision?: string;
  readonly newRevision?: string;
  readonly sessionKey: string;
  /** Unix milliseconds. */
  readonly timestamp: number;
  readonly postResetMessagePresent: boolean;
  /** Name under which `sessions.archives.read` gives the old transcript back. */
  readonly archive: string;
}

/**
 * A transcript that is no longer current. `reason` is how it came to that; `timestamp` is Unix milliseconds.
 */
export interface ArchiveInfo {
  readonly archive: string;
  readonly sessionKey: string;
  readonly sessionId: string;
  readonly reason: RotationType | 'compaction';
  readonly timestamp: number;
}

/** Result of `sessions.audit.list`, oldest first. */
export interface AuditListResult {
  readonly records: readonly AuditRecord[];
}

/** Result of `sessions.archives.list`, oldest first. */
export interface ArchivesListResult {
  readonly archives: readonly ArchiveInfo[];
}

/** Result of `sessions.archives.read`: a page, as of `chat.history`. */
export interface ArchivesReadResult {
  readonly archive: string;
  readonly messages: readonly TranscriptMessage[];
  readonly hasMore: boolean;
}
