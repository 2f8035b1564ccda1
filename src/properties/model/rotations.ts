/**
 * Rotations, on intervals. Nobody sees a generation end: a history shows only that it was current at some instant of
 * one interval (a read, from its arrival to its answer) and over by the end of another (a request to end it, a notice,
 * an audit record). Intervals are positions of records; order is taken from intervals that do not overlap, never from
 * a clock stamp (#119407). A GenerationSpan is what is known of one generation, an Ending the end of one, somewhere in
 * [earliest, latest], and a RotationRequest what may have asked for it, from its arrival on. Each sight completes an
 * ending that lacks just what it names, or makes a new one; each ending takes a request that can explain it.
 *
 *   rotations.ts         these three, and the log of what the observation under way brought to light
 *   endings.ts           one key's endings: which one a sight is of, and which request explains it
 *   sight.ts             what a sight is, and which ending can be the one it is of
 *   generation-chain.ts  one key's spans: what requests, notices, reads and audit records say of them
 *   generations.ts       all keys
 */
import type { EventMeaning, Generation } from '../../dialect/observation.ts';
import type { Micros } from '../../kernel/time.ts';
import type { AuditRecord } from '../../protocol/methods.ts';
import { NEVER, type PendingRequest, type Position } from './connections.ts';
import type { FairClock } from './fair-time.ts';
import type { Send } from './sends.ts';
import type { Sight } from './sight.ts';

export type Notice = Extract<EventMeaning, { type: 'notice' }>;
/** One that names no generation: which ending it is of is a guess. */
export type UnnamedNotice = Pick<Notice, 'notice' | 'reason'> & { readonly sentAt: Position };

/** A reset, a delete, or a permitted slash command, from its arrival at the gateway on. */
export class RotationRequest {
  readonly kind: 'reset' | 'delete' | 'command';
  /** Of a command that was tried again, the attempt that was answered, or the first. */
  pending: PendingRequest;
  /** Its other attempts that were not refused. */
  #others: PendingRequest[] = [];
  /** That of a slash command. */
  readonly send: Send | undefined;
  readonly arrivedAt: Position;
  readonly incarnation: number;
  /** Another one on the same key was under way at the same time. */
  overlapping = false;
  /** `unknown`: cut off, or refused in a way that may have left traces. */
  state: 'open' | 'acknowledged' | 'unknown' = 'open';
  /** When the gateway answered; Infinity before. */
  answeredAt: Position = Infinity;
  /** When it, being a command, was tried again last: its answer before was not the last word. */
  triedAgainAt: Position = NEVER;
  /** What the answer of a reset says the key points at. */
  next: Generation | undefined;
  /** What that was, when it had been there before this was asked for: then any other frame is believed more. */
  unmoved: Generation | undefined;
  /** The ending it explains. */
  ending: Ending | undefined;

  constructor(
    kind: RotationRequest['kind'],
    pending: PendingRequest,
    send: Send | undefined,
    { now, incarnation }: RotationLog,
  ) {
    this.kind = kind;
    this.pending = pending;
    this.send = send;
    this.arrivedAt = now;
    this.incarnation = incarnation;
  }

  isTriedBy(pending: PendingRequest): boolean {
    return pending === this.pending || this.#others.includes(pending);
  }

  tryAgain(pending: PendingRequest, now: Position): void {
    this.#others.push(pending);
    this.triedAgainAt = now;
  }

  /** This attempt was refused: one beside it may name what is current now, or was granted, or was cut off and did it. */
  refuse(pending: PendingRequest): 'refused' | 'open' {
    const [next] = this.#others;
    if (next === undefined) return 'refused';
    if (pending === this.pending) this.pending = next;
    this.#others = this.#others.filter((one) => one !== pending && one !== this.pending);
    return 'open';
  }

  /** This attempt was answered, and not refused. */
  answer(pending: PendingRequest, now: Position, state: 'acknowledged' | 'unknown'): void {
    if (pending !== this.pending) this.#others.push(this.pending);
    this.pending = pending;
    this.#others = this.#others.filter((one) => one !== pending);
    this.answeredAt = now;
    this.state = state;
  }

  /** It has ended what it will end by then. */
  endsBy({ bornAt, incarnation }: RotationLog): Position {
    const isTriedAgain = this.triedAgainAt > this.answeredAt;
    if (this.answeredAt !== Infinity && !isTriedAgain) return this.answeredAt;
    const until = isTriedAgain ? Infinity : (this.ending?.latest ?? Infinity);
    return this.incarnation === incarnation ? until : Math.min(until, bornAt);
  }

  /** It may end something after this instant; a command does so in its turn, which may come long after its answer. */
  mayEndAfter(since: Position): boolean {
    if (this.answeredAt >= since) return true;
    return this.kind === 'command' && this.ending === undefined && this.send?.settled === false;
  }

  /** What was over before a read that was asked for at `from` explains nothing that it shows; this may. */
  isLive(from: Position, { bornAt, incarnation }: RotationLog): boolean {
    const { ending, kind, pending, send, state } = this;
    if (state === 'open') return true;
    if (ending !== undefined && state === 'acknowledged') return !pending.isDelivered;
    if (kind === 'command') return send === undefined || send.settledBy > from;
    if (state === 'acknowledged') return this.answeredAt > from;
    // an answer of the last incarnation may be delivered in this one: it is no sign that the request came to nothing
    return this.incarnation === incarnation || from < bornAt;
  }

  canExplain(ending: Ending): boolean {
    if (this.arrivedAt > ending.latest) return false;
    if (ending.reason === 'delete' && this.kind !== 'delete') return false;
    if (ending.reason === 'reset' && this.kind === 'delete') return false;
    return !differ(this.next, ending.next);
  }
}

