/**
 * Generations: per session key the chain of generations as far as reads, answers, notices and audit records
 * show it. A read proves only that its generation was current at some instant of its own interval; order is taken
 * from intervals that do not overlap, never from a clock stamp (#119407).
 * Memory: a few words per generation and ending.
 */
import type { Dialect } from '../../dialect/dialect.ts';
import type { Generation, EventMeaning } from '../../dialect/observation.ts';
import type { Micros } from '../../kernel/time.ts';
import type { AuditRecord } from '../../protocol/methods.ts';
import type { PendingRequest, Connection, Position } from './connections.ts';
import type { FairTime } from './fair-time.ts';
import { Endings } from './endings.ts';
import type { Ending, GenerationSpan, StaleRead, RotationAnswer, RotationRequest } from './rotations.ts';
import type { Send, Sends } from './sends.ts';
import {
  asksToEndAfter,
  newChain,
  emptySince,
  endSpan,
  spanOf,
  rotatedBy,
  confirmEnd,
  type GenerationChain,
} from './generation-chain.ts';

type Notice = Extract<EventMeaning, { type: 'notice' }>;

export class Generations {
  readonly #dialect: Dialect;
  readonly #sends: Sends;
  readonly #chains = new Map<string, GenerationChain>();
  readonly #endings: Endings;
  /** Which ending a notice that names no generation tells, from its sending to its delivery. */
  readonly #unnamed = new Map<number, Ending>();
  #audited: readonly AuditRecord[] = [];
  #now: Position = 0;
  #incarnation = 0;
  /** First position of the incarnation under way. */
  #bornAt: Position = 0;
  /** Reads that contradict an ending, found at the observation under way. */
  readonly staleReads: StaleRead[] = [];

  constructor(dialect: Dialect, sends: Sends, fair: FairTime) {
    this.#dialect = dialect;
    this.#sends = sends;
    this.#endings = new Endings(fair.process);
  }

  /** A configured rule may end a generation between any two messages. */
  set dailyRule(on: boolean) {
    this.#endings.dailyRule = on;
  }

  /** Endings that nothing explains any more, found at the observation under way. */
  get unexplained(): readonly Ending[] {
    return this.#endings.unexplained;
  }

