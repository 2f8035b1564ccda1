/**
 * The chain of generations behind one session key, as far as reads, answers, notices and audit records show it. A read
 * proves only that its generation was current at some instant of its own interval; rotations.ts has the model.
 * Memory: a few words per generation and ending.
 */
import type { Generation } from '../../dialect/observation.ts';
import type { AuditRecord } from '../../protocol/methods.ts';
import { NEVER, type ConnectionState, type PendingRequest, type Position } from './connections.ts';
import { Endings } from './endings.ts';
import { differ, GenerationSpan, RotationRequest } from './rotations.ts';
import type { Ending, Notice, RotationLog } from './rotations.ts';
import type { Send } from './sends.ts';
import type { SessionState } from './session-state.ts';

export class GenerationChain {
  readonly #key: string;
  readonly #log: RotationLog;
  readonly #spans = new Map<Generation, GenerationSpan>();
  /** Those of which no delivered answer says that they are over: all that live are among them. */
  readonly #unconfirmed = new Set<GenerationSpan>();
  readonly #endings: Endings;
  /** Which ending a notice tells that names no generation, or the wrong one, from its sending to its delivery. */
  readonly #unnamed = new Map<number, Ending>();
  /** Ends that an audit record was read of, as `ended>next`. */
  readonly #audited = new Set<string>();
  /** Requests whose time is over may have ended, by then, what nothing had shown; NEVER: there were none. */
  #unseenBy: Position = NEVER;