/** The end of one generation of a session key. */
export class Ending {
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
  readonly record: Position;
  /** Fair time of the process at that record. */
  readonly fairAtFirst: Micros;
  readonly incarnation: number;
  request: RotationRequest | undefined;
  /** Requests overlapped around it: what it ended may be another's. */
  overlapping = false;
  /** When the first of those arrived; Infinity: none overlapped. */
  overlappingFrom: Position = Infinity;
  /** A delivered answer says that it happened: it must stay. */
  acknowledged = false;
  /** It was lost with a crash before anyone was promised it. */
  refuted = false;
  audit: AuditRecord | undefined;
  /** How often each connection was sent each notice, counted as in `delivered`. */
  readonly sent = new Map<number, number[]>();
  /** How often each connection got each notice: `conn` to counts in the order of the dialect's notices. */
  readonly delivered = new Map<number, number[]>();
  /** What each connection was sent that names no generation, and is most likely of this ending. */
  readonly noticed = new Map<number, UnnamedNotice>();
  /** Connections that were sent one that names what ended. */
  readonly toldEnded = new Set<number>();
  /** Connections that were sent one that does. */
  readonly named = new Set<number>();

  constructor(key: string, session: number, sight: Sight, log: RotationLog) {
    const { reason, ended, next, earliest = 0, latest = log.now } = sight;
    this.key = key;
    this.session = session;
    this.ordinal = log.all.length;
    this.reason = reason;
    this.ended = ended;
    this.next = next;
    this.earliest = earliest;
    this.latest = latest;
    this.record = log.now;
    this.fairAtFirst = log.fair.read(log.time);
    this.incarnation = log.incarnation;
  }

  /** The request that explains it; one that did before is free again. */
  explainBy(request: RotationRequest | undefined): void {
    if (this.request !== undefined) this.request.ending = undefined;
    this.request = request;
    if (request !== undefined) request.ending = this;
  }
}

/** What is known of one generation. */
export class GenerationSpan {
  readonly generation: Generation;
  /** It was current at some instant up to this one. */
  seenBy: Position = Infinity;
  /** It was current at some instant from this one on. */
  lastFrom: Position = NEVER;
  /** It was over by then; Infinity: as far as known it lives. */
  endedBy: Position = Infinity;
  endedRecord: Position = NEVER;
  endedIncarnation = 0;
  /** A delivered answer says that it is over. */
  isConfirmed = false;
  /** Something explains where it came from. */
  origin = false;
  /** The ending it came from; undefined for a first or created one. */
  begunBy: Ending | undefined;

  constructor(generation: Generation) {
    this.generation = generation;
  }

  get lives(): boolean {
    return this.endedBy === Infinity;
  }

  /** It was over by then, as this record showed first, in this life of the process. */
  end(by: Position, record: Position, incarnation: number): void {
    if (!this.lives) return;
    this.endedBy = by;
    this.endedRecord = record;
    this.endedIncarnation = incarnation;
  }
}

/** A key was read pointing at a generation that was over before the read began. */
export interface StaleRead {
  readonly key: string;
  readonly generation: Generation;
  readonly endedRecord: Position;
  readonly record: Position;
  /** The process was restarted in between. */
  readonly restarted: boolean;
}

/** Two frames that cannot both be true of one ending. */
export interface Contradiction {
  readonly by: 'notice' | 'answer';
  readonly ending: Ending;
  /** The generation that one of them says ended and the other that the key points at. */
  readonly generation: Generation;
  /** The frames. */
  readonly records: readonly [Position, Position];
}

/** The observation under way and what it brought to light, of all keys. */
export class RotationLog {
  /** The clock of the process. */
  readonly fair: FairClock;
  time: Micros = 0;
  now: Position = 0;
  incarnation = 0;
  /** First position of the incarnation under way. */
  bornAt: Position = 0;
  /** A configured rule may end a generation before any message: that a request was under way dates nothing. */
  dailyRule = false;
  /** Every ending, in order of its first sight; also those that turned out to be none, which are refuted. */
  readonly all: Ending[] = [];
  /** Endings that nothing explains any more, found at the observation under way. */
  readonly unexplained: Ending[] = [];
  /** Reads that contradict an ending, found at the observation under way. */
  readonly staleReads: StaleRead[] = [];

  constructor(fair: FairClock) {
    this.fair = fair;
  }

  /** Frames that contradict an earlier one, found at the observation under way. */
  readonly contradictions: Contradiction[] = [];

  /** Begins an observation. */
  at(time: Micros, position: Position, incarnation: number): void {
    this.time = time;
    this.now = position;
    if (incarnation !== this.incarnation) this.bornAt = position;
    this.incarnation = incarnation;
    if (this.unexplained.length > 0) this.unexplained.length = 0;
    if (this.staleReads.length > 0) this.staleReads.length = 0;
    if (this.contradictions.length > 0) this.contradictions.length = 0;
  }
}

/** Both are known, and not the same. */
export function differ<T>(one: T | undefined, other: T | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/**
 * True when the send certainly belongs to a generation before this ending. A command belongs to the generation that it
 * begins, also when it waited behind a turn, and so does what came behind the command and waits for it.
 */
export function isOlder(send: Send, ending: Ending): boolean {
  if (ending.refuted || send.acceptedBy > ending.earliest) return false;
  const command = ending.request?.send;
  return command === undefined || send.from < command.from;
}

/** True when the send certainly belongs to a generation after this ending. */
export function isNewer(send: Send, ending: Ending): boolean {
  return !ending.refuted && send.accepted && send.from >= ending.latest;
}