  /** Begins an observation. */
  at(time: Micros, position: Position, incarnation: number): void {
    this.#now = position;
    if (incarnation !== this.#incarnation) this.#bornAt = position;
    this.#incarnation = incarnation;
    this.#endings.at(time, position, incarnation);
    if (this.staleReads.length > 0) this.staleReads.length = 0;
  }

  endings(key: string): readonly Ending[] {
    return this.#chains.get(key)?.endings ?? [];
  }

  /** The ending an answered request explains. */
  endingBy(key: string, pending: PendingRequest): Ending | undefined {
    return this.endings(key).findLast((ending) => ending.request?.pending === pending);
  }

  /** The newest ending of a session. */
  lastEnding(key: string): Ending | undefined {
    return this.#chains.get(key)?.endings.at(-1);
  }

  /** Every ending, in order of its first sight; also those that turned out to be none, which are refuted. */
  get all(): readonly Ending[] {
    return this.#endings.all;
  }

  *allEndings(): Iterable<Ending> {
    for (const chain of this.#chains.values()) yield* chain.endings;
  }

  /** First position of the process under way. */
  get bornAt(): Position {
    return this.#bornAt;
  }

  /** A request to end the generation arrived after this instant, and was not refused. */
  asksToEndAfter(key: string, since: Position): boolean {
    const chain = this.#chains.get(key);
    return chain !== undefined && asksToEndAfter(chain, since);
  }

  span(key: string, generation: Generation): GenerationSpan | undefined {
    return this.#chains.get(key)?.spans.get(generation);
  }

  /** The key may have changed its generation at some instant after `since`. */
  mayHaveRotated(key: string, since: Position): boolean {
    return this.rotatedBy(key) >= since;
  }

  /** The latest instant at which the key may have changed its generation; -1: it never may have. */
  rotatedBy(key: string): Position {
    const chain = this.#chains.get(key);
    return chain === undefined ? -1 : rotatedBy(chain);
  }

  /** As far as anything shows, nothing was behind the key at this instant; gives when that began, else undefined. */
  emptySince(key: string, at: Position): Position | undefined {
    const chain = this.#chains.get(key);
    return chain === undefined ? -1 : emptySince(chain, at);
  }

  /** A reset, delete or permitted command reached the gateway. */
  requested(
    kind: RotationRequest['kind'],
    key: string,
    pending: PendingRequest,
    send: Send | undefined,
  ): void {
    const chain = this.#of(key);
    // tried again, a command is still the same request
    if (send !== undefined && chain.requests.some((one) => one.send === send)) return;
    if (send !== undefined && chain.endings.some((one) => one.request?.send === send)) return;
    const others = chain.requests.filter((one) => one.answeredAt === Infinity);
    for (const other of others) other.overlapping = true;
    chain.granted++;
    chain.requests.push({
      overlapping: others.length > 0,
      kind,
      pending,
      send,
      arrivedAt: this.#now,
      incarnation: this.#incarnation,
      state: 'open',
      answeredAt: Infinity,
      next: undefined,
      ending: undefined,
    });
  }

  /** It was answered at the gateway's leg. `next`: what the answer of a reset names; `done`: it changed something. */
  answered(key: string, pending: PendingRequest, answer: RotationAnswer): void {
    const chain = this.#of(key);
    const request = chain.requests.find((one) => one.pending === pending);
    if (request === undefined) return;
    request.answeredAt = this.#now;
    if (answer.refused || !answer.done) {
      if (answer.vague) request.state = 'unknown';
      else this.#endings.withdraw(chain, request);
      return;
    }
    request.state = 'acknowledged';
    if (request.kind === 'command') return;
    request.next = answer.next;
    if (answer.began && answer.next !== undefined)
      return this.#evidence(chain, answer.next, request.arrivedAt, this.#now);
    const held = request.ending;
    if (
      held !== undefined &&
      held.next !== undefined &&
      answer.next !== undefined &&
      held.next !== answer.next
    ) {
      request.ending = undefined;
      held.request = undefined;
      this.#endings.explain(chain, held);
    }
    const ending = this.#endings.find(chain, { reason: request.kind, next: answer.next, request });
    ending.earliest = request.arrivedAt;
    if (answer.next !== undefined) this.#evidence(chain, answer.next, request.arrivedAt, this.#now);
    else this.#endSpans(chain, request.arrivedAt, this.#now, undefined);
    this.#endings.nameEnded(chain, ending, request);
  }

  /** The answer was delivered: what it says must stay. */
  acknowledged(key: string, pending: PendingRequest): void {
    const chain = this.#of(key);
    const request = chain.requests.find((one) => one.pending === pending);
    if (request?.state !== 'acknowledged' || request.kind === 'command') return;
    const { ending } = request;
    if (ending !== undefined) ending.acknowledged = true;
    for (const span of chain.unconfirmed) {
      if (span.endedBy <= request.answeredAt && span.seenBy <= request.arrivedAt)
        this.#end(chain, span, span.endedBy, true);
      else if (ending !== undefined && ending.ended === span.generation)
        this.#end(chain, span, ending.latest, true);
    }
  }

  /** Its connection died before an answer. */
  cut(key: string, pending: PendingRequest): void {
    const request = this.#of(key).requests.find((one) => one.pending === pending);
    if (request?.state === 'open') request.state = 'unknown';
  }

  /** A notice at the gateway's leg. Returns the ending it tells. */
  noticed({ key, reason, ended, next }: Notice, connection: Connection, frameId: number): Ending {
    const chain = this.#of(key);
    const { conn, sessionsSince } = connection;
    if (ended === undefined && next === undefined) {
      const ending = this.#endings.unnamed(chain, reason, conn, sessionsSince);
      ending.noticed.add(conn);
      this.#unnamed.set(frameId, ending);
      return ending;
    }
    const ending = this.#endings.find(chain, { reason, ended, next, conn });
    if (ended !== undefined) {
      const span = spanOf(chain, ended);
      // it was still current when it was last read, whoever asked for its end
      if (span.lastFrom > ending.earliest) ending.earliest = span.lastFrom;
      this.#end(chain, span, this.#now, ending.acknowledged);
    }
    if (next !== undefined) this.seen(key, next);
    return ending;
  }

  /** The ending a delivered notice tells. */
  endingOf({ key, ended, next }: Notice, frameId: number): Ending | undefined {
    if (ended === undefined && next === undefined) {
      const ending = this.#unnamed.get(frameId);
      this.#unnamed.delete(frameId);
      return ending;
    }
    return this.endings(key).findLast(
      (ending) =>
        (ended !== undefined && ending.ended === ended) ||
        (next !== undefined && ending.next === next && ending.reason !== 'delete'),
    );
  }

  /** A pushed message or row names this generation: it was current at some earlier instant. */
  seen(key: string, generation: Generation): void {
    const span = spanOf(this.#of(key), generation);
    if (this.#now < span.seenBy) span.seenBy = this.#now;
  }

  /** A delivered answer shows `generation` behind `key` at some instant of [from, until]. */
  read(key: string, generation: Generation, from: Position, until: Position): void {
    this.#evidence(this.#of(key), generation, from, until);
  }

  /** A delivered audit list: what it says happened before it was answered. */
  audited(records: readonly AuditRecord[], { until, connection }: PendingRequest): void {
    const known = this.#audited;
    this.#audited = records;
    for (const [at, record] of records.entries()) {
      // the next list mostly begins like the last one
      if (record === known[at]) continue;
      const chain = this.#of(record.sessionKey);
      const ended =
        record.oldSessionId === ''
          ? undefined
          : this.#dialect.generation(record.oldSessionId, record.oldRevision);
      const next =
        record.newSessionId === null
          ? undefined
          : this.#dialect.generation(record.newSessionId, record.newRevision);
      const name = `${ended ?? ''}>${next ?? ''}`;
      if (chain.audited.has(name)) continue;
      chain.audited.add(name);
      const orphans = this.#endings.refute(chain, ended, next);
      const ending = this.#endings.find(chain, {
        reason: record.type,
        ended,
        next,
        earliest: 0,
        oldestFirst: true,
      });
      ending.audit ??= record;
      if (record.trigger === 'rule') this.#endings.ruled(chain, ending);
      else this.#endings.adopt(chain, ending);
      this.#endings.dateBack(chain, ending);
      if (ended !== undefined) {
        const span = spanOf(chain, ended);
        // read as current since, it was given back by a crash
        if (span.lastFrom < until) endSpan(span, until, this.#now, connection.incarnation);
      }
      for (const one of orphans) this.#orphan(chain, one);
    }
  }

  #of(key: string): GenerationChain {
    let chain = this.#chains.get(key);
    if (chain === undefined) {
      chain = newChain(key, this.#sends.session(key), this.#chains.size);
      this.#chains.set(key, chain);
    }
    return chain;
  }

  #end(chain: GenerationChain, span: GenerationSpan, by: Position, final: boolean): void {
    endSpan(span, by, this.#now, this.#incarnation);
    if (final) confirmEnd(chain, span);
  }

  #endSpans(
    chain: GenerationChain,
    from: Position,
    until: Position,
    except: GenerationSpan | undefined,
  ): void {
    for (const span of chain.unconfirmed) {
      if (span !== except && span.endedBy === Infinity && span.seenBy <= from)
        this.#end(chain, span, until, false);
    }
  }

  #evidence(chain: GenerationChain, generation: Generation, from: Position, until: Position): void {
    const span = spanOf(chain, generation);
    if (span.endedBy <= from) {
      if (span.isConfirmed || span.endedIncarnation === this.#incarnation) {
        this.staleReads.push({
          key: chain.key,
          generation,
          endedRecord: span.endedRecord,
          record: this.#now,
          restarted: span.endedIncarnation !== this.#incarnation,
        });
        return;
      }
      this.#revive(chain, span);
    }
    if (until < span.seenBy) span.seenBy = until;
    if (from > span.lastFrom) span.lastFrom = from;
    if (!span.origin) span.origin = this.#giveOrigin(chain, span, from, until);
    if (!span.origin) return;
    this.#endLate(chain, span, until);
    this.#endSpans(chain, from, until, span);
    this.#endings.expire(chain, from, this.#bornAt);
  }

  /** An answer that is delivered late shows what a request that was answered meanwhile had ended. */
  #endLate(chain: GenerationChain, span: GenerationSpan, until: Position): void {
    const ending = span.endedBy === Infinity ? this.#endings.lateFor(chain, span, until) : undefined;
    if (ending !== undefined) this.#end(chain, span, ending.latest, ending.acknowledged);
  }

