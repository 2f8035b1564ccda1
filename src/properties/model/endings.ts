/**
 * Endings: matches the notices, answers, reads and audit records that tell of one end of a generation to one Ending, and
 * each Ending to the request that explains it. README.md beside this file has the model.
 * Memory: one ending per ended generation.
 */
import type { Generation } from '../../dialect/observation.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Position } from './connections.ts';
import type { FairClock } from './fair-time.ts';
import type { Ending, GenerationSpan, RotationRequest } from './rotations.ts';
import type { GenerationChain } from './generation-chain.ts';

/** What something says about an ending. */
export interface Clue {
  readonly reason: Ending['reason'];
  readonly ended?: Generation | undefined;
  readonly next?: Generation | undefined;
  readonly request?: RotationRequest | undefined;
  readonly earliest?: Position;
  readonly oldestFirst?: boolean;
  /** The connection that was sent it. */
  readonly conn?: number;
}

export class Endings {
  /** Every ending, in order of its first sight; also those that turned out to be none. */
  readonly all: Ending[] = [];
  /** Endings that nothing explains any more, found at the observation under way. */
  readonly unexplained: Ending[] = [];
  /** A configured rule may end a generation before any message: that a request was under way dates nothing. */
  dailyRule = false;
  readonly #fair: FairClock;
  #time: Micros = 0;
  #now: Position = 0;
  #incarnation = 0;

  /** `fair` is the clock of the process. */
  constructor(fair: FairClock) {
    this.#fair = fair;
  }

  /** Begins an observation. */
  at(time: Micros, position: Position, incarnation: number): void {
    this.#time = time;
    this.#now = position;
    this.#incarnation = incarnation;
    if (this.unexplained.length > 0) this.unexplained.length = 0;
  }

  /** The ending the clues name, or a new one. Completes what was not known of it. */
  find(chain: GenerationChain, clue: Clue): Ending {
    const { endings } = chain;
    const { conn, ended, next, request } = clue;
    let ending: Ending | undefined;
    for (let at = endings.length - 1; at >= 0 && ending === undefined; at--) {
      const one = endings[at] as Ending;
      const differs = next !== undefined && one.next !== undefined && one.next !== next;
      if (ended !== undefined && one.ended === ended && !one.refuted && !differs) ending = one;
      else if (next !== undefined && one.next === next && one.reason !== 'delete') ending = one;
      else if (request !== undefined && one.request === request) ending = one;
    }
    // audit records come oldest first, the notices of one end one after the other on each connection, and everything
    // else tells of what has just happened
    if (ending === undefined) {
      const span = ended === undefined ? undefined : chain.spans.get(ended);
      const fits = (one: Ending): boolean => this.#fits(chain, one, clue, span);
      if (conn !== undefined) ending = endings.findLast((one) => wasTold(one, conn) && fits(one));
      ending ??= clue.oldestFirst === true ? endings.find(fits) : endings.findLast(fits);
    }
    if (ending === undefined) {
      ending = this.#newEnding(chain, clue);
    } else {
      // an audit record knows what ended; before it, that may have been inferred
      if (ended !== undefined && (ending.ended === undefined || clue.oldestFirst === true))
        ending.ended = ended;
      if (ending.next === undefined && next !== undefined && ended !== next) ending.next = next;
      if (this.#now < ending.latest) ending.latest = this.#now;
    }
    if (conn !== undefined) ending.named.add(conn);
    if (request !== undefined && ending.request !== request) {
      const held = ending.request;
      ending.request = request;
      request.ending = ending;
      if (held !== undefined) held.ending = undefined;
    }
    return ending;
  }

  /** An ending that lacks just what the clue names can be the same one. */
  #fits(
    chain: GenerationChain,
    one: Ending,
    { reason, ended, next, request }: Clue,
    span: GenerationSpan | undefined,
  ): boolean {
    if (one.refuted || (one.reason !== reason && one.reason !== 'unknown' && reason !== 'unknown'))
      return false;
    if (request !== undefined && one.request !== undefined && one.request !== request) return false;
    // what was over before the request arrived is not its doing
    if (request !== undefined && one.latest < request.arrivedAt) return false;
    if (next !== undefined && one.next !== undefined && one.next !== next) return false;
    if (ended !== undefined) {
      // what was over before, or lived or began after, was not ended by this one
      if (span !== undefined && (span.endedBy <= one.earliest || span.lastFrom >= one.latest)) return false;
      // reads alone name it: what was never seen until after the end began later, most likely
      if (span !== undefined && reason === 'unknown' && span.seenBy > one.latest) return false;
      const begun = span?.begunBy;
      if (begun !== undefined && (begun === one || begun.earliest >= one.latest)) return false;
      return one.ended === undefined && one.next !== ended;
    }
    if (next !== undefined)
      return (
        one.next === undefined &&
        one.reason !== 'delete' &&
        one.ended !== next &&
        (request !== undefined || !isFollowed(chain, one, next))
      );
    return request !== undefined && one.request === undefined && one.reason === 'delete';
  }

