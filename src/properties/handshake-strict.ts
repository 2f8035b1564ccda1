/**
 * handshake/strict. What is wrong with a handshake shows in what reaches the gateway: the first frame, the range of
 * protocol versions against the dialect's, a credential that is missing; that a token is wrong, the record of the fault
 * says, for tokens are in no history. Refused is what the gateway closes with the documented code, and a range also with
 * an error that says so; what else it says is free, and a frame that comes late may meet a close for the silence before it. A close of a gateway that stops is no refusal. The bound is the
 * longest time for a handshake that any release gives, and that for an answer; it runs in the fair time of the
 * connection's client, from its opening at the gateway; what a slow reader is told is dated by its reading where nobody
 * sees the gateway's side.
 */
import type { Refusal } from '../dialect/observation.ts';
import type { ConnectionRecord } from '../history/record.ts';
import { ms, seconds, type Micros } from '../kernel/time.ts';
import { CLOSE } from '../protocol/close-codes.ts';
import { REASON } from '../protocol/error-codes.ts';
import { REAL_LIMITS } from '../protocol/limits.ts';
import type { CutAbout, FrameAbout, Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { PendingRequest, Position } from './model/connections.ts';

export const handshakeStrict: Property = {
  id: 'handshake/strict',
  family: 'boundary',
  statement:
    'A wrong or missing token, a protocol range that does not fit, a first frame that is not connect and silence before connect get the documented refusal within the bound, and never a hello.',
  why: 'OpenClaw protocol: handshake and close codes; OpenClaw issues 46892, 110433, 129354',
  exercise: 'a wrong handshake that was refused as documented',
  watches: [
    'connection',
    'garbage',
    'process',
    { type: 'request' },
    { type: 'response', says: ['hello', 'nothing'] },
  ],
  start: (model) => new HandshakeStrict(model),
};

const LONGEST = ms(REAL_LIMITS.handshakeTimeoutMs);
/** No gateway gives up on silence sooner. */
const SHORTEST = seconds(1);

type Mistake = keyof typeof DOCUMENTED;

/** What each mistake is called, and the close code that refuses it. */
const DOCUMENTED = {
  token: { words: 'a wrong or missing token', code: CLOSE.policyViolation },
  protocol: { words: 'a protocol range that does not fit', code: CLOSE.protocolError },
  first: { words: 'a first frame that is not connect', code: CLOSE.policyViolation },
  silence: { words: 'silence before connect', code: CLOSE.normal },
} as const;

/** Of a gateway that is going away. */
const LEAVING: ReadonlySet<number | undefined> = new Set([CLOSE.goingAway, CLOSE.serviceRestart]);

/** A connection that was not greeted yet. */
interface Handshake {
  readonly client: string;
  readonly since: Micros;
  /** Its opening, then the frame that is wrong. */
  record: Position;
  hasSpoken: boolean;
  /** So late that the gateway may have given up before. */
  spokeLate: boolean;
  readonly mistakes: Mistake[];
  isCalledMismatch: boolean;
}

class HandshakeStrict extends FindingChecker {
  /** By number of the connection. */
  readonly #open = new Map<number, Handshake>();

  connection({ record }: Of<'connection'>): void {
    const { conn, event, leg } = record;
    if (event === 'closed') return this.#closed(record);
    if (event !== 'opened' || this.#open.has(conn)) return;
    // a client may learn that it is open when the gateway has already closed
    if (leg === 'client' && this.model.connections.get(conn)?.hasGatewayLeg === true) return;
    this.#open.set(conn, {
      client: record.client,
      since: this.model.fair.client(record.client).read(this.model.now),
      record: record.i,
      hasSpoken: false,
      spokeLate: false,
      mistakes: [],
      isCalledMismatch: false,
    });
  }

  garbage({ record: { conn, from, i } }: Of<'garbage'>, { isNews }: FrameAbout): void {
    if (from === 'client' && isNews) this.#spoke(conn, i, ['first']);
  }

  request({ record: { conn, i }, method }: Of<'request'>, { isNews, pending }: RequestAbout): void {
    if (!isNews) return;
    if (method === 'connect') this.#spoke(conn, i, [...this.#mistakesOf(pending)]);
    else this.#spoke(conn, i, ['first']);
  }

  response({ record, answer, refusal }: Of<'response'>, { pending }: RequestAbout): void {
    const { conn, i } = record;
    const handshake = this.#open.get(conn);
    if (handshake === undefined || pending.answeredRecord !== i || pending.method !== 'connect') return;
    if (refusal !== undefined) return this.#refused(handshake, pending, refusal, i);
    if (answer?.type !== 'hello') return;
    this.#open.delete(conn);
    this.#timed(conn, handshake, i);
    const who = `connection ${conn} (${handshake.client})`;
    const [mistake] = handshake.mistakes;
    if (mistake !== undefined) {
      const { words } = DOCUMENTED[mistake];
      this.add(
        `a hello in spite of ${words}`,
        `${who} got a hello in spite of ${words}`,
        handshake.record,
        i,
      );
    } else if (answer.protocol !== undefined && !this.#fits(pending, answer.protocol)) {
      const sentence = `the hello on ${who} speaks protocol ${answer.protocol}, which is not in the range of its connect`;
      this.add('a hello outside the protocol range', sentence, pending.record, i);
    }
  }

  process({ record: { event, i } }: Of<'process'>, _about: CutAbout): void {
    if (event === 'crashed' || event === 'exited') this.#endAll(i);
  }

  override finish(): void {
    this.#endAll(this.model.position);
  }

  /** The first frame decides, and no later one makes it good. */
  #spoke(conn: number, record: Position, mistakes: readonly Mistake[]): void {
    const handshake = this.#open.get(conn);
    if (handshake === undefined || handshake.hasSpoken) return;
    handshake.hasSpoken = true;
    handshake.spokeLate =
      this.model.fair.client(handshake.client).read(this.model.now) - handshake.since >= SHORTEST;
    handshake.record = record;
    handshake.mistakes.push(...mistakes);
  }

  *#mistakesOf(pending: PendingRequest): Iterable<Mistake> {
    const { ask, connection } = pending;
    if (ask.type !== 'connect') return;
    if (ask.isAnonymous === true || this.model.connections.showsWrongToken(connection.client)) yield 'token';
    if (!this.#fits(pending, this.model.dialect.protocol)) yield 'protocol';
  }

  /** Also where the range is not said. */
  #fits({ ask }: PendingRequest, protocol: number): boolean {
    if (ask.type !== 'connect' || ask.protocols === undefined) return true;
    const [lowest, highest] = ask.protocols;
    return lowest <= protocol && protocol <= highest;
  }

  #refused(handshake: Handshake, pending: PendingRequest, { reason }: Refusal, record: Position): void {
    if (reason !== REASON.protocolMismatch) return;
    handshake.isCalledMismatch = true;
    if (!this.#fits(pending, this.model.dialect.protocol)) return;
    const sentence = `connection ${pending.connection.conn} (${handshake.client}) was refused for its protocol range, in which ${this.model.dialect.protocol} lies`;
    this.add('a protocol range that fits was refused', sentence, pending.record, record);
  }

  #closed({ conn, by, code, i }: ConnectionRecord): void {
    const handshake = this.#open.get(conn);
    if (handshake === undefined) return;
    this.#open.delete(conn);
    this.#timed(conn, handshake, i);
    if (by !== 'gateway' || !this.model.fair.listening || LEAVING.has(code)) return;
    const mistakes: readonly Mistake[] = handshake.hasSpoken ? handshake.mistakes : ['silence'];
    const [first] = mistakes;
    if (first === undefined || (handshake.spokeLate && code === DOCUMENTED.silence.code)) return;
    const meant = mistakes.find((one) => DOCUMENTED[one].code === code);
    const who = `connection ${conn} (${handshake.client})`;
    if (meant === undefined) {
      const { words, code: documented } = DOCUMENTED[first];
      const sentence = `${who} was closed with ${code ?? 'no code'} for ${words}; the documented code is ${documented}`;
      this.add(`${words} was refused with ${code ?? 'no code'}`, sentence, handshake.record, i);
    } else if (meant === 'protocol' && !handshake.isCalledMismatch) {
      const sentence = `${who} was closed for its protocol range without an error that says ${REASON.protocolMismatch}`;
      this.add('a protocol range was refused without saying so', sentence, handshake.record, i);
    } else this.exercised++;
  }

  #endAll(record: Position): void {
    for (const [conn, handshake] of this.#open) this.#timed(conn, handshake, record);
    this.#open.clear();
  }

  #timed(conn: number, { client, since, record: from }: Handshake, record: Position): void {
    const { connections, fair, now, profile } = this.model;
    const waited = fair.client(client).read(now) - since;
    if (waited <= LONGEST + profile.bounds.ack || connections.isDatedByReading(conn, client)) return;
    const sentence = `connection ${conn} (${client}) was neither greeted nor closed for ${Math.round(waited / 1_000)} ms of fair time`;
    this.add('a handshake was not ended within the bound', sentence, from, record);
  }
}
