/**
 * Records: what crossed the gateway's boundary, in order. A history never holds the gateway's inside, which is
 * what lets one judge serve the reference model, a third party's model and a binary in any language.
 * Format version 2; version 1 had no texts of what a model said and was asked. `leg` says where a record was seen: at the gateway's side or at the client's.
 */
import type { Micros } from '../kernel/time.ts';
import type { Message } from '../protocol/message.ts';
import type { RecordedPrompt } from './recorded-prompt.ts';
import type { RecordedText } from './recorded-text.ts';

/** The version of the format that is written. Version 1 is read, too. */
export const HISTORY_VERSION = 2;

/** At which end of a connection something was seen. */
export type Leg = 'gateway' | 'client';

interface RecordBase {
  /** Position in the history, from 0. */
  readonly i: number;
  readonly atMicros: Micros;
  /** Which life of the gateway process this belongs to, from 1; 0 before the first boot. */
  readonly incarnation: number;
}

/** Begins a history: what the judge must know of the plan and cannot see on the wire. */
export interface PlanRecord extends RecordBase {
  readonly kind: 'plan';
  /** The daily rule is on (a rotation by it is explicit when announced and audited). */
  readonly dailyRule: boolean;
  readonly maxPayloadBytes: number;
  readonly maxBufferedBytes: number;
  readonly dedupeWindowMs: number;
  readonly clients: readonly PlannedClient[];
  /** The gateway calls a model of its own, so that no record tells of it. Default: every call is recorded. */
  readonly modelHidden?: true;
}

/** A client of the plan. Others that connect are strangers. */
export interface PlannedClient {
  readonly client: string;
  readonly role: string;
}

/** A connection was opened, refused or closed, as one of its ends saw it. */
export interface ConnectionRecord extends RecordBase {
  readonly kind: 'connection';
  readonly event: 'opened' | 'refused' | 'closed';
  readonly leg: Leg;
  /** One WebSocket, numbered over the whole history from 1. */
  readonly conn: number;
  readonly client: string;
  readonly code?: number;
  readonly reason?: string;
  /** Who began the close; `network` when nobody did. */
  readonly by?: 'gateway' | 'client' | 'network' | 'process';
}

/** A message was sent or delivered. */
export interface FrameRecord extends RecordBase {
  readonly kind: 'frame';
  /** Who sent it. */
  readonly from: 'gateway' | 'client';
  /** The sender's leg records it as sent, the other leg as delivered. */
  readonly leg: Leg;
  readonly conn: number;
  readonly client: string;
  /** The same on both legs; unique in the history. */
  readonly frameId: number;
  readonly message: Message;
  /** Bytes buffered for this connection after the frame was queued; on frames the gateway sent. */
  readonly bufferedBytes?: number | undefined;
}

/**
 * The gateway called its model, or gave the call up (`cancel`); the model began, said something, or ended.
 */
export interface ProviderRecord extends RecordBase {
  readonly kind: 'provider';
  readonly event: 'call' | 'start' | 'delta' | 'tool' | 'end' | 'error' | 'cancel';
  readonly call: number;
  readonly purpose: 'run' | 'summary';
  /** On `call`: what the model was asked. */
  readonly prompt?: RecordedPrompt;
  /** On `delta`: what the model said. On `tool`: the result. On `end` of a summary: all that it returned. */
  readonly text?: RecordedText;
  /** On `end`: why the model stopped, as it says (`stop`, `length`), where the world knows. */
  readonly stopReason?: string;
  /** On `end` and `error` of a run: the tokens it is said to have taken, where the world knows them. */
  readonly tokens?: number;
  /** On `error`: what the model says about it. */
  readonly message?: string;
  /** Version 1, on `call`: the names of all markers in the prompt, in order. */
  readonly promptMarkers?: readonly string[];
  /** Version 1, on `call`: texts of the prompt that hold the marker of a summary. */
  readonly promptTexts?: readonly string[];
  /** Version 1, on `delta` and `tool`: UTF-8 bytes of the text. */
  readonly bytes?: number;
  /** True for events the plan made late, false or duplicate. */
  readonly injected?: boolean;
}

/** What became of the gateway's process. */
export interface ProcessRecord extends RecordBase {
  readonly kind: 'process';
  readonly event: 'booting' | 'listening' | 'stopping' | 'exited' | 'crashed' | 'paused' | 'resumed';
}

/** An operation of the gateway's disk was over. */
export interface DiskRecord extends RecordBase {
  readonly kind: 'disk';
  readonly op: 'read' | 'list' | 'append' | 'write' | 'sync' | 'rename' | 'remove';
  readonly path: string;
  readonly to?: string;
  readonly bytes: number;
  readonly ok: boolean;
}

/** A fault began, had its first effect, or was over. */
export interface FaultRecord extends RecordBase {
  readonly kind: 'fault';
  readonly event: 'injected' | 'landed' | 'healed';
  readonly fault: string;
  readonly faultKind: string;
  /**
   * What it damages; fair time stops for waits that depend on it while it is landed. `workload`: nothing, it is
   * something that clients do (a retry, a race).
   */
  readonly scope: 'client' | 'process' | 'disk' | 'provider' | 'clock' | 'workload';
  /**
   * When scope is `client`, the client whose link or reading is damaged; absent: all clients. When it is `workload`,
   * who does it, where that is none of the plan's clients.
   */
  readonly client?: string;
}

/** The plan asked a client to do something. */
export interface OperationRecord extends RecordBase {
  readonly kind: 'operation';
  readonly operation: string;
  readonly client: string;
  readonly do: string;
  readonly session?: string;
  /** The marker of a send's text. */
  readonly marker?: string;
  /** This operation repeats an earlier one (a replayed draft, a retry the user made). */
  readonly replayOf?: string;
  /** The idempotency key the client uses for it. */
  readonly idempotencyKey?: string;
}

/** The next part of an execution began. */
export interface PhaseRecord extends RecordBase {
  readonly kind: 'phase';
  /** `safety`: faults on. `heal`: all faults healed, no new work. `quiet`: nothing pending. `end`: the last record. */
  readonly phase: 'safety' | 'heal' | 'quiet' | 'end';
  /** At `end`: what was still pending, in words; empty when quiet was reached. */
  readonly pending?: readonly string[];
}

/** The gateway's wall clock jumped. */
export interface ClockRecord extends RecordBase {
  readonly kind: 'clock';
  /** The gateway's wall clock after a jump, Unix milliseconds. */
  readonly wallMillis: number;
}

/** The gateway said something to its log. */
export interface LogRecord extends RecordBase {
  readonly kind: 'log';
  readonly level: 'info' | 'warn' | 'error';
  readonly text: string;
  /** The engine's own words, which differ between its versions: shown to people, left out of the digest. */
  readonly detail?: string;
}

/** One record of a history: `kind` says which. Records are numbered from 0 and never change. */
export type HistoryRecord =
  | PlanRecord
  | ConnectionRecord
  | FrameRecord
  | ProviderRecord
  | ProcessRecord
  | DiskRecord
  | FaultRecord
  | OperationRecord
  | PhaseRecord
  | ClockRecord
  | LogRecord;

type WithoutBase<T> = T extends HistoryRecord ? Omit<T, 'i' | 'atMicros' | 'incarnation'> : never;

/** A record before the history numbered and dated it. */
export type RecordBody = WithoutBase<HistoryRecord>;
