/**
 * Endings of one session key: which of them a notice, an answer, a read or an audit record tells of, and which request
 * explains it. The model is in rotations.ts. Memory: one ending per ended generation, one entry per unexplained request.
 */
import type { Generation } from '../../dialect/observation.ts';
import type { Position } from './connections.ts';
import { differ, Ending, type GenerationSpan, type RotationLog, type RotationRequest } from './rotations.ts';
import type { Contradiction } from './rotations.ts';
import type { Send } from './sends.ts';
import type { SessionState } from './session-state.ts';
import { couldEnd, isNamed, type Sight } from './sight.ts';

/** The generations of the key. */
export interface Spans {
  readonly all: ReadonlyMap<Generation, GenerationSpan>;
  /** Those of which no delivered answer says that they are over: all that live are among them. */
  readonly unconfirmed: ReadonlySet<GenerationSpan>;
}

export class Endings {
  /** In order of the first sight. */
  readonly all: Ending[] = [];
  /** Requests that may still explain an ending, or did and are not over. */
  requests: RotationRequest[] = [];
  /** Requests whose time is over and that explain no ending: an audit record may still tell of one. */
  readonly #spent: RotationRequest[] = [];
  /** Rotation requests that were not refused, and what a rule did. */
  #granted = 0;
  readonly #key: string;
  /** Position among the keys. */
  readonly #ordinal: number;
  readonly #spans: Spans;
  readonly #log: RotationLog;

  constructor(key: string, session: SessionState, ordinal: number, spans: Spans, log: RotationLog) {
    this.#key = key;
    session.endings = this.all;
    this.#ordinal = ordinal;
    this.#spans = spans;
    this.#log = log;
  }

  request(request: RotationRequest): void {
    for (const other of this.requests) {
      if (other.answeredAt !== Infinity) continue;
      other.overlapping = true;
      request.overlapping = true;
    }
    this.#granted++;
    this.requests.push(request);
  }

  /** The request that a command is. */
  requestOf(send: Send): RotationRequest | undefined {
    return [...this.requests, ...this.all.map(({ request }) => request)].find((one) => one?.send === send);
  }