  /**
   * A notice is of the oldest ending of its kind that this connection, which subscribed at `since`, is owed and was not
   * told of: however late they are seen, notices keep their order. Otherwise of the newest, unless it has been told of
   * that or a later request asks for another.
   */
  unnamed(chain: GenerationChain, reason: 'reset' | 'delete', conn: number, since: Position): Ending {
    // a read may have shown the end first, without saying what kind it is: then its request does
    const kin = chain.endings.filter(
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
      const isNews = chain.requests.some(
        (one) =>
          one.kind === reason &&
          one.state !== 'acknowledged' &&
          one.ending === undefined &&
          one.arrivedAt > by,
      );
      if (!isNews) return newest;
    }
    return this.#newEnding(chain, { reason });
  }

  #newEnding(chain: GenerationChain, clue: Clue): Ending {
    const overlapped = [...chain.spent, ...chain.requests].filter((one) => one.overlapping);
    const ending: Ending = {
      key: chain.key,
      session: chain.ordinal,
      ordinal: this.all.length,
      ended: clue.ended,
      next: clue.next,
      reason: clue.reason,
      earliest: clue.earliest ?? -1,
      latest: this.#now,
      record: this.#now,
      fairAtFirst: this.#fair.read(this.#time),
      incarnation: this.#incarnation,
      request: clue.request,
      overlapping: clue.request?.overlapping ?? chain.requests.some((one) => one.overlapping),
      overlappingFrom: Math.min(...overlapped.map((one) => one.arrivedAt)),
      acknowledged: false,
      refuted: false,
      audit: undefined,
      sent: new Map(),
      delivered: new Map(),
      noticed: new Set(),
      named: new Set(),
    };
    chain.endings.push(ending);
    chain.session.lastEnding = ending;
    this.all.push(ending);
    if (clue.request !== undefined) clue.request.ending = ending;
    else this.explain(chain, ending, clue.oldestFirst === true);
    return ending;
  }

  /** Finds the request behind an ending; `late`: among those too whose time is over. */
  explain(chain: GenerationChain, ending: Ending, late = false): void {
    let best: RotationRequest | undefined;
    let earliest = Infinity;
    for (const request of late ? [...chain.spent, ...chain.requests] : chain.requests) {
      if (request.ending !== undefined || !canExplain(request, ending)) continue;
      earliest = Math.min(earliest, request.arrivedAt);
      if (best === undefined || (request.next !== undefined && request.next === ending.next)) best = request;
      else if (best.state === 'unknown' && request.state !== 'unknown' && best.next === undefined)
        best = request;
    }
    best ??= this.#yielded(chain, ending);
    if (best !== undefined) earliest = Math.min(earliest, best.arrivedAt);
    if (best === undefined) {
      if (ending.earliest < 0) ending.earliest = 0;
      // where requests overlapped, notices can be matched to the wrong ending: then only their number convicts
      if (!ending.overlapping || chain.spans.size - 1 > chain.granted) this.unexplained.push(ending);
      return;
    }
    best.ending = ending;
    ending.request = best;
    if (ending.earliest < earliest && !this.dailyRule) ending.earliest = earliest;
    else if (ending.earliest < 0) ending.earliest = 0;
  }

  /** A live request that was matched to another ending, which some other request explains as well. */
  #yielded({ requests, spent }: GenerationChain, ending: Ending): RotationRequest | undefined {
    const free = [...spent, ...requests].filter((one) => one.ending === undefined);
    for (const request of requests) {
      const held = request.ending;
      if (held === undefined || request.next !== undefined || !canExplain(request, ending)) continue;
      const other = free.find((one) => one.arrivedAt <= held.latest && canExplain(one, held));
      if (other === undefined) continue;
      held.request = other;
      other.ending = held;
      return request;
    }
    return undefined;
  }

  /** The rule did it: a request matched to it explains some other ending, or none. */
  ruled(chain: GenerationChain, ending: Ending): void {
    const { request } = ending;
    if (request === undefined || request.next === ending.next) return;
    ending.request = undefined;
    request.ending = undefined;
    // the request's arrival dated it; all that is left is that it was read before
    const span = ending.ended === undefined ? undefined : chain.spans.get(ending.ended);
    ending.earliest = Math.max(0, span?.lastFrom ?? 0);
    this.unexplained.push(ending);
    const other = chain.endings.find(
      (one) => one.request === undefined && one !== ending && canExplain(request, one),
    );
    if (other === undefined) return;
    other.request = request;
    request.ending = other;
  }

  /** A request that a refuted ending gave back explains one for which there was none left. */
  adopt({ requests }: GenerationChain, ending: Ending): void {
    if (ending.request !== undefined) return;
    const free = requests.find(
      (one) => one.ending === undefined && one.arrivedAt <= ending.latest && canExplain(one, ending),
    );
    if (free === undefined) return;
    free.ending = ending;
    ending.request = free;
  }

  /** The latest ending that was certainly over by `from`, other than that of `generation` itself. */
  lastBefore({ endings }: GenerationChain, from: Position, generation: Generation): Ending | undefined {
    const over = endings.filter((one) => one.latest < from && one.ended !== generation);
    const ends = new Map<Generation, number>();
    for (const { ended, refuted } of over)
      if (ended !== undefined && !refuted) ends.set(ended, (ends.get(ended) ?? 0) + 1);
    let last: Ending | undefined;
    for (const one of over) {
      // an audit list can tell late of an early one: what followed that has ended too
      const followers = one.next === undefined ? 0 : (ends.get(one.next) ?? 0);
      const followed = followers > (one.ended === one.next && !one.refuted ? 1 : 0);
      if (!followed && (last === undefined || one.latest >= last.latest)) last = one;
    }
    return last;
  }

  /**
   * `ended` was followed by `next`, says an audit record: where reads alone had it followed by another generation, at
   * least one in between was never read. Forgets what they inferred; gives the generations whose beginning is open.
   */
  refute(
    chain: GenerationChain,
    ended: Generation | undefined,
    next: Generation | undefined,
  ): GenerationSpan[] {
    const open: GenerationSpan[] = [];
    if (ended === undefined || next === undefined) return open;
    const wrong = chain.endings.filter(
      (one) =>
        one.reason === 'unknown' &&
        one.ended === ended &&
        one.next !== undefined &&
        one.next !== next &&
        one.audit === undefined &&
        !one.refuted,
    );
    for (const one of wrong) {
      one.refuted = true;
      chain.endings.splice(chain.endings.indexOf(one), 1);
      chain.session.lastEnding = chain.endings.at(-1);
      const { request } = one;
      one.request = undefined;
      if (request !== undefined) {
        request.ending = undefined;
        if (!chain.requests.includes(request)) chain.requests.push(request);
      }
      for (const span of chain.spans.values()) {
        if (span.begunBy !== one) continue;
        span.begunBy = undefined;
        span.origin = false;
        open.push(span);
      }
    }
    return open;
  }

  /** An audit record may tell of something long past: the end came before all that is known of what followed. */
  dateBack({ spans }: GenerationChain, ending: Ending): void {
    const ended = ending.ended === undefined ? undefined : spans.get(ending.ended);
    const next = ending.next === undefined ? undefined : spans.get(ending.next);
    if (ended !== undefined) ending.latest = Math.min(ending.latest, ended.endedBy);
    if (next !== undefined) ending.latest = Math.min(ending.latest, next.seenBy, next.endedBy);
  }

  /** A request was refused: it explains nothing. */
  withdraw(chain: GenerationChain, request: RotationRequest): void {
    chain.requests = chain.requests.filter((one) => one !== request);
    chain.granted--;
    const { ending } = request;
    if (ending === undefined) return;
    ending.request = undefined;
    this.explain(chain, ending);
  }

  /** It ended the one generation that was certainly current when it arrived, if nothing else was under way. */
  nameEnded(chain: GenerationChain, ending: Ending, request: RotationRequest): void {
    if (ending.ended !== undefined || this.dailyRule) return;
    for (const other of chain.requests) {
      if (other !== request && (other.answeredAt === Infinity || other.answeredAt >= request.arrivedAt))
        return;
    }
    const spans = [...chain.unconfirmed];
    // one that came up meanwhile may be what it ended
    if (spans.some((span) => span.endedBy === Infinity && span.generation !== ending.next)) return;
    const ended = spans.filter((span) => span.endedBy === this.#now);
    if (ended.length === 1) ending.ended = ended[0]?.generation;
  }

  /** Names what a later, answered request ended when it turns out that this life was current until then. */
  lateFor({ endings }: GenerationChain, { generation }: GenerationSpan, until: Position): Ending | undefined {
    const ending = endings.find(
      (one) =>
        one.request?.state === 'acknowledged' &&
        one.earliest >= until &&
        one.ended === undefined &&
        one.next !== generation &&
        !one.refuted &&
        !one.overlapping,
    );
    if (ending !== undefined) ending.ended = generation;
    return ending;
  }

  /**
   * What was over before this read began explains nothing later: its effect is what was read. `bornAt`: first position
   * of the incarnation under way.
   */
  expire(chain: GenerationChain, from: Position, bornAt: Position): void {
    if (chain.requests.length === 0) return;
    chain.requests = chain.requests.filter((request) => {
      if (this.#isLive(request, from, bornAt)) return true;
      if (request.ending === undefined) chain.spent.push(request);
      return false;
    });
  }

  #isLive(request: RotationRequest, from: Position, bornAt: Position): boolean {
    if (request.state === 'open') return true;
    if (request.ending !== undefined && request.state === 'acknowledged')
      return request.pending.deliveredAt < 0;
    if (request.kind === 'command') return request.send === undefined || request.send.settledBy > from;
    if (request.state === 'acknowledged') return request.answeredAt > from;
    // an answer of the last incarnation may be delivered in this one: it is no sign that the request came to nothing
    return request.incarnation === this.#incarnation || from < bornAt;
  }
}

function canExplain(request: RotationRequest, ending: Ending): boolean {
  if (ending.reason === 'delete' && request.kind !== 'delete') return false;
  if (ending.reason === 'reset' && request.kind === 'delete') return false;
  return request.next === undefined || ending.next === undefined || request.next === ending.next;
}

function wasTold({ named, noticed }: Ending, conn: number): boolean {
  return named.has(conn) || noticed.has(conn);
}

/** Another generation than `next` was read after it, and lives: what comes up now came after that one. */
function isFollowed({ unconfirmed }: GenerationChain, { ended, latest }: Ending, next: Generation): boolean {
  for (const { generation, lastFrom, endedBy } of unconfirmed)
    if (endedBy === Infinity && lastFrom > latest && generation !== ended && generation !== next) return true;
  return false;
}
