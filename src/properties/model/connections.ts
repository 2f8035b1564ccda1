/**
 * Connections: which are open on which leg, what their hello granted, what they subscribed to, and which requests
 * wait for an answer. Times are those of the gateway's leg where the history has one.
 * A request is owed an answer only while its connection stays open; cut off, it is unknown.
 * Memory: live connections and their unanswered requests.
 */
import type {
  RequestMeaning,
  Answer,
  Refusal,
  RequestObservation,
  ResponseObservation,
} from '../../dialect/observation.ts';
import type { ConnectionRecord, FaultRecord, FrameRecord, PlanRecord } from '../../history/record.ts';
import type { Micros } from '../../kernel/time.ts';
import type { FaultKind } from '../../plan/fault.ts';
import { allows, SCOPE } from '../../protocol/scopes.ts';

const WRONG_TOKEN: FaultKind = 'handshake.wrong-token';

/** Index of a record: a point in the order of the history. */
export type Position = number;

/** Before every record, and before every time: when what has not happened did. */
export const NEVER = -1;

/** One request from its sending to its answer or to the end of its connection. */
export class PendingRequest {
  /** Index of the record that shows it sent. */
  readonly record: number;
  readonly sentAt: Micros;
  /** When it reached the gateway; -1: not yet, or the history has no such leg. */
  arrivedAt: Micros = NEVER;
  arrivedRecord = NEVER;
  /** Fair time of its client when it arrived. */
  fairAtArrival: Micros = 0;
  /** When the gateway sent the answer; when it was delivered, where the history has no such leg. */
  answeredAt: Micros = NEVER;
  answeredRecord = NEVER;
  accepted = false;
  /** When the answer reached the client: only then it is acknowledged or refused. */
  deliveredAt: Micros = NEVER;
  readonly connection: ConnectionState;
  readonly id: string;
  readonly method: string;
  readonly ask: RequestMeaning;
  readonly bytes: number;

  constructor(connection: ConnectionState, observation: RequestObservation) {
    this.connection = connection;
    this.id = observation.id;
    this.method = observation.method;
    this.ask = observation.ask;
    this.record = observation.record.i;
    this.sentAt = observation.record.atMicros;
    this.bytes = observation.record.message.bytes;
  }

  get hasArrived(): boolean {
    return this.arrivedAt >= 0;
  }

  get isAnswered(): boolean {
    return this.answeredAt >= 0;
  }

  get isDelivered(): boolean {
    return this.deliveredAt >= 0;
  }

  /** Earliest instant at which the gateway can have acted on it. */
  get from(): Position {
    return this.hasArrived ? this.arrivedRecord : this.record;
  }

  get fromAt(): Micros {
    return this.hasArrived ? this.arrivedAt : this.sentAt;
  }

  /** Latest instant at which what the answer says was true; meant for an answered request. */
  get until(): Position {
    return this.answeredRecord;
  }
}

export class ConnectionState {
  readonly conn: number;
  readonly client: string;
  /** The life of the process in which it began; it lasts no longer than that. */
  readonly incarnation: number;
  clientOpen = false;
  gatewayOpen = false;
  /** The history shows this connection's gateway leg. */
  hasGatewayLeg = false;
  /** Granted by the hello as sent; undefined before. */
  scopes: readonly string[] | undefined;
  /** The events that its hello lists; undefined before. */
  listedEvents: readonly string[] | undefined;
  mayRead = false;
  /** Its scopes allow everything. */
  mayAll = false;
  maxPayloadBytes: number;
  maxBufferedBytes: number;
  /** What the plan says of both, which a hello may contradict. */
  readonly configuredPayloadBytes: number;
  readonly configuredBufferedBytes: number;
  /** Largest buffer seen after a frame was queued. */
  peakBufferedBytes = 0;
  /** It asked for all sessions. */
  asksSessions = false;
  /** Session keys whose messages it asked for. */
  readonly asksMessages = new Set<string>();
  /** When the subscription to all sessions was certain. */
  sessionsSince: Position = Infinity;
  /** Session keys whose messages it subscribed to, and when that was certain. */
  readonly messagesSince = new Map<string, Position>();
  readonly pending = new Map<string, PendingRequest>();
  /** The last frame the gateway sent on it: it was not being closed yet. */
  lastSent: Position = NEVER;
  /** When the last request that was answered on it was sent: of all the gateway had said before, nothing is unread. */
  caughtUpAt: Position = NEVER;
  closeCode: number | undefined;
  /** A numbered event was not sent on it, or not in its turn. */
  hasGap = false;
  #lastSeq = -1;
  /** The largest request sent on it, for a 1009 that follows. */
  largestRequestBytes = 0;

