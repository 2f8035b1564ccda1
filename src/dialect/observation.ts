/**
 * Observations: what one record means to the judge, whatever the protocol version calls it. A dialect makes them;
 * properties read nothing else of a frame. One record gives at most one observation, which carries the record.
 * Must not know: any gateway, any world.
 */
import type { FrameRecord, HistoryRecord } from '../history/record.ts';
import type { AuditRecord, ArchiveInfo } from '../protocol/methods.ts';

/**
 * The generation behind a session key: the sessionId, or sessionId and lifecycle revision where a release resets in
 * place, as one opaque string that compares equal exactly for the same generation.
 */
export type Generation = string;

/** One transcript entry as a client could read it. */
export interface ObservedEntry {
  /** Unique within the session's whole life. */
  readonly id: string;
  /** Position from 1; undefined where a release does not say. */
  readonly seq: number | undefined;
  /** When it was made, Unix milliseconds; undefined where it does not say, or names itself by nothing. */
  readonly at: number | undefined;
  readonly role: 'user' | 'assistant' | 'tool' | 'system' | 'other';
  /** Without the mark that it was cut. */
  readonly text: string;
  /** The text goes on where this one ends: it was cut to be shown. */
  readonly isCut: boolean;
  /** The last marker in the text. */
  readonly marker: string | undefined;
  readonly runId: string | undefined;
  readonly stopReason: string | undefined;
  /** Its run was aborted, whatever the stop reason says (OpenClaw marks a part that an abort left so). */
  readonly isAborted: boolean;
  readonly errorMessage: string | undefined;
  readonly compaction: boolean;
  /** On a compaction summary: it stands for every entry up to this seq. */
  readonly coversSeq: number | undefined;
  readonly sessionControl: boolean;
  /** The mark of a reset in place: what stood before it is not shown. */
  readonly isReset: boolean;
  /** It has the run it names go on with what a restart cut short: the user entries since the last reply. */
  readonly resumes: boolean;
}

/** An accepted message that is kept beside the transcript, since no run took it up (OpenClaw 2026.9.6). */
export interface ObservedInput {
  readonly runId: string | undefined;
  readonly marker: string | undefined;
  /** `queued`: a run is still to take it up. */
  readonly state: 'queued' | 'cancelled' | 'interrupted';
}

export interface ObservedRow {
  readonly key: string;
  /** Undefined where the release does not say. */
  readonly generation: Generation | undefined;
  /** running, done, failed, killed, timeout, or null for a row no turn has touched. */
  readonly status: string | null;
  /** Undefined where the release does not say. */
  readonly hasActiveRun: boolean | undefined;
  readonly activeRunIds: readonly string[] | undefined;
  readonly startedAt: number | null | undefined;
  readonly endedAt: number | null | undefined;
  /** How long the last turn took, milliseconds; undefined where the release does not say. */
  readonly runtimeMs?: number | null | undefined;
  /** What the dialect's `totalTokens` says; undefined also while the row calls it out of date. */
  readonly totalTokens: number | null | undefined;
  /** How often its transcript was compacted; undefined where the release does not say. */
  readonly compactionCount: number | undefined;
  /** Its last turn was aborted; undefined where the release does not say. */
  readonly abortedLastRun?: boolean | undefined;
}

/** What a request asks for. */
export type RequestMeaning =
  | {
      readonly type: 'connect';
      readonly scopes: readonly string[];
      /** The lowest and the highest protocol version that it speaks; undefined where it does not say. */
      readonly protocols?: readonly [number, number] | undefined;
      /** It shows no credential at all. */
      readonly isAnonymous?: boolean;
    }
  | {
      readonly type: 'send';
      readonly key: string;
      readonly runId: string;
      readonly text: string;
      readonly marker: string | undefined;
      /** The generation the send names; undefined when it names none. */
      readonly named: string | undefined;
      /** `/new` or `/reset` at the start of the text. */
      readonly control: 'new' | 'reset' | undefined;
    }
  | { readonly type: 'reset' | 'compact' | 'subscribe-messages'; readonly key: string }
  /** `named`: the session that it expects to delete; absent when it names none. */
  | { readonly type: 'delete'; readonly key: string; readonly named?: string }
  /** `offset`: newest entries to leave out; `maxChars`: the longest text that is wanted, where it says so. */
  | {
      readonly type: 'history';
      readonly key: string;
      readonly offset: number;
      readonly maxChars?: number | undefined;
    }
  | { readonly type: 'abort'; readonly key: string; readonly runId: string | undefined }
  | {
      readonly type: 'archive-read';
      readonly archive: string;
      readonly offset: number;
      readonly maxChars?: number | undefined;
    }
  | { readonly type: 'subscribe-sessions' | 'list' | 'list-some' | 'audit-list' | 'archives-list' | 'other' };

