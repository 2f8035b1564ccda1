/**
 * Generations: per session key the succession of generations as far as reads, answers, notices and audit records
 * show it. A read proves only that its generation was current at some instant of its own interval; order is taken
 * from intervals that do not overlap, never from a clock stamp (#119407).
 * Memory: a few words per generation and ending.
 */
import type { Dialect } from '../../dialect/dialect.ts';
import type { Generation, Told } from '../../dialect/observation.ts';
import type { AuditRecord } from '../../protocol/methods.ts';
import type { Asked, Position } from './connections.ts';
import type { Ending, Life, PointBack, RotationRequest } from './rotations.ts';
import type { Send } from './sends.ts';

type Notice = Extract<Told, { type: 'notice' }>;

interface Succession {
  readonly key: string;
  readonly lives: Map<Generation, Life>;
  readonly endings: Ending[];
  requests: RotationRequest[];
  /** Requests whose time is over and to which no ending was laid: an audit record may still tell of one. */
  readonly spent: RotationRequest[];
  readonly audited: Set<string>;
  /** Rotation requests that were not refused. */
  granted: number;
}

interface Clue {
  readonly reason: Ending['reason'];
  readonly ended?: Generation | undefined;
  readonly next?: Generation | undefined;
  readonly request?: RotationRequest | undefined;
  readonly earliest?: Position;
  readonly oldestFirst?: boolean;
}

export class Generations {
  readonly #dialect: Dialect;
  readonly #successions = new Map<string, Succession>();
  #ordinals = 0;
  #now: Position = 0;
  #incarnation = 0;
  /** Endings first seen at the observation under way. */
  readonly fresh: Ending[] = [];
  /** Endings that nothing explains any more, found at the observation under way. */
  readonly unexplained: Ending[] = [];
  readonly pointBacks: PointBack[] = [];

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** Which ending a notice that names no generation tells, from its sending to its delivery. */
  readonly #unnamed = new Map<number, Ending>();

  /** Begins an observation. */
  at(position: Position, incarnation: number): void {
    this.#now = position;
    this.#incarnation = incarnation;
    if (this.fresh.length > 0) this.fresh.length = 0;
    if (this.unexplained.length > 0) this.unexplained.length = 0;
    if (this.pointBacks.length > 0) this.pointBacks.length = 0;
  }

  endings(key: string): readonly Ending[] {
    return this.#successions.get(key)?.endings ?? [];
  }

  /** The ending an answered request explains. */
  endingBy(key: string, asked: Asked): Ending | undefined {
    return this.endings(key).findLast((ending) => ending.request?.asked === asked);
  }