  constructor(record: FrameRecord | ConnectionRecord, maxPayloadBytes: number, maxBufferedBytes: number) {
    this.conn = record.conn;
    this.client = record.client;
    this.incarnation = record.incarnation;
    this.maxPayloadBytes = maxPayloadBytes;
    this.maxBufferedBytes = maxBufferedBytes;
    this.configuredPayloadBytes = maxPayloadBytes;
    this.configuredBufferedBytes = maxBufferedBytes;
  }

  /** Open as far as the history shows. */
  get open(): boolean {
    return this.clientOpen && (this.gatewayOpen || !this.hasGatewayLeg);
  }

  /** The gateway sent an event of this number. */
  numbered(seq: number): void {
    if (this.#lastSeq >= 0 && seq !== this.#lastSeq + 1) this.hasGap = true;
    this.#lastSeq = seq;
  }

  /** From when on it certainly gets a session's chat and agent events, whoever sends. */
  followsSince(key: string): Position {
    if (!this.mayRead) return Infinity;
    return Math.min(this.sessionsSince, this.messagesSince.get(key) ?? Infinity);
  }
}

export class Connections {
  readonly #live = new Map<number, ConnectionState>();
  /** The same by number, without a search. */
  readonly #byNumber: (ConnectionState | undefined)[] = [];
  readonly #roles = new Map<string, string>();
  /** Clients whose token is wrong: what it is, no history says. */
  readonly #mistaken = new Set<string>();
  #maxPayloadBytes = Infinity;
  #maxBufferedBytes = Infinity;

  plan({ maxPayloadBytes, maxBufferedBytes, clients }: PlanRecord): void {
    this.#maxPayloadBytes = maxPayloadBytes;
    this.#maxBufferedBytes = maxBufferedBytes;
    for (const { client, role } of clients) this.#roles.set(client, role);
  }

  /** As the plan says; undefined when it does not. */
  role(client: string): string | undefined {
    return this.#roles.get(client);
  }

  /**
   * What the gateway had sent on it by then shows by now. Seen from outside, what a slow reader is sent was sent when it
   * read that far, which only the answer to something it asked for later proves.
   */
  showsAllUntil({ client, lastSent, caughtUpAt }: ConnectionState, until: Position): boolean {
    return lastSent > until && (this.role(client) !== 'slow' || caughtUpAt > until);
  }

  /** What a slow reader is sent is dated by its reading where nobody sees the gateway's side. */
  isDatedByReading(conn: number, client: string): boolean {
    const { hasGatewayLeg = false, peakBufferedBytes = 0 } = this.#byNumber[conn] ?? {};
    return !(hasGatewayLeg && peakBufferedBytes > 0) && this.role(client) === 'slow';
  }

  fault({ client, faultKind }: FaultRecord): void {
    if (client !== undefined && faultKind === WRONG_TOKEN) this.#mistaken.add(client);
  }

  showsWrongToken(client: string): boolean {
    return this.#mistaken.has(client);
  }