/** What an accepted response says. */
export type Answer =
  | {
      readonly type: 'hello';
      /** The version that is spoken from here on. */
      readonly protocol?: number | undefined;
      readonly scopes: readonly string[];
      readonly methods: readonly string[];
      readonly events: readonly string[];
      readonly maxPayloadBytes: number;
      readonly maxBufferedBytes: number;
      readonly tickIntervalMs: number;
    }
  /** `accepted`: a new run. `in-flight`, `ended`: the key was known. */
  | { readonly type: 'send'; readonly status: 'accepted' | 'in-flight' | 'ended'; readonly runId: string }
  | {
      readonly type: 'history';
      readonly key: string;
      /** Undefined when the key points at nothing, or the release does not say. */
      readonly generation: Generation | undefined;
      readonly entries: readonly ObservedEntry[];
      /** True when older entries were left out. */
      readonly partial: boolean;
      readonly inputs: readonly ObservedInput[];
      /** True when some of them were left out. */
      readonly inputsPartial: boolean;
    }
  /** A further page of a history: what stands before the newest `offset` entries. */
  | {
      readonly type: 'history-page';
      readonly key: string;
      readonly generation: Generation | undefined;
      readonly offset: number;
      readonly entries: readonly ObservedEntry[];
      readonly partial: boolean;
    }
  | {
      readonly type: 'rows';
      readonly rows: readonly ObservedRow[];
      /** Keys of rows that name no session. */
      readonly bare: readonly string[];
      /** The gateway's wall clock as it answered, Unix milliseconds; undefined where the release does not say. */
      readonly at: number | undefined;
      /** All sessions were asked for, and none was left out. */
      readonly whole: boolean;
      /** Keys that stand there more than once, letter for letter; absent: none does. */
      readonly twice?: readonly string[];
    }
  | { readonly type: 'reset'; readonly key: string; readonly row: ObservedRow }
  | {
      readonly type: 'delete';
      readonly key: string;
      readonly deleted: boolean;
      /** Names of what its transcript became; absent where it says nothing of that. */
      readonly archived?: readonly string[] | undefined;
    }
  | {
      readonly type: 'compact';
      readonly key: string;
      readonly compacted: boolean;
      /** It was not, since another compaction is under way. */
      readonly isUnderWay?: boolean;
      /** Why it was not; absent where it does not say. */
      readonly reason?: string | undefined;
    }
  /** `runIds`: the runs that it says were aborted. */
  | { readonly type: 'abort'; readonly aborted: boolean; readonly runIds: readonly string[] }
  | { readonly type: 'audit'; readonly records: readonly AuditRecord[] }
  | { readonly type: 'archives'; readonly archives: readonly ArchiveInfo[] }
  /** An archive, or a page of it: what stands before its newest `offset` entries. */
  | {
      readonly type: 'archive';
      readonly archive: string;
      readonly offset: number;
      readonly entries: readonly ObservedEntry[];
      readonly partial: boolean;
    }
  | { readonly type: 'subscribed' | 'other' };

export type HistoryAnswer = Extract<Answer, { type: 'history' }>;

export interface Refusal {
  readonly code: string;
  readonly reason: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
}

interface OfRun {
  readonly runId: string;
  readonly key: string | undefined;
  /** The counter inside the run. */
  readonly runSeq: number;
}