  /** `ordinal`: position among the keys. */
  constructor(key: string, session: SessionState, ordinal: number, log: RotationLog) {
    this.#key = key;
    this.#log = log;
    const spans = { all: this.#spans, unconfirmed: this.#unconfirmed };
    this.#endings = new Endings(key, session, ordinal, spans, log);
  }

  get endings(): readonly Ending[] {
    return this.#endings.all;
  }

  span(generation: Generation): GenerationSpan | undefined {
    return this.#spans.get(generation);
  }

  spans(): Iterable<GenerationSpan> {
    return this.#spans.values();
  }

  asksToEndAfter(since: Position): boolean {
    return this.#endings.askedForAfter(since);
  }

  rotatedBy(): Position {
    let latest = Math.max(this.endings.at(-1)?.latest ?? NEVER, this.#unseenBy);
    for (const { ending, answeredAt } of this.#endings.requests)
      latest = Math.max(latest, ending === undefined ? Infinity : answeredAt);
    return latest;
  }

  /** As far as anything shows, nothing was behind the key at this instant; gives when that began, else undefined. */
  emptySince(at: Position): Position | undefined {
    for (const span of this.#spans.values()) if (span.endedBy > at) return undefined;
    const last = this.endings.at(-1);
    return last === undefined ? NEVER : last.reason === 'delete' ? last.latest : undefined;
  }

  /** A reset, delete or permitted command reached the gateway. */
  requested(kind: RotationRequest['kind'], pending: PendingRequest, send?: Send): void {
    // tried again, a command is still the same request
    const before = send === undefined ? undefined : this.#endings.requestOf(send);
    if (before === undefined) this.#endings.request(new RotationRequest(kind, pending, send, this.#log));
    else before.tryAgain(pending, this.#log.now);
  }

  /**
   * It was answered at the gateway's leg; `refused`: or changed nothing. `next`: what the answer of a reset names;
   * `began`: there was nothing to end, it only began that generation.
   */
  answered(
    pending: PendingRequest,
    state: 'acknowledged' | 'refused' | 'unknown',
    next?: Generation,
    began = false,
  ): void {
    const request = this.#requestOf(pending);
    if (request === undefined) return;
    const { now } = this.#log;
    if (state === 'refused') {
      if (request.refuse(pending) === 'refused') this.#endings.withdraw(request);
      return;
    }
    request.answer(pending, now, state);
    const { arrivedAt, kind } = request;
    if (state === 'unknown' || kind === 'command') return;
    if (next !== undefined && this.#wasThere(next, arrivedAt)) {
      const { ending } = request;
      if (ending !== undefined && differ(ending.next, next)) {
        this.#endings.contradict('answer', ending, next, ending.record);
        next = ending.next;
      } else request.unmoved = next;
    }
    request.next = next;
    if (began && next !== undefined) return this.read(next, arrivedAt, now);
    if (differ(request.ending?.next, next)) this.#endings.release(request);
    const ending = this.#endings.find({ reason: kind, next, request });
    ending.earliest = arrivedAt;
    if (next !== undefined) this.read(next, arrivedAt, now);
    else this.#endSpans(arrivedAt, now, undefined);
    this.#endings.nameEnded(ending, request);
  }

  /** The answer was delivered: what it says must stay. */
  acknowledged(pending: PendingRequest): void {
    const request = this.#requestOf(pending);
    if (request?.state !== 'acknowledged' || request.kind === 'command') return;
    const { ending } = request;
    if (ending !== undefined) ending.acknowledged = true;
    for (const span of this.#unconfirmed) {
      if (span.endedBy <= request.answeredAt && span.seenBy <= request.arrivedAt)
        this.#end(span, span.endedBy, true);
      else if (ending?.ended === span.generation) this.#end(span, ending.latest, true);
    }
  }

  /** Its connection died before an answer. */
  cut(pending: PendingRequest): void {
    const request = this.#requestOf(pending);
    if (request?.state === 'open') request.state = 'unknown';
  }

  /** It had been seen before this instant, and was not known to be over. */
  #wasThere(generation: Generation, at: Position): boolean {
    const span = this.#spans.get(generation);
    return span !== undefined && span.seenBy <= at && span.endedBy > at;
  }

  #requestOf(pending: PendingRequest): RotationRequest | undefined {
    return this.#endings.requests.find((one) => one.isTriedBy(pending));
  }

  /** A notice at the gateway's leg. Returns the ending it tells. */
  noticed(meaning: Notice, { conn, sessionsSince }: ConnectionState, frame: number): Ending {
    const { notice, reason, ended, next } = meaning;
    if (ended === undefined && next === undefined) {
      const ending = this.#endings.unnamed(reason, conn, sessionsSince);
      ending.noticed.set(conn, { notice, reason, sentAt: this.#log.now });
      this.#unnamed.set(frame, ending);
      return ending;
    }
    const begun =
      ended === undefined ? undefined : this.#endings.begunWith(ended, reason, conn, sessionsSince);
    if (ended !== undefined && begun !== undefined) {
      begun.toldEnded.add(conn);
      this.#endings.contradict('notice', begun, ended, begun.record);
      this.#unnamed.set(frame, begun);
      return begun;
    }
    const ending = this.#endings.find({ reason, ended, next, conn });
    if (ended !== undefined) {
      ending.toldEnded.add(conn);
      const span = this.#spanOf(ended);
      // it was still current when it was last read, whoever asked for its end
      ending.earliest = Math.max(ending.earliest, span.lastFrom);
      this.#end(span, this.#log.now, ending.acknowledged);
    }
    if (next !== undefined) this.seen(next);
    return ending;
  }

  /** The ending a delivered notice tells. */
  endingOf({ ended, next }: Notice, frameId: number): Ending | undefined {
    const ending = this.#unnamed.get(frameId);
    if (ending !== undefined || (ended === undefined && next === undefined)) {
      this.#unnamed.delete(frameId);
      return ending;
    }
    return this.endings.findLast(
      (ending) =>
        (ended !== undefined && ending.ended === ended) ||
        (next !== undefined && ending.next === next && ending.reason !== 'delete'),
    );
  }

  /** A pushed message or row names this generation: it was current at some earlier instant. */
  seen(generation: Generation): void {
    const span = this.#spanOf(generation);
    span.seenBy = Math.min(span.seenBy, this.#log.now);
  }

  /** A delivered audit list, asked for by `pending`, says that `ended` was followed by `next`. */
  audited(
    record: AuditRecord,
    ended: Generation | undefined,
    next: Generation | undefined,
    { until, connection }: PendingRequest,
  ): void {
    const name = `${ended ?? ''}>${next ?? ''}`;
    if (this.#audited.has(name)) return;
    this.#audited.add(name);
    const orphans = this.#endings.refute(ended, next);
    const ending = this.#endings.find({ reason: record.type, ended, next, earliest: 0, isAudit: true });
    ending.audit ??= record;
    if (record.trigger === 'rule') this.#endings.ruled(ending);
    else this.#endings.adopt(ending);
    this.#endings.dateBack(ending);
    if (ended !== undefined) {
      const span = this.#spanOf(ended);
      // read as current since, it was given back by a crash
      if (span.lastFrom < until) span.end(until, this.#log.now, connection.incarnation);
    }
    // what was inferred of their beginning is gone: what was read of them counts once more
    for (const { generation, lastFrom } of orphans) this.read(generation, lastFrom, this.#log.now);
  }

  /** A delivered answer shows `generation` behind the key at some instant of [from, until]. */
  read(generation: Generation, from: Position, until: Position): void {
    const span = this.#spanOf(generation);
    if (span.endedBy <= from) {
      const { now: record, incarnation, staleReads } = this.#log;
      const { endedRecord } = span;
      const restarted = span.endedIncarnation !== incarnation;
      if (span.isConfirmed || !restarted) {
        staleReads.push({ key: this.#key, generation, endedRecord, record, restarted });
        return;
      }
      // nobody had been promised the end, and a crash undid it
      span.endedBy = Infinity;
      for (const ending of this.endings) if (ending.ended === generation) ending.refuted = true;
    }
    span.seenBy = Math.min(span.seenBy, until);
    span.lastFrom = Math.max(span.lastFrom, from);
    if (!span.origin) span.origin = this.#giveOrigin(span, from, until);
    if (!span.origin) return;
    this.#endLate(span, until);
    this.#endSpans(from, until, span);
    for (const request of this.#endings.expire(from)) this.#mayHaveEndedUnseen(request);
  }

  /** It was cut off by a crash, and what it may have ended nobody had read. */
  #mayHaveEndedUnseen(request: RotationRequest): void {
    if (request.state !== 'unknown') return;
    for (const { seenBy } of this.#spans.values()) if (seenBy <= request.arrivedAt) return;
    this.#unseenBy = Math.max(this.#unseenBy, request.endsBy(this.#log));
  }

  #spanOf(generation: Generation): GenerationSpan {
    let span = this.#spans.get(generation);
    if (span === undefined) {
      span = new GenerationSpan(generation);
      this.#spans.set(generation, span);
      this.#unconfirmed.add(span);
    }
    return span;
  }

  /** It was over by then; `isFinal`: as a delivered answer says. */
  #end(span: GenerationSpan, by: Position, isFinal: boolean): void {
    span.end(by, this.#log.now, this.#log.incarnation);
    if (!isFinal) return;
    span.isConfirmed = true;
    this.#unconfirmed.delete(span);
  }

  #endSpans(from: Position, until: Position, except: GenerationSpan | undefined): void {
    for (const span of this.#unconfirmed)
      if (span !== except && span.lives && span.seenBy <= from) this.#end(span, until, false);
  }

  /** An answer that is delivered late shows what a request that was answered meanwhile had ended. */
  #endLate(span: GenerationSpan, until: Position): void {
    if (!span.lives) return;
    const ending = this.endings.find(
      (one) =>
        one.request?.state === 'acknowledged' &&
        one.earliest >= until &&
        one.ended === undefined &&
        one.next !== span.generation &&
        !one.refuted &&
        !one.overlapping,
    );
    if (ending === undefined) return;
    ending.ended = span.generation;
    this.#end(span, ending.latest, ending.acknowledged);
  }

  /** False when it cannot be said yet where this generation came from. */
  #giveOrigin(span: GenerationSpan, from: Position, until: Position): boolean {
    const { generation } = span;
    const endings = this.#endings;
    span.begunBy = endings.all.find((one) => one.next === generation);
    if (span.begunBy !== undefined) return true;
    const living = [...this.#unconfirmed].filter((one) => one !== span && one.lives);
    const older = living.filter((one) => one.seenBy <= from);
    const [oldest, ...others] = older;
    if (oldest !== undefined) {
      const ended = others.length === 0 ? oldest.generation : undefined;
      const earliest = Math.max(0, ...older.map((one) => one.lastFrom));
      const sight = { reason: 'unknown', ended, next: generation, earliest, latest: until } as const;
      span.begunBy = endings.find(sight);
      return true;
    }
    // an answer can be delivered long after it was true: it follows no ending that came later, and of one that came
    // meanwhile it may show either side
    const isUnsure = (one: Ending): boolean =>
      one.earliest < until && one.latest >= from && one.ended !== generation;
    if (living.length > 0 || endings.all.some(isUnsure)) return false;
    const last = endings.lastBefore(from, generation);
    if (last !== undefined && last.next === undefined) {
      last.next = generation;
      span.begunBy = last;
    } else if (last !== undefined && !last.refuted) {
      span.begunBy = endings.find({ reason: 'unknown', next: generation, latest: until });
    }
    return true;
  }
}
