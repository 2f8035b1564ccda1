/**
 * Generations: per session key the succession of generations as far as reads, answers, notices and audit records
 * show it. A read proves only that its generation was current at some instant of its own interval; order is taken
 * from intervals that do not overlap, never from a clock stamp (#119407).
 * Memory: a few words per generation and ending.
 */
import type { Dialect } from '../../dialect/dialect.ts';
import type { Generation, Told } from '../../dialect/observation.ts';
import type { Micros } from '../../kernel/time.ts';
import type { AuditRecord } from '../../protocol/methods.ts';
import type { Asked, Connection, Position } from './connections.ts';
import type { FairTime } from './fair-time.ts';
import { Endings } from './endings.ts';
import type { Ending, Life, PointBack, RotationOutcome, RotationRequest } from './rotations.ts';
import type { Send, Sends } from './sends.ts';
import {
  asksToEndAfter,
  beginSuccession,
  emptySince,
  endLife,
  lifeOf,
  rotatedBy,
  sealLife,
  type Succession,
} from './succession.ts';

type Notice = Extract<Told, { type: 'notice' }>;

export class Generations {
  readonly #dialect: Dialect;
  readonly #sends: Sends;
  readonly #successions = new Map<string, Succession>();
  readonly #endings: Endings;
  /** Which ending a notice that names no generation tells, from its sending to its delivery. */
  readonly #unnamed = new Map<number, Ending>();
  #audited: readonly AuditRecord[] = [];
  #now: Position = 0;
  #incarnation = 0;
  /** First position of the incarnation under way. */
  #bornAt: Position = 0;
  /** Reads that contradict an ending, found at the observation under way. */
  readonly pointBacks: PointBack[] = [];

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
    if (this.pointBacks.length > 0) this.pointBacks.length = 0;
  }

  endings(key: string): readonly Ending[] {
    return this.#successions.get(key)?.endings ?? [];
  }

  /** The ending an answered request explains. */
  endingBy(key: string, asked: Asked): Ending | undefined {
    return this.endings(key).findLast((ending) => ending.request?.asked === asked);
  }

  /** The newest ending of a session. */
  lastEnding(key: string): Ending | undefined {
    return this.#successions.get(key)?.endings.at(-1);
  }

  /** Every ending, in order of its first sight; also those that turned out to be none, which are undone. */
  get all(): readonly Ending[] {
    return this.#endings.all;
  }

  *allEndings(): Iterable<Ending> {
    for (const succession of this.#successions.values()) yield* succession.endings;
  }

  /** First position of the process under way. */
  get bornAt(): Position {
    return this.#bornAt;
  }

  /** A request to end the generation arrived after this instant, and was not refused. */
  asksToEndAfter(key: string, since: Position): boolean {
    const succession = this.#successions.get(key);
    return succession !== undefined && asksToEndAfter(succession, since);
  }

  life(key: string, generation: Generation): Life | undefined {
    return this.#successions.get(key)?.lives.get(generation);
  }

  /** The key may have changed its generation at some instant after `since`. */
  mayHaveRotated(key: string, since: Position): boolean {
    return this.rotatedBy(key) >= since;
  }

  /** The latest instant at which the key may have changed its generation; -1: it never may have. */
  rotatedBy(key: string): Position {
    const succession = this.#successions.get(key);
    return succession === undefined ? -1 : rotatedBy(succession);
  }

  /** As far as anything shows, nothing was behind the key at this instant; gives when that began, else undefined. */
  emptySince(key: string, at: Position): Position | undefined {
    const succession = this.#successions.get(key);
    return succession === undefined ? -1 : emptySince(succession, at);
  }

  /** A reset, delete or permitted command reached the gateway. */
  requested(kind: RotationRequest['kind'], key: string, asked: Asked, send: Send | undefined): void {
    const succession = this.#of(key);
    // tried again, a command is still the same request
    if (send !== undefined && succession.requests.some((one) => one.send === send)) return;
    if (send !== undefined && succession.endings.some((one) => one.request?.send === send)) return;
    const others = succession.requests.filter((one) => one.answeredAt === Infinity);
    for (const other of others) other.tangled = true;
    succession.granted++;
    succession.requests.push({
      tangled: others.length > 0,
      kind,
      asked,
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
  answered(key: string, asked: Asked, outcome: RotationOutcome): void {
    const succession = this.#of(key);
    const request = succession.requests.find((one) => one.asked === asked);
    if (request === undefined) return;
    request.answeredAt = this.#now;
    if (outcome.refused || !outcome.done) {
      if (outcome.vague) request.state = 'unknown';
      else this.#endings.withdraw(succession, request);
      return;
    }
    request.state = 'acknowledged';
    if (request.kind === 'command') return;
    request.next = outcome.next;
    if (outcome.began && outcome.next !== undefined)
      return this.#evidence(succession, outcome.next, request.arrivedAt, this.#now);
    const held = request.ending;
    if (
      held !== undefined &&
      held.next !== undefined &&
      outcome.next !== undefined &&
      held.next !== outcome.next
    ) {
      request.ending = undefined;
      held.request = undefined;
      this.#endings.explain(succession, held);
    }
    const ending = this.#endings.find(succession, { reason: request.kind, next: outcome.next, request });
    ending.earliest = request.arrivedAt;
    if (outcome.next !== undefined) this.#evidence(succession, outcome.next, request.arrivedAt, this.#now);
    else this.#endLives(succession, request.arrivedAt, this.#now, undefined);
    this.#endings.nameEnded(succession, ending, request);
  }

  /** The answer was delivered: what it says must stay. */
  acknowledged(key: string, asked: Asked): void {
    const succession = this.#of(key);
    const request = succession.requests.find((one) => one.asked === asked);
    if (request?.state !== 'acknowledged' || request.kind === 'command') return;
    const { ending } = request;
    if (ending !== undefined) ending.acknowledged = true;
    for (const life of succession.unsealed) {
      if (life.endedBy <= request.answeredAt && life.seenBy <= request.arrivedAt)
        this.#end(succession, life, life.endedBy, true);
      else if (ending !== undefined && ending.ended === life.generation)
        this.#end(succession, life, ending.latest, true);
    }
  }

  /** Its connection died before an answer. */
  cut(key: string, asked: Asked): void {
    const request = this.#of(key).requests.find((one) => one.asked === asked);
    if (request?.state === 'open') request.state = 'unknown';
  }

  /** A notice at the gateway's leg. Returns the ending it tells. */
  noticed(told: Notice, { conn, sessionsSince }: Connection, frameId: number): Ending {
    const succession = this.#of(told.key);
    if (told.ended === undefined && told.next === undefined) {
      const ending = this.#endings.unnamed(succession, told.reason, conn, sessionsSince);
      ending.noticed.add(conn);
      this.#unnamed.set(frameId, ending);
      return ending;
    }
    const ending = this.#endings.find(succession, {
      reason: told.reason,
      ended: told.ended,
      next: told.next,
      conn,
    });
    if (told.ended !== undefined) {
      const life = lifeOf(succession, told.ended);
      // it was still current when it was last read, whoever asked for its end
      if (life.lastFrom > ending.earliest) ending.earliest = life.lastFrom;
      this.#end(succession, life, this.#now, ending.acknowledged);
    }
    if (told.next !== undefined) this.seen(told.key, told.next);
    return ending;
  }

  /** The ending a delivered notice tells. */
  endingOf(told: Notice, frameId: number): Ending | undefined {
    if (told.ended === undefined && told.next === undefined) {
      const ending = this.#unnamed.get(frameId);
      this.#unnamed.delete(frameId);
      return ending;
    }
    return this.endings(told.key).findLast(
      ({ ended, next, reason }) =>
        (told.ended !== undefined && ended === told.ended) ||
        (told.next !== undefined && next === told.next && reason !== 'delete'),
    );
  }

  /** A pushed message or row names this generation: it was current at some earlier instant. */
  seen(key: string, generation: Generation): void {
    const life = lifeOf(this.#of(key), generation);
    if (this.#now < life.seenBy) life.seenBy = this.#now;
  }

  /** A delivered answer shows `generation` behind `key` at some instant of [from, until]. */
  read(key: string, generation: Generation, from: Position, until: Position): void {
    this.#evidence(this.#of(key), generation, from, until);
  }

  /** A delivered audit list: what it says happened before it was answered. */
  audited(records: readonly AuditRecord[], { until, connection }: Asked): void {
    const known = this.#audited;
    this.#audited = records;
    for (const [at, record] of records.entries()) {
      // the next list mostly begins like the last one
      if (record === known[at]) continue;
      const succession = this.#of(record.sessionKey);
      const ended =
        record.oldSessionId === ''
          ? undefined
          : this.#dialect.generation(record.oldSessionId, record.oldRevision);
      const next =
        record.newSessionId === null
          ? undefined
          : this.#dialect.generation(record.newSessionId, record.newRevision);
      const name = `${ended ?? ''}>${next ?? ''}`;
      if (succession.audited.has(name)) continue;
      succession.audited.add(name);
      const refuted = this.#endings.refute(succession, ended, next);
      const ending = this.#endings.find(succession, {
        reason: record.type,
        ended,
        next,
        earliest: 0,
        oldestFirst: true,
      });
      ending.audit ??= record;
      if (record.trigger === 'rule') this.#endings.ruled(succession, ending);
      else this.#endings.adopt(succession, ending);
      this.#endings.dateBack(succession, ending);
      if (ended !== undefined) {
        const life = lifeOf(succession, ended);
        // read as current since, it was given back by a crash
        if (life.lastFrom < until) endLife(life, until, this.#now, connection.incarnation);
      }
      for (const one of refuted) this.#orphan(succession, one);
    }
  }

  #of(key: string): Succession {
    let succession = this.#successions.get(key);
    if (succession === undefined) {
      succession = beginSuccession(key, this.#sends.session(key), this.#successions.size);
      this.#successions.set(key, succession);
    }
    return succession;
  }

  #end(succession: Succession, life: Life, by: Position, final: boolean): void {
    endLife(life, by, this.#now, this.#incarnation);
    if (final) sealLife(succession, life);
  }

  #endLives(succession: Succession, from: Position, until: Position, except: Life | undefined): void {
    for (const life of succession.unsealed) {
      if (life !== except && life.endedBy === Infinity && life.seenBy <= from)
        this.#end(succession, life, until, false);
    }
  }

  #evidence(succession: Succession, generation: Generation, from: Position, until: Position): void {
    const life = lifeOf(succession, generation);
    if (life.endedBy <= from) {
      if (life.final || life.endedIncarnation === this.#incarnation) {
        this.pointBacks.push({
          key: succession.key,
          generation,
          endedRecord: life.endedRecord,
          record: this.#now,
          restarted: life.endedIncarnation !== this.#incarnation,
        });
        return;
      }
      this.#revive(succession, life);
    }
    if (until < life.seenBy) life.seenBy = until;
    if (from > life.lastFrom) life.lastFrom = from;
    if (!life.origin) life.origin = this.#giveOrigin(succession, life, from, until);
    if (!life.origin) return;
    this.#endLate(succession, life, until);
    this.#endLives(succession, from, until, life);
    this.#endings.expire(succession, from, this.#bornAt);
  }

  /** An answer that is delivered late shows what a request that was answered meanwhile had ended. */
  #endLate(succession: Succession, life: Life, until: Position): void {
    const ending = life.endedBy === Infinity ? this.#endings.lateFor(succession, life, until) : undefined;
    if (ending !== undefined) this.#end(succession, life, ending.latest, ending.acknowledged);
  }

  /** Nobody had been promised the end, and a crash undid it. */
  #revive(succession: Succession, life: Life): void {
    life.endedBy = Infinity;
    for (const ending of succession.endings) if (ending.ended === life.generation) ending.undone = true;
  }

  /** What was inferred of its beginning is refuted: what was read of it counts once more. */
  #orphan(succession: Succession, { begunBy, generation, lastFrom, endedBy }: Life): void {
    if (begunBy === undefined && lastFrom >= 0 && lastFrom < endedBy)
      this.#evidence(succession, generation, lastFrom, this.#now);
  }

  /** False when it cannot be said yet where this generation came from. */
  #giveOrigin(succession: Succession, life: Life, from: Position, until: Position): boolean {
    const { endings, unsealed } = succession;
    let ending = endings.find((one) => one.next === life.generation);
    if (ending === undefined) {
      // an answer can be delivered long after it was true: it follows no ending that came later,
      // and of one that came meanwhile it may show either side
      const last = this.#endings.lastBefore(succession, from, life.generation);
      const meanwhile = endings.some(
        (one) => one.earliest < until && one.latest >= from && one.ended !== life.generation,
      );
      const living = [...unsealed].filter((one) => one !== life && one.endedBy === Infinity);
      const older = living.filter((one) => one.seenBy <= from);
      if (older.length > 0) {
        const ended = older.length === 1 ? older[0]?.generation : undefined;
        const earliest = older.reduce((latest, one) => Math.max(latest, one.lastFrom), 0);
        ending = this.#endings.find(succession, {
          reason: 'unknown',
          ended,
          next: life.generation,
          earliest,
        });
        if (ending.latest > until) ending.latest = until;
      } else if (living.length > 0 || meanwhile) {
        return false;
      } else if (last !== undefined && last.next === undefined) {
        last.next = life.generation;
        ending = last;
      } else if (last !== undefined && !last.undone) {
        ending = this.#endings.find(succession, { reason: 'unknown', next: life.generation });
      }
    }
    life.begunBy = ending;
    return true;
  }
}