  *allEndings(): Iterable<Ending> {
    for (const succession of this.#successions.values()) yield* succession.endings;
  }

  life(key: string, generation: Generation): Life | undefined {
    return this.#successions.get(key)?.lives.get(generation);
  }

  /** The key may have changed its generation at some instant after `since`. */
  mayHaveRotated(key: string, since: Position): boolean {
    const succession = this.#successions.get(key);
    if (succession === undefined) return false;
    const last = succession.endings.at(-1);
    if (last !== undefined && last.latest >= since) return true;
    return succession.requests.some((request) => request.ending === undefined || request.answeredAt >= since);
  }

  /** True when the send certainly belongs to a generation before this ending. */
  isOlder(send: Send, ending: Ending): boolean {
    return !ending.undone && send.acceptedBy <= ending.earliest;
  }

  /** True when the send certainly belongs to a generation after this ending. */
  isNewer(send: Send, ending: Ending): boolean {
    return !ending.undone && send.accepted && send.from >= ending.latest;
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
  answered(key: string, asked: Asked, outcome: { refused: boolean; vague: boolean; done: boolean; next: Generation | undefined }): void {
    const succession = this.#of(key);
    const request = succession.requests.find((one) => one.asked === asked);
    if (request === undefined) return;
    request.answeredAt = this.#now;
    if (outcome.refused || !outcome.done) {
      if (outcome.vague) request.state = 'unknown';
      else this.#withdraw(succession, request);
      return;
    }
    request.state = 'acknowledged';
    if (request.kind === 'command') return;
    request.next = outcome.next;
    const held = request.ending;
    if (held !== undefined && held.next !== undefined && outcome.next !== undefined && held.next !== outcome.next) {
      request.ending = undefined;
      held.request = undefined;
      this.#explain(succession, held);
    }
    const ending = this.#endingFor(succession, { reason: request.kind, next: outcome.next, request });
    ending.earliest = request.arrivedAt;
    if (outcome.next !== undefined) this.#evidence(succession, outcome.next, request.arrivedAt, this.#now);
    else this.#endLives(succession, request.arrivedAt, this.#now, undefined);
    this.#nameEnded(succession, ending, request);
  }

  /** The answer was delivered: what it says must stay. */
  acknowledged(key: string, asked: Asked): void {
    const succession = this.#of(key);
    const request = succession.requests.find((one) => one.asked === asked);
    if (request?.state !== 'acknowledged' || request.kind === 'command') return;
    const { ending } = request;
    if (ending !== undefined) ending.acknowledged = true;
    for (const life of succession.lives.values()) {
      if (life.endedBy <= request.answeredAt && life.seenBy <= request.arrivedAt) life.final = true;
      else if (ending !== undefined && ending.ended === life.generation) this.#end(life, ending.latest, true);
    }
  }

  /** Its connection died before an answer. */
  cut(key: string, asked: Asked): void {
    const request = this.#of(key).requests.find((one) => one.asked === asked);
    if (request?.state === 'open') request.state = 'unknown';
  }

  /** A notice at the gateway's leg. Returns the ending it tells. */
  noticed(told: Notice, conn: number, frameId: number): Ending {
    const succession = this.#of(told.key);
    if (told.ended === undefined && told.next === undefined) {
      const ending = this.#unnamedEnding(succession, told.reason, conn);
      ending.noticed.add(conn);
      this.#unnamed.set(frameId, ending);
      return ending;
    }
    const ending = this.#endingFor(succession, { reason: told.reason, ended: told.ended, next: told.next });
    if (told.ended !== undefined) this.#end(this.#life(succession, told.ended), this.#now, ending.acknowledged);
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
    const life = this.#life(this.#of(key), generation);
    if (this.#now < life.seenBy) life.seenBy = this.#now;
  }

  /** A delivered answer shows `generation` behind `key` at some instant of [from, until]. */
  read(key: string, generation: Generation, from: Position, until: Position): void {
    this.#evidence(this.#of(key), generation, from, until);
  }

  /** A delivered audit list. */
  audited(records: readonly AuditRecord[]): void {
    for (const record of records) {
      const succession = this.#of(record.sessionKey);
      const ended = record.oldSessionId === '' ? undefined : this.#dialect.generation(record.oldSessionId, record.oldRevision);
      const next = record.newSessionId === null ? undefined : this.#dialect.generation(record.newSessionId, record.newRevision);
      const name = `${ended ?? ''}>${next ?? ''}`;
      if (succession.audited.has(name)) continue;
      succession.audited.add(name);
      const ending = this.#endingFor(succession, { reason: record.type, ended, next, earliest: 0, oldestFirst: true });
      ending.audit ??= record;
    }
  }

  #of(key: string): Succession {
    let succession = this.#successions.get(key);
    if (succession === undefined) {
      succession = { key, lives: new Map(), endings: [], requests: [], spent: [], audited: new Set(), granted: 0 };
      this.#successions.set(key, succession);
    }
    return succession;
  }

  #life(succession: Succession, generation: Generation): Life {
    let life = succession.lives.get(generation);
    if (life === undefined) {
      life = {
        generation,
        seenBy: Infinity,
        lastFrom: -1,
        endedBy: Infinity,
        endedRecord: -1,
        endedIncarnation: 0,
        final: false,
        origin: false,
        begunBy: undefined,
      };
      succession.lives.set(generation, life);
    }
    return life;
  }

  #end(life: Life, by: Position, final: boolean): void {
    if (life.endedBy === Infinity) {
      life.endedBy = by;
      life.endedRecord = this.#now;
      life.endedIncarnation = this.#incarnation;
    }
    if (final) life.final = true;
  }