/** What an event says. */
export type EventMeaning =
  | { readonly type: 'challenge' | 'tick' | 'shutdown' | 'other' }
  | (OfRun & { readonly type: 'run-start' })
  | (OfRun & {
      readonly type: 'run-tool';
      /** Such as `start`, `update` or `result`. */
      readonly phase?: string | undefined;
      /** The result; undefined where the event shows none. */
      readonly text?: string | undefined;
    })
  /** Streamed text of the reply. A stream shows `delta`, `whole` or both. */
  | (OfRun & {
      readonly type: 'run-text';
      readonly stream: 'agent' | 'chat';
      /** What it adds to the text before it. */
      readonly delta?: string | undefined;
      /** All text of the run so far. */
      readonly whole?: string | undefined;
      /** What the stream has shown of the run is withdrawn; this takes its place, and may be empty. */
      readonly replaces?: boolean;
    })
  /** Lifecycle end: not yet the terminal. */
  | (OfRun & {
      readonly type: 'run-end';
      readonly phase: 'end' | 'error';
      readonly stopReason?: string | undefined;
      readonly errorMessage?: string | undefined;
    })
  | (OfRun & {
      readonly type: 'terminal';
      readonly key: string;
      readonly state: 'final' | 'aborted' | 'error';
      /** The text of its message; undefined: it has no message, and says nothing about the reply. */
      readonly text?: string | undefined;
      readonly stopReason?: string | undefined;
      readonly errorMessage?: string | undefined;
    })
  | {
      readonly type: 'message';
      readonly key: string;
      readonly generation: Generation | undefined;
      readonly entry: ObservedEntry;
      /** The id that the event gives it, beside the entry's own; absent where it gives none. */
      readonly pushedAs?: string | undefined;
      /** The same of its position. */
      readonly pushedAt?: number | undefined;
    }
  /**
   * A generation ended. `ended` names it where the event does; `next` is what the key points at now where the event
   * says so. `notice` is the event's name: each name the dialect declares is owed once.
   */
  | {
      readonly type: 'notice';
      readonly notice: string;
      readonly key: string;
      readonly reason: 'reset' | 'delete';
      readonly ended: Generation | undefined;
      readonly next: Generation | undefined;
    }
  /** What is called like a notice, with a reason that no end of a generation has. */
  | {
      readonly type: 'odd-notice';
      readonly notice: string;
      readonly key: string;
      /** Undefined where it names none. */
      readonly ended: Generation | undefined;
      /** As JSON; `undefined`: it gives none. */
      readonly says: string;
    }
  /** A row snapshot outside a reset: a run started or ended. */
  | {
      readonly type: 'row';
      readonly key: string;
      readonly generation: Generation | undefined;
      readonly row: ObservedRow | undefined;
      readonly runId: string | undefined;
      /** How it says that its run ended; absent: it tells of no end. */
      readonly phase?: 'end' | 'error';
    };

type RecordOf<Kind extends HistoryRecord['kind']> = Extract<HistoryRecord, { kind: Kind }>;

/** What is no frame means what it says. */
type Plain = {
  [Kind in Exclude<HistoryRecord['kind'], 'frame'>]: { readonly type: Kind; readonly record: RecordOf<Kind> };
};

export type Observation =
  | Plain[keyof Plain]
  /** A request, once when sent by the client and once when it reached the gateway (`record.leg`). */
  | {
      readonly type: 'request';
      readonly record: FrameRecord;
      readonly id: string;
      readonly method: string;
      readonly ask: RequestMeaning;
    }
  /** A response, once per leg. `ask` is the request it answers; undefined when it answers none. */
  | {
      readonly type: 'response';
      readonly record: FrameRecord;
      readonly id: string;
      readonly method: string | undefined;
      readonly ask: RequestMeaning | undefined;
      readonly answer: Answer | undefined;
      readonly refusal: Refusal | undefined;
    }
  /** An event, once per leg. `seq` is the connection seq; undefined when the event is unnumbered. */
  | {
      readonly type: 'event';
      readonly record: FrameRecord;
      readonly event: string;
      readonly seq: number | undefined;
      readonly meaning: EventMeaning;
    }
  /** A message that is no frame. */
  | { readonly type: 'garbage'; readonly record: FrameRecord; readonly reason: string };

export type RequestObservation = Extract<Observation, { type: 'request' }>;
export type ResponseObservation = Extract<Observation, { type: 'response' }>;
export type EventObservation = Extract<Observation, { type: 'event' }>;

/** An event of a run. */
export type RunMeaning = Extract<EventMeaning, OfRun>;
