/**
 * A trace: a history as people look at it. Lifelines stand beside each other, each record is an event on one of them,
 * what crossed between two is a message, and a fault, a connection and a generation last from one record to another.
 * Plain data that survives JSON; positions are indexes of records throughout. Pure, and free of Node: the command line
 * draws it as text and a page as a picture. Must not know: how it is drawn.
 */
import type { FaultRecord, HistoryRecord } from '../history/record.ts';

/** Whose lifeline it is. */
export type LifelineKind = 'client' | 'gateway' | 'provider' | 'disk';

/** Somebody who sends, receives or acts: a client, one life of the gateway's process, the provider, the disk. */
export interface Lifeline {
  /** `client:owner`, `gateway:2`, `provider`, `disk`: what everything else refers to. */
  readonly id: string;
  readonly kind: LifelineKind;
  /** For people: `owner`, `gateway 2`. */
  readonly name: string;
  /** Its connections by number, in order: a client's, or those that one life of the gateway had. */
  readonly connections: readonly number[];
  /** The first and the last record on it. */
  readonly first: number;
  readonly last: number;
}

/** One WebSocket. */
export interface TraceConnection {
  readonly conn: number;
  readonly client: string;
  readonly incarnation: number;
  /** The first record of it, and its last close; null: it was never closed. */
  readonly opened: number;
  readonly closed: number | null;
}

/** One record. `events[i]` of a trace is record i. */
export interface TraceEvent {
  readonly i: number;
  readonly atMicros: number;
  readonly incarnation: number;
  readonly kind: HistoryRecord['kind'];
  /** Where it stands; null where it concerns everybody (the plan, a phase, a fault of the workload). */
  readonly lifeline: string | null;
  /** One line of at most 200 characters without control characters; empty where no text was asked for. */
  readonly text: string;
  /** The session key that it is about, the run, the client and the connection, as far as anything says. */
  readonly session: string | null;
  readonly run: string | null;
  readonly client: string | null;
  readonly conn: number | null;
  /** Of a frame: the message that it is one end of, by its `frameId`. */
  readonly frame: number | null;
  /** Of a frame: what it is of its kind, such as `event sessions.changed`, `req chat.send`, `res chat.send`. */
  readonly name: string | null;
  /** Of a response: the record at which the request that it answers was sent. */
  readonly answers: number | null;
  /** A provider's event that the plan made late, false or double. */
  readonly injected: boolean;
}

/** One frame from its sending to its delivery. */
export interface TraceMessage {
  readonly frame: number;
  readonly conn: number;
  readonly from: string;
  readonly to: string;
  readonly name: string;
  /** The records that show either end; null where the history does not show it. */
  readonly sent: number | null;
  readonly delivered: number | null;
  /** It was sent, never delivered, and its delivery would be in the history. */
  readonly lost: boolean;
}

/** A fault from its injection to its end. */
export interface TraceFault {
  readonly fault: string;
  readonly kind: string;
  readonly scope: FaultRecord['scope'];
  /** The client that it damages; null: another thing, or all clients. */
  readonly client: string | null;
  readonly injected: number | null;
  readonly landed: number | null;
  readonly healed: number | null;
}

/** A session key pointed at this generation, as far as the history shows. */
export interface TraceGeneration {
  readonly session: string;
  readonly generation: string;
  /** The first record that shows it, and the one by which it was over; null: it never was. */
  readonly from: number;
  readonly until: number | null;
}

/** A history as people look at it. */
export interface Trace {
  readonly lifelines: readonly Lifeline[];
  readonly connections: readonly TraceConnection[];
  readonly events: readonly TraceEvent[];
  readonly messages: readonly TraceMessage[];
  readonly faults: readonly TraceFault[];
  readonly generations: readonly TraceGeneration[];
}