  #endLives(succession: Succession, from: Position, until: Position, except: Life | undefined): void {
    for (const life of succession.lives.values()) {
      if (life !== except && life.endedBy === Infinity && life.seenBy <= from) this.#end(life, until, false);
    }
  }

  #evidence(succession: Succession, generation: Generation, from: Position, until: Position): void {
    const life = this.#life(succession, generation);
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
    this.#endLives(succession, from, until, life);
    this.#expire(succession, from);
  }

  /** Nobody had been promised the end, and a crash undid it. */
  #revive(succession: Succession, life: Life): void {
    life.endedBy = Infinity;
    for (const ending of succession.endings) if (ending.ended === life.generation) ending.undone = true;
  }

  /** False when it cannot be said yet where this generation came from. */
  #giveOrigin(succession: Succession, life: Life, from: Position, until: Position): boolean {
    const { endings, lives } = succession;
    let ending = endings.find((one) => one.next === life.generation);
    if (ending === undefined) {
      // an answer can be delivered long after it was true: it follows no ending that came later
      const last = endings.findLast((one) => one.earliest < until && one.ended !== life.generation);
      const living = [...lives.values()].filter((one) => one !== life && one.endedBy === Infinity && !one.final);
      const older = living.filter((one) => one.seenBy <= from);
      if (older.length > 0) {
        const ended = older.length === 1 ? older[0]?.generation : undefined;
        const earliest = older.reduce((latest, one) => Math.max(latest, one.lastFrom), 0);
        ending = this.#endingFor(succession, { reason: 'unknown', ended, next: life.generation, earliest });
        if (ending.latest > until) ending.latest = until;
      } else if (living.length > 0) {
        return false;
      } else if (last !== undefined && last.next === undefined) {
        last.next = life.generation;
        ending = last;
      } else if (last !== undefined && !last.undone) {
        ending = this.#endingFor(succession, { reason: 'unknown', next: life.generation });
      }
    }
    life.begunBy = ending;
    return true;
  }

  /** The ending the clues name, or a new one. Completes what was not known of it. */
  #endingFor(succession: Succession, clue: Clue): Ending {
    const { endings } = succession;
    const { ended, next, request } = clue;
    let ending: Ending | undefined;
    for (let at = endings.length - 1; at >= 0 && ending === undefined; at--) {
      const one = endings[at] as Ending;
      if (ended !== undefined && one.ended === ended && !one.undone) ending = one;
      else if (next !== undefined && one.next === next && one.reason !== 'delete') ending = one;
      else if (request !== undefined && one.request === request) ending = one;
    }
    // audit records come oldest first, everything else tells of what has just happened
    if (ending === undefined) {
      const fits = (one: Ending): boolean => this.#fits(one, clue);
      ending = clue.oldestFirst === true ? endings.find(fits) : endings.findLast(fits);
    }
    if (ending === undefined) {
      ending = this.#newEnding(succession, clue);
    } else {
      if (ending.ended === undefined && ended !== undefined) ending.ended = ended;
      if (ending.next === undefined && next !== undefined && ended !== next) ending.next = next;
      if (this.#now < ending.latest) ending.latest = this.#now;
    }
    if (request !== undefined && ending.request !== request) {
      const held = ending.request;
      ending.request = request;
      request.ending = ending;
      if (held !== undefined) held.ending = undefined;
    }
    return ending;
  }

  /** An ending that lacks just what the clue names can be the same one. */
  #fits(one: Ending, { reason, ended, next, request }: Clue): boolean {
    if (one.undone || (one.reason !== reason && one.reason !== 'unknown' && reason !== 'unknown')) return false;
    if (request !== undefined && one.request !== undefined && one.request !== request) return false;
    if (next !== undefined && one.next !== undefined && one.next !== next) return false;
    if (ended !== undefined) return one.ended === undefined && one.next !== ended;
    if (next !== undefined) return one.next === undefined && one.reason !== 'delete' && one.ended !== next;
    return request !== undefined && one.request === undefined && one.reason === 'delete' && one.latest >= request.arrivedAt;
  }

  /** The newest ending of its kind, unless this connection has been told of it or a later request asks for another. */
  #unnamedEnding(succession: Succession, reason: 'reset' | 'delete', conn: number): Ending {
    const newest = succession.endings.findLast((one) => one.reason === reason && !one.undone);
    if (newest !== undefined && !newest.noticed.has(conn)) {
      const by = newest.request?.answeredAt ?? Infinity;
      const isNews = succession.requests.some(
        (one) => one.kind === reason && one.state === 'open' && one.ending === undefined && one.arrivedAt > by,
      );
      if (!isNews) return newest;
    }
    return this.#newEnding(succession, { reason });
  }

  #newEnding(succession: Succession, clue: Clue): Ending {
    const ending: Ending = {
      key: succession.key,
      ordinal: this.#ordinals++,
      ended: clue.ended,
      next: clue.next,
      reason: clue.reason,
      earliest: clue.earliest ?? -1,
      latest: this.#now,
      record: this.#now,
      incarnation: this.#incarnation,
      request: clue.request,
      tangled: clue.request?.tangled ?? succession.requests.some((one) => one.tangled),
      acknowledged: false,
      undone: false,
      audit: undefined,
      sent: new Map(),
      told: new Map(),
      noticed: new Set(),
    };
    succession.endings.push(ending);
    this.fresh.push(ending);
    if (clue.request !== undefined) clue.request.ending = ending;
    else this.#explain(succession, ending, clue.oldestFirst === true);
    return ending;
  }

  #explain(succession: Succession, ending: Ending, late = false): void {
    let best: RotationRequest | undefined;
    let earliest = Infinity;
    for (const request of late ? [...succession.spent, ...succession.requests] : succession.requests) {
      if (request.ending !== undefined || !canExplain(request, ending)) continue;
      earliest = Math.min(earliest, request.arrivedAt);
      if (best === undefined || (request.next !== undefined && request.next === ending.next)) best = request;
      else if (best.state === 'unknown' && request.state !== 'unknown' && best.next === undefined) best = request;
    }
    if (best === undefined) {
      if (ending.earliest < 0) ending.earliest = 0;
      // where requests overlapped, notices can be laid at the wrong door: then only their number convicts
      if (!ending.tangled || succession.lives.size - 1 > succession.granted) this.unexplained.push(ending);
      return;
    }
    best.ending = ending;
    ending.request = best;
    if (ending.earliest < earliest) ending.earliest = earliest;
  }

  /** It ended the one generation that was certainly current when it arrived, if nothing else was under way. */
  #nameEnded(succession: Succession, ending: Ending, request: RotationRequest): void {
    if (ending.ended !== undefined) return;
    for (const other of succession.requests) {
      if (other !== request && (other.answeredAt === Infinity || other.answeredAt >= request.arrivedAt)) return;
    }
    const ended = [...succession.lives.values()].filter((life) => life.endedBy === this.#now);
    if (ended.length === 1) ending.ended = ended[0]?.generation;
  }

  #withdraw(succession: Succession, request: RotationRequest): void {
    succession.requests = succession.requests.filter((one) => one !== request);
    succession.granted--;
    const { ending } = request;
    if (ending === undefined) return;
    ending.request = undefined;
    this.#explain(succession, ending);
  }

  #isLive(request: RotationRequest, from: Position): boolean {
    if (request.state === 'open') return true;
    if (request.ending !== undefined && request.state === 'acknowledged') return request.asked.deliveredAt < 0;
    if (request.kind === 'command') return request.send === undefined || request.send.settledBy > from;
    if (request.state === 'acknowledged') return request.answeredAt > from;
    return request.incarnation === this.#incarnation;
  }

  /** What was over before this read began explains nothing later: its effect is what was read. */
  #expire(succession: Succession, from: Position): void {
    if (succession.requests.length === 0) return;
    succession.requests = succession.requests.filter((request) => {
      if (this.#isLive(request, from)) return true;
      if (request.ending === undefined) succession.spent.push(request);
      return false;
    });
  }
}

function canExplain(request: RotationRequest, ending: Ending): boolean {
  if (ending.reason === 'delete' && request.kind !== 'delete') return false;
  if (ending.reason === 'reset' && request.kind === 'delete') return false;
  return request.next === undefined || ending.next === undefined || request.next === ending.next;
}