  /** Nobody had been promised the end, and a crash undid it. */
  #revive(chain: GenerationChain, span: GenerationSpan): void {
    span.endedBy = Infinity;
    for (const ending of chain.endings) if (ending.ended === span.generation) ending.refuted = true;
  }

  /** What was inferred of its beginning is orphans: what was read of it counts once more. */
  #orphan(chain: GenerationChain, { begunBy, generation, lastFrom, endedBy }: GenerationSpan): void {
    if (begunBy === undefined && lastFrom >= 0 && lastFrom < endedBy)
      this.#evidence(chain, generation, lastFrom, this.#now);
  }

  /** False when it cannot be said yet where this generation came from. */
  #giveOrigin(chain: GenerationChain, span: GenerationSpan, from: Position, until: Position): boolean {
    const { endings, unconfirmed } = chain;
    let ending = endings.find((one) => one.next === span.generation);
    if (ending === undefined) {
      // an answer can be delivered long after it was true: it follows no ending that came later,
      // and of one that came meanwhile it may show either side
      const last = this.#endings.lastBefore(chain, from, span.generation);
      const meanwhile = endings.some(
        (one) => one.earliest < until && one.latest >= from && one.ended !== span.generation,
      );
      const living = [...unconfirmed].filter((one) => one !== span && one.endedBy === Infinity);
      const older = living.filter((one) => one.seenBy <= from);
      if (older.length > 0) {
        const ended = older.length === 1 ? older[0]?.generation : undefined;
        const earliest = older.reduce((latest, one) => Math.max(latest, one.lastFrom), 0);
        ending = this.#endings.find(chain, {
          reason: 'unknown',
          ended,
          next: span.generation,
          earliest,
        });
        if (ending.latest > until) ending.latest = until;
      } else if (living.length > 0 || meanwhile) {
        return false;
      } else if (last !== undefined && last.next === undefined) {
        last.next = span.generation;
        ending = last;
      } else if (last !== undefined && !last.refuted) {
        ending = this.#endings.find(chain, { reason: 'unknown', next: span.generation });
      }
    }
    span.begunBy = ending;
    return true;
  }
}