  /** The clients of the plan. */
  planned(): readonly string[] {
    return [...this.#roles.keys()];
  }

  /** Connections with at least one open leg. */
  live(): IterableIterator<ConnectionState> {
    return this.#live.values();
  }

  /** Somebody is connected whom a run of this session concerns, whoever else may be told: its sender, who follows or subscribed. */
  isHeard(key: string, sender: string): boolean {
    for (const { asksMessages, asksSessions, client, mayRead, open } of this.#live.values())
      if (open && mayRead && (asksSessions || asksMessages.has(key) || client === sender)) return true;
    return false;
  }

  get(conn: number): ConnectionState | undefined {
    return this.#byNumber[conn];
  }

  /** The connection of a record, made on first sight. */
  of(record: FrameRecord | ConnectionRecord): ConnectionState {
    let connection = this.#byNumber[record.conn];
    if (connection === undefined) {
      connection = new ConnectionState(record, this.#maxPayloadBytes, this.#maxBufferedBytes);
      if (record.leg === 'client') connection.clientOpen = true;
      this.#live.set(record.conn, connection);
      this.#byNumber[record.conn] = connection;
    }
    if (record.leg === 'gateway' && !connection.hasGatewayLeg) {
      connection.hasGatewayLeg = true;
      connection.gatewayOpen = true;
    }
    return connection;
  }

  opened(record: ConnectionRecord): ConnectionState {
    const connection = this.of(record);
    if (record.leg === 'client') connection.clientOpen = true;
    else connection.gatewayOpen = true;
    return connection;
  }

  /** Closes one leg; gives the requests that will now stay unanswered, each once. */
  closed(record: ConnectionRecord): readonly PendingRequest[] {
    const connection = this.#byNumber[record.conn];
    if (connection === undefined) return [];
    if (record.leg === 'client') connection.clientOpen = false;
    else connection.gatewayOpen = false;
    connection.closeCode ??= record.code;
    return this.#settle(connection);
  }

  /** The process is gone, and with it the gateway's leg of everything; gives what will now stay unanswered. */
  processGone(): readonly PendingRequest[] {
    const cut: PendingRequest[] = [];
    for (const connection of this.#live.values()) {
      if (!connection.hasGatewayLeg || !connection.gatewayOpen) continue;
      connection.gatewayOpen = false;
      cut.push(...this.#settle(connection));
    }
    return cut;
  }

  /** Notes a frame of the gateway's; `isNews`: it was not seen at the gateway's side before. */
  sent(connection: ConnectionState, { i, bufferedBytes }: FrameRecord, isNews: boolean): void {
    if (isNews) connection.lastSent = i;
    if (bufferedBytes !== undefined && bufferedBytes > connection.peakBufferedBytes)
      connection.peakBufferedBytes = bufferedBytes;
  }

  request(connection: ConnectionState, observation: RequestObservation): PendingRequest {
    const { record } = observation;
    let pending = connection.pending.get(observation.id);
    if (pending === undefined || (record.leg === 'client' && pending.record !== record.i)) {
      pending = new PendingRequest(connection, observation);
      connection.pending.set(observation.id, pending);
      if (pending.ask.type === 'subscribe-sessions') connection.asksSessions = true;
      else if (pending.ask.type === 'subscribe-messages') connection.asksMessages.add(pending.ask.key);
      if (pending.bytes > connection.largestRequestBytes) connection.largestRequestBytes = pending.bytes;
    }
    return pending;
  }

  /** The request a response answers. Forgotten once the answer was delivered. */
  response(connection: ConnectionState, observation: ResponseObservation): PendingRequest | undefined {
    const { record } = observation;
    const pending = connection.pending.get(observation.id);
    if (pending === undefined) return undefined;
    if (!pending.isAnswered) {
      pending.answeredAt = record.atMicros;
      pending.answeredRecord = record.i;
      connection.caughtUpAt = Math.max(connection.caughtUpAt, pending.record);
    }
    if (record.leg === 'client') {
      pending.deliveredAt = record.atMicros;
      connection.pending.delete(observation.id);
    }
    pending.accepted = observation.refusal === undefined;
    this.#granted(connection, pending, observation.answer, observation.refusal, record);
    return pending;
  }

  #granted(
    connection: ConnectionState,
    pending: PendingRequest,
    answer: Answer | undefined,
    refusal: Refusal | undefined,
    record: FrameRecord,
  ): void {
    if (answer === undefined || refusal !== undefined) return;
    if (answer.type === 'hello') {
      connection.scopes = answer.scopes;
      connection.listedEvents = answer.events;
      connection.mayRead = allows(answer.scopes, SCOPE.read);
      connection.mayAll = answer.scopes.includes(SCOPE.admin);
      connection.maxPayloadBytes = answer.maxPayloadBytes;
      connection.maxBufferedBytes = answer.maxBufferedBytes;
    } else if (pending.ask.type === 'subscribe-sessions') {
      if (connection.sessionsSince === Infinity) connection.sessionsSince = record.i;
    } else if (pending.ask.type === 'subscribe-messages') {
      if (!connection.messagesSince.has(pending.ask.key))
        connection.messagesSince.set(pending.ask.key, record.i);
    }
  }

  #settle(connection: ConnectionState): readonly PendingRequest[] {
    // a request under way may still reach a gateway whose client is gone, and be acted on
    if (connection.hasGatewayLeg ? connection.gatewayOpen : connection.clientOpen) return [];
    const cut: PendingRequest[] = [];
    for (const pending of connection.pending.values()) {
      if (pending.isAnswered && connection.clientOpen) continue;
      if (!pending.isAnswered) cut.push(pending);
      connection.pending.delete(pending.id);
    }
    if (!connection.clientOpen) {
      this.#live.delete(connection.conn);
      this.#byNumber[connection.conn] = undefined;
    }
    return cut;
  }
}