  /** A request to end the generation, which was not refused, may have done so after this instant. */
  askedForAfter(since: Position): boolean {
    const asked = [...this.requests, ...this.#spent, ...this.all.map(({ request }) => request)];
    return asked.some((request) => request !== undefined && request.endsBy(this.#log) > since);
  }

  /** The ending that is seen, or a new one. Completes what was not known of it. */
  find(sight: Sight): Ending {
    const { conn, ended, next, request, isAudit = false } = sight;
    let ending = this.all.findLast((one) => isNamed(one, sight));
    if (ending === undefined) {
      const span = ended === undefined ? undefined : this.#spans.all.get(ended);
      const fits = (one: Ending): boolean => this.#fits(one, sight, span);
      // the notices of one end come one after the other on each connection
      if (conn !== undefined)
        ending = this.all.findLast((one) => (one.named.has(conn) || one.noticed.has(conn)) && fits(one));
      // and everything but audit records tells of what has just happened
      ending ??= isAudit ? this.all.find(fits) : this.all.findLast(fits);
    }
    ending ??= this.#unmoved(sight);
    if (ending === undefined) {
      ending = this.#newEnding(sight);
    } else {
      // an audit record knows what ended; before it, that may have been inferred
      if (ended !== undefined && (ending.ended === undefined || isAudit)) ending.ended = ended;
      if (ending.next === undefined && ended !== next) ending.next = next;
      ending.latest = Math.min(ending.latest, sight.latest ?? this.#log.now);
      const { request: held } = ending;
      if (held !== undefined && held !== request && held.arrivedAt > ending.latest) this.release(held);
    }
    if (conn !== undefined) ending.named.add(conn);
    if (request !== undefined && ending.request !== request) ending.explainBy(request);
    return ending;
  }

  /**
   * The newest ending, if a notice says of it that what ended is the generation it began. Nothing else can have ended
   * that one, and this connection, which subscribed at `since` or was sent another notice, was not sent this one.
   */
  begunWith(
    generation: Generation,
    reason: Sight['reason'],
    conn: number,
    since: Position,
  ): Ending | undefined {
    const newest = this.all.at(-1);
    if (newest?.next !== generation || newest.reason !== reason || newest.refuted || newest.overlapping)
      return undefined;
    if (newest.toldEnded.has(conn)) return undefined;
    if (!newest.named.has(conn) && (since >= newest.earliest || this.#log.dailyRule)) return undefined;
    return this.requests.some(({ ending }) => ending === undefined) ? undefined : newest;
  }

  /** An ending of which the answer alone says that it moved nothing: what is seen now says where the key went. */
  #unmoved({ reason, ended, next }: Sight): Ending | undefined {
    if (reason === 'delete') return undefined;
    for (const one of this.all) {
      const { request } = one;
      if (request?.unmoved === undefined || one.refuted) continue;
      const { unmoved } = request;
      if (ended !== undefined ? ended !== unmoved : !differ(next, unmoved)) continue;
      this.contradict('answer', one, unmoved, request.pending.record);
      request.unmoved = request.next = one.next = undefined;
      one.ended = unmoved;
      return one;
    }
    return undefined;
  }

  contradict(by: Contradiction['by'], ending: Ending, generation: Generation, record: Position): void {
    this.#log.contradictions.push({ by, ending, generation, records: [record, this.#log.now] });
  }

  /** An ending that lacks just what is seen can be the same one. `span`: that of what ended. */
  #fits(one: Ending, sight: Sight, span: GenerationSpan | undefined): boolean {
    const { reason, ended, next, request, latest = this.#log.now } = sight;
    if (one.earliest > latest) return false;
    if (one.refuted || (one.reason !== reason && one.reason !== 'unknown' && reason !== 'unknown'))
      return false;
    if (differ(one.request, request) || differ(one.next, next)) return false;
    // what was over before the request arrived is not its doing
    if (request !== undefined && one.latest < request.arrivedAt) return false;
    if (ended !== undefined)
      return (
        one.ended === undefined && one.next !== ended && (span === undefined || couldEnd(one, span, reason))
      );
    if (next !== undefined) {
      if (one.next !== undefined || one.reason === 'delete' || one.ended === next) return false;
      return request !== undefined || !this.#isFollowed(one, next);
    }
    // the answer to a delete names neither: an ending that it explains is known by that
    return false;
  }

  /** Another generation than `next` was read after it, and lives: what comes up now came after that one. */
  #isFollowed({ ended, latest }: Ending, next: Generation): boolean {
    for (const { generation, lastFrom, lives } of this.#spans.unconfirmed)
      if (lives && lastFrom > latest && generation !== ended && generation !== next) return true;
    return false;
  }

  /**
   * A notice that names no generation is of the oldest ending of its kind that this connection, which subscribed at
   * `since`, is owed and was not sent one of: however late they are seen, notices keep their order. Otherwise of the
   * newest, unless it was sent one of that or a later request asks for another.
   */
  unnamed(reason: 'reset' | 'delete', conn: number, since: Position): Ending {
    // a read may have shown the end first, without saying what kind it is: then its request does
    const kin = this.all.filter(
      (one) =>
        !one.refuted && (one.reason === reason || (one.reason === 'unknown' && one.request?.kind === reason)),
    );
    const owed = kin.find((one) => since < one.earliest && !one.noticed.has(conn));
    if (owed !== undefined) return owed;
    const newest = kin.at(-1);
    if (newest !== undefined && !newest.noticed.has(conn)) {
      // its own notices come about when its request is answered, however early a list told of it: what was asked for
      // after that, and is not answered yet, is another end
      const { request } = newest;
      const by = request === undefined || request.state === 'unknown' ? newest.latest : request.answeredAt;
      const isNews = this.requests.some(
        ({ kind, state, ending, arrivedAt }) =>
          kind === reason && state !== 'acknowledged' && ending === undefined && arrivedAt > by,
      );
      if (!isNews) return newest;
    }
    return this.#newEnding({ reason });
  }

  #newEnding(sight: Sight): Ending {
    const overlapped = [...this.#spent, ...this.requests].filter((one) => one.overlapping);
    const ending = new Ending(this.#key, this.#ordinal, sight, this.#log);
    // an audit list tells late of what a rule did, and of what came behind it: of that, requests explain other ends by now
    const late = sight.isAudit === true && this.#log.dailyRule ? [...this.#spent, ...this.all] : [];
    ending.overlapping =
      sight.request?.overlapping ?? [...this.requests, ...late].some((one) => one.overlapping);
    ending.overlappingFrom = Math.min(...overlapped.map((one) => one.arrivedAt));
    this.all.push(ending);
    this.#log.all.push(ending);
    if (sight.request === undefined) this.#explain(ending, sight.isAudit);
    return ending;
  }

  /** Finds the request behind an ending; `late`: among those too whose time is over. */
  #explain(ending: Ending, late = false): void {
    const { dailyRule, unexplained } = this.#log;
    const able = (late ? [...this.#spent, ...this.requests] : this.requests).filter(
      (one) => one.ending === undefined && one.canExplain(ending),
    );
    let best = able[0];
    for (const request of able) {
      if (request.next !== undefined && request.next === ending.next) best = request;
      else if (best?.state === 'unknown' && request.state !== 'unknown' && best.next === undefined)
        best = request;
    }
    best ??= this.#yielded(ending);
    if (best !== undefined) {
      ending.explainBy(best);
      const earliest = Math.min(best.arrivedAt, ...able.map((one) => one.arrivedAt));
      if (!dailyRule && ending.earliest < earliest) ending.earliest = earliest;
    }
    if (best !== undefined || this.#givesBack(ending)) return;
    // where requests overlapped, notices can be matched to the wrong ending: then only their number convicts
    if (!ending.overlapping || this.#spans.all.size - 1 > this.#granted) unexplained.push(ending);
  }

  /** A live request that was matched to another ending, which some other request explains as well. */
  #yielded(ending: Ending): RotationRequest | undefined {
    const free = [...this.#spent, ...this.requests].filter((one) => one.ending === undefined);
    for (const request of this.requests) {
      const held = request.ending;
      if (held === undefined || request.next !== undefined || !request.canExplain(ending)) continue;
      const other = free.find((one) => one.canExplain(held));
      if (other === undefined) continue;
      held.explainBy(other);
      return request;
    }
    return undefined;
  }

  /** It ended by the answer to this request: another ending that it was matched to needs another explanation. */
  release(request: RotationRequest): void {
    const { ending } = request;
    ending?.explainBy(undefined);
    if (ending !== undefined) this.#explain(ending);
  }

  /** A request was refused: it explains nothing. */
  withdraw(request: RotationRequest): void {
    this.requests = this.requests.filter((one) => one !== request);
    this.#granted--;
    this.release(request);
  }

  /** Only notices that name nothing speak for it: they are of another of its kind, if one lacks just them. */
  #givesBack(ending: Ending): boolean {
    const { ended, next, audit, reason, noticed } = ending;
    if (noticed.size === 0 || ended !== undefined || next !== undefined || audit !== undefined) return false;
    const conns = [...noticed.keys()];
    const lacking = this.all.find(
      (one) => one.reason === reason && !conns.some((conn) => one.noticed.has(conn)),
    );
    if (lacking === undefined) return false;
    for (const [conn, notice] of noticed) lacking.noticed.set(conn, notice);
    this.#drop(ending);
    return true;
  }

  /** It was none. */
  #drop(ending: Ending): void {
    ending.refuted = true;
    this.all.splice(this.all.indexOf(ending), 1);
    ending.explainBy(undefined);
  }

  /** The rule did it: a request matched to it explains some other ending, or none. */
  ruled(ending: Ending): void {
    const { request } = ending;
    this.#granted++;
    if (request === undefined || request.next === ending.next) return;
    ending.explainBy(undefined);
    // the request's arrival dated it; all that is left is that it was read before
    const span = ending.ended === undefined ? undefined : this.#spans.all.get(ending.ended);
    ending.earliest = Math.max(0, span?.lastFrom ?? 0);
    this.#log.unexplained.push(ending);
    this.all
      .find((one) => one.request === undefined && one !== ending && request.canExplain(one))
      ?.explainBy(request);
  }

  /**
   * A request that a refuted ending gave back explains one for which there was none left; so does the one whose answer
   * names what this one began, and which a guess had matched to the end of a generation that was followed by another.
   */
  adopt(ending: Ending): void {
    if (ending.request !== undefined) return;
    const guess = this.all.find(
      (one) => one !== ending && one.audit === undefined && one.request?.next === (ending.next ?? ''),
    );
    const isWrong =
      guess !== undefined &&
      this.all.some(({ audit, ended }) => audit !== undefined && ended === guess.ended);
    const free = this.requests.find((one) => one.ending === undefined && one.canExplain(ending));
    const request = isWrong ? guess.request : free;
    if (isWrong) this.#drop(guess);
    ending.explainBy(request);
  }

  /** The latest ending that was certainly over by `from`, other than that of `generation` itself. */
  lastBefore(from: Position, generation: Generation): Ending | undefined {
    const over = this.all.filter((one) => one.latest < from && one.ended !== generation);
    const ends = new Map<Generation, number>();
    for (const { ended, refuted } of over)
      if (ended !== undefined && !refuted) ends.set(ended, (ends.get(ended) ?? 0) + 1);
    let last: Ending | undefined;
    for (const one of over) {
      // an audit list can tell late of an early one: what followed that has ended too
      const followers = one.next === undefined ? 0 : (ends.get(one.next) ?? 0);
      const isFollowed = followers > (one.ended === one.next && !one.refuted ? 1 : 0);
      if (!isFollowed && (last === undefined || one.latest >= last.latest)) last = one;
    }
    return last;
  }

  /**
   * `ended` was followed by `next`, says an audit record: where reads alone had it followed by another generation, at
   * least one in between was never read. Forgets what they inferred; gives the generations whose beginning is open.
   */
  refute(ended: Generation | undefined, next: Generation | undefined): GenerationSpan[] {
    const open: GenerationSpan[] = [];
    if (ended === undefined) return open;
    const wrong = this.all.filter(
      (one) =>
        one.reason === 'unknown' &&
        one.ended === ended &&
        differ(one.next, next) &&
        one.audit === undefined &&
        !one.refuted,
    );
    for (const one of wrong) {
      const { request } = one;
      this.#drop(one);
      if (request !== undefined && !this.requests.includes(request)) this.requests.push(request);
      for (const span of this.#spans.all.values()) {
        if (span.begunBy !== one) continue;
        span.begunBy = undefined;
        span.origin = false;
        open.push(span);
      }
    }
    return open;
  }

  /** An audit record may tell of something long past: the end came before all that is known of what followed. */
  dateBack(ending: Ending): void {
    const ended = ending.ended === undefined ? undefined : this.#spans.all.get(ending.ended);
    const next = ending.next === undefined ? undefined : this.#spans.all.get(ending.next);
    if (ended !== undefined) ending.latest = Math.min(ending.latest, ended.endedBy);
    if (next !== undefined) ending.latest = Math.min(ending.latest, next.seenBy, next.endedBy);
    this.#putBefore(ending);
  }

  /** One that was found late stands before those that certainly came after it: the last one is the last to have been. */
  #putBefore(ending: Ending): void {
    const from = this.all.indexOf(ending);
    const to = this.all.findIndex((one) => one !== ending && one.earliest >= ending.latest);
    if (to < 0 || to > from) return;
    this.all.splice(from, 1);
    this.all.splice(to, 0, ending);
  }

  /** It ended the one generation that was certainly current when it arrived, if nothing else was under way. */
  nameEnded(ending: Ending, request: RotationRequest): void {
    if (ending.ended !== undefined || this.#log.dailyRule) return;
    if (this.requests.some((one) => one !== request && one.mayEndAfter(request.arrivedAt))) return;
    const spans = [...this.#spans.unconfirmed];
    // one that came up meanwhile may be what it ended
    if (spans.some((span) => span.lives && span.generation !== ending.next)) return;
    const [ended, ...others] = spans.filter((span) => span.endedBy === this.#log.now);
    if (ended !== undefined && others.length === 0) ending.ended = ended.generation;
  }

  /** What was over before this read began explains nothing later: its effect is what was read. Gives those without any. */
  expire(from: Position): readonly RotationRequest[] {
    const over = this.requests.filter((request) => !request.isLive(from, this.#log));
    if (over.length === 0) return over;
    this.requests = this.requests.filter((request) => !over.includes(request));
    const spent = over.filter(({ ending }) => ending === undefined);
    this.#spent.push(...spent);
    return spent;
  }
}
