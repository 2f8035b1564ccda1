/**
 * Rotations: requests that may end a generation, and the ends that were seen. An ending knows the interval in which
 * it can have happened, what it ended, what followed, and the request that explains it, as far as anything shows.
 */
import type { Generation } from '../../dialect/observation.ts';
import type { Micros } from '../../kernel/time.ts';
import type { AuditRecord } from '../../protocol/methods.ts';
import type { PendingRequest, Position } from './connections.ts';
import type { Send } from './sends.ts';

/** A reset, a delete, or a permitted slash command, from its arrival at the gateway on. */
export interface RotationRequest {
  readonly kind: 'reset' | 'delete' | 'command';
  readonly pending: PendingRequest;
  /** The send that carries a slash command. */
  readonly send: Send | undefined;
  readonly arrivedAt: Position;
  readonly incarnation: number;
  /** Another one on the same key was under way at the same time. */
  overlapping: boolean;
  /** `unknown`: cut off, or refused in a way that may have left traces. */
  state: 'open' | 'acknowledged' | 'unknown';
  /** When the gateway answered; Infinity before. */
  answeredAt: Position;
  /** What the answer of a reset says the key points at. */
  next: Generation | undefined;
  /** The ending it explains. */
  ending: Ending | undefined;
}

/** What the answer to such a request says. */
export interface RotationAnswer {
  readonly refused: boolean;
  /** Refused in a way that may have left traces. */
  readonly vague: boolean;
  /** It changed something. */
  readonly done: boolean;
  /** There was nothing to end: it only began a generation. */
  readonly began: boolean;
  readonly next: Generation | undefined;
}

/** The end of one generation of a session key. */
export interface Ending {
  readonly key: string;
  /** Position of its session among all sessions. */
  readonly session: number;
  /** Position among the endings of all keys. */
  readonly ordinal: number;
  /** Which one ended; undefined until something names it. */
  ended: Generation | undefined;
  /** What the key points at next; undefined until something names it. */
  next: Generation | undefined;
  readonly reason: 'reset' | 'delete' | 'unknown';
  /** It happened in [earliest, latest]. */
  earliest: Position;
  latest: Position;
  /** The record that showed it first. */
  readonly record: number;
  /** Fair time of the process at that record. */
  readonly fairAtFirst: Micros;
  readonly incarnation: number;
  request: RotationRequest | undefined;
  /** Requests overlapped around it: what it ended may be another's. */
  readonly overlapping: boolean;
  /** When the first of those arrived; Infinity: none overlapped. */
  readonly overlappingFrom: Position;
  /** A delivered answer says that it happened: it must stay. */
  acknowledged: boolean;
  /** It was lost with a crash before anyone was promised it. */
  refuted: boolean;
  audit: AuditRecord | undefined;
  /** How often each connection was sent each notice, counted as in `delivered`. */
  readonly sent: Map<number, number[]>;
  /** How often each connection got each notice: `conn` to counts in the order of the dialect's notices. */
  readonly delivered: Map<number, number[]>;
  /** Connections that were sent a notice of it that names no generation. */
  readonly noticed: Set<number>;
  /** Connections that were sent one that does. */
  readonly named: Set<number>;
}

/** What is known of one generation. */
export interface GenerationSpan {
  readonly generation: Generation;
  /** It was current at some instant up to this one. */
  seenBy: Position;
  /** It was current at some instant from this one on. */
  lastFrom: Position;
  /** It was over by then; Infinity: as far as known it lives. */
  endedBy: Position;
  endedRecord: number;
  endedIncarnation: number;
  /** A delivered answer says that it is over. */
  isConfirmed: boolean;
  /** Something explains where it came from. */
  origin: boolean;
  /** The ending it came from; undefined for a first or created one. */
  begunBy: Ending | undefined;
}

/** A key was read pointing at a generation that was over before the read began. */
export interface StaleRead {
  readonly key: string;
  readonly generation: Generation;
  readonly endedRecord: number;
  readonly record: number;
  /** The process was restarted in between. */
  readonly restarted: boolean;
}

/** True when the send certainly belongs to a generation before this ending. */
export function isOlder(send: Send, ending: Ending): boolean {
  return !ending.refuted && send.acceptedBy <= ending.earliest;
}

/** True when the send certainly belongs to a generation after this ending. */
export function isNewer(send: Send, ending: Ending): boolean {
  return !ending.refuted && send.accepted && send.from >= ending.latest;
}
