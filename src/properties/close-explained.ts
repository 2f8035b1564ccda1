/**
 * close/explained. Judged on closes the gateway began, as its own leg shows them (the client's, where there is no
 * other). Before hello any of the handshake's codes passes. A slow consumer is visible by its buffer or by a fault
 * on its client; where the world cannot measure buffers, 1008 is taken as explained. So it is on a connection to
 * which an event above its limit may have been due: a run that concerns it said so much, written as any encoder may
 * write it, or its message was so long.
 * Reason texts and log lines are recommendations and not judged.
 *
 * Since version 2: who is closed because the gateway goes away was told so before, where another one was: a shutdown is no
 * matter of scopes. Judged on connections that were greeted before the process was told to stop, by their gateway's side;
 * where that is seen from outside, not of who may not have read what it was told.
 */
import type { ConnectionRecord } from '../history/record.ts';
import type { RecordedText } from '../history/recorded-text.ts';
import { CLOSE } from '../protocol/close-codes.ts';
import type { Of, ProviderAbout, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import { NEVER, type ConnectionState, type Position } from './model/connections.ts';
import type { Send } from './model/sends.ts';
import { LARGEST_UNIT_BYTES, mostBytes } from './text-limits.ts';

/** What an event has around its text, generously. */
const ENVELOPE_BYTES = 1_024;

export const closeExplained: Property = {
  id: 'close/explained',
  version: 2,
  later: { 2: ['a connection was closed without the shutdown that others were told of'] },
  family: 'boundary',
  statement:
    'A gateway-initiated close has a code allowed for a cause visible in the history, and a shutdown is told to everybody whom it closes.',
  why: 'incident #7442; OpenClaw issues 4014, 147707, 138818',
  exercise: 'a close with a code that the gateway began',
  watches: [
    'connection',
    'garbage',
    'process',
    { type: 'event', says: ['shutdown'], leg: 'news' },
    { type: 'provider', says: ['delta', 'tool'] },
    { type: 'request', says: ['send'] },
  ],
  start: (model) => new CloseExplained(model),
};

class CloseExplained extends FindingChecker {
  /** What each connection was like while the model knew it: closing the last leg forgets them. */
  readonly #known = new Map<number, ConnectionState>();
  readonly #largestGarbage = new Map<number, number>();
  /** Connections that the gateway has done with; their clients may not even have seen them open. */
  readonly #over = new Set<number>();
  /** Connections that lived to see the process stop. */
  readonly #stopped = new Set<number>();
  /** Those of them that were greeted and not told of it. */
  readonly #untold = new Set<number>();
  /** The record that told somebody of it; -1: nobody yet. */
  #shutdown: Position = NEVER;
  /** Bytes of the replies so far. */
  readonly #replies = new Map<Send, number>();
  /** Sends of which an event may be too large. */
  readonly #large = new Set<Send>();
  /** The same of those of which one may be, as an encoder writes it. */
  readonly #written = new Set<Send>();

  connection({ record }: Of<'connection'>): void {
    if (record.event === 'closed') {
      this.#closed(record);
    } else if (record.event === 'opened' && (record.leg === 'gateway' || !this.#over.has(record.conn))) {
      const connection = this.model.connections.get(record.conn);
      if (connection !== undefined) this.#known.set(record.conn, connection);
    }
  }

  garbage({ record: { conn, from, message } }: Of<'garbage'>): void {
    if (from !== 'client') return;
    const largest = this.#largestGarbage.get(conn) ?? 0;
    this.#largestGarbage.set(conn, Math.max(largest, message.bytes));
  }

  process({ record: { event } }: Of<'process'>): void {
    if (!this.model.fair.listening) for (const conn of this.#known.keys()) this.#stopped.add(conn);
    this.#untold.clear();
    this.#shutdown = NEVER;
    if (event !== 'stopping') return;
    for (const { conn, gatewayOpen, scopes } of this.model.connections.live())
      if (gatewayOpen && scopes !== undefined) this.#untold.add(conn);
  }

  event({ record, meaning }: Of<'event'>): void {
    if (meaning.type !== 'shutdown') return;
    this.#untold.delete(record.conn);
    if (this.#shutdown < 0) this.#shutdown = record.i;
  }

  provider({ record: { event } }: Of<'provider'>, { call }: ProviderAbout): void {
    const send = call?.send;
    if (send === undefined) return;
    const { saidBytes } = this.model.runs.prompts;
    if (event === 'tool') this.#holds(send, saidBytes);
    if (event !== 'delta') return;
    const reply = (this.#replies.get(send) ?? 0) + saidBytes;
    this.#replies.set(send, reply);
    this.#holds(send, reply);
  }

  request({ record }: Of<'request'>, { send }: RequestAbout): void {
    if (send !== undefined) this.#holds(send, record.message.bytes);
  }

  #closed(record: ConnectionRecord): void {
    if (record.leg === 'client') this.#over.delete(record.conn);
    else this.#over.add(record.conn);
    const connection = this.#known.get(record.conn);
    if (connection === undefined) return;
    if (record.by === 'gateway' && record.code !== undefined) {
      this.exercised++;
      if (!this.#isExplained(connection, record.code)) {
        const { client, code, conn } = record;
        const sentence = `the gateway closed connection ${conn} (${client}) with ${code}, and nothing in the history explains it${this.#shortOf(connection, code)}`;
        this.add(`a close with ${code} without a cause`, sentence, record.i);
      }
      if (record.leg === 'gateway' && this.#isRead(connection)) this.#toldOf(record);
    }
    // the first leg that shows the close is judged; the other tells the same again
    if (record.by === 'gateway' || record.leg === 'gateway' || !connection.hasGatewayLeg) {
      this.#known.delete(record.conn);
      this.#stopped.delete(record.conn);
      this.#largestGarbage.delete(record.conn);
    }
  }

  /** All that the gateway sent on it shows. */
  #isRead({ client, peakBufferedBytes }: ConnectionState): boolean {
    const { connections, fair } = this.model;
    return peakBufferedBytes > 0 || (connections.role(client) !== 'slow' && !fair.everTroubled(client));
  }

  #toldOf({ client, code, conn, i }: ConnectionRecord): void {
    if (code !== CLOSE.goingAway && code !== CLOSE.serviceRestart) return;
    if (this.#shutdown < 0 || !this.#untold.delete(conn)) return;
    const sentence = `the gateway closed connection ${conn} (${client}) with ${code} for its shutdown, and never sent it the shutdown event that it sent to others`;
    this.add(
      'a connection was closed without the shutdown that others were told of',
      sentence,
      this.#shutdown,
      i,
    );
  }

  #holds(send: Send, textBytes: number): void {
    const { maxPayloadBytes } = this.model;
    if (textBytes + ENVELOPE_BYTES > maxPayloadBytes) this.#large.add(send);
    else if (textBytes * LARGEST_UNIT_BYTES + ENVELOPE_BYTES > maxPayloadBytes) this.#written.add(send);
  }

  #isExplained(connection: ConnectionState, code: number): boolean {
    const greeted = connection.scopes !== undefined;
    const isStopped = this.#stopped.has(connection.conn) || !this.model.fair.listening;
    switch (code) {
      case CLOSE.normal:
      case CLOSE.protocolError:
        return !greeted;
      case CLOSE.goingAway:
      case CLOSE.serviceRestart:
        return isStopped;
      case CLOSE.abnormal:
        return isStopped || this.#isSlow(connection);
      case CLOSE.policyViolation:
        return !greeted || this.#isSlow(connection) || this.#mayBeDueTooMuch(connection);
      case CLOSE.messageTooBig:
        return !greeted || this.#largestSent(connection) > connection.maxPayloadBytes;
      default:
        return false;
    }
  }

  /** How far it was from what the code is for. */
  #shortOf(connection: ConnectionState, code: number): string {
    const { configuredBufferedBytes, configuredPayloadBytes } = connection;
    const { maxBufferedBytes, maxPayloadBytes, peakBufferedBytes } = connection;
    if (code === CLOSE.messageTooBig)
      return `: its client sent at most ${this.#largestSent(connection)} of ${announced(maxPayloadBytes, configuredPayloadBytes)}`;
    return code === CLOSE.policyViolation
      ? `: at most ${peakBufferedBytes} of ${announced(maxBufferedBytes, configuredBufferedBytes)} were buffered`
      : '';
  }

  #largestSent({ conn, largestRequestBytes }: ConnectionState): number {
    return Math.max(largestRequestBytes, this.#largestGarbage.get(conn) ?? 0);
  }

  #isSlow({ client, maxBufferedBytes, maxPayloadBytes, peakBufferedBytes }: ConnectionState): boolean {
    return (
      peakBufferedBytes === 0 ||
      peakBufferedBytes + maxPayloadBytes >= maxBufferedBytes ||
      this.model.fair.everTroubled(client)
    );
  }

  #mayBeDueTooMuch(connection: ConnectionState): boolean {
    for (const send of this.#large) if (concerns(send, connection)) return true;
    for (const send of this.#written)
      if (concerns(send, connection) && this.#mayBeWrittenLarge(send)) return true;
    return false;
  }

  /** The reply to it, or a result of its tools, may be too large for an event once it is escaped. */
  #mayBeWrittenLarge(send: Send): boolean {
    const { attempts, maxPayloadBytes } = this.model;
    const isLarge = (text: RecordedText | undefined): boolean =>
      typeof text !== 'string' || mostBytes(text) + ENVELOPE_BYTES > maxPayloadBytes;
    return attempts
      .of(send)
      .some(({ said, tools }) => isLarge(said.slice(0, said.length)) || tools.some((tool) => isLarge(tool)));
  }
}

function concerns(send: Send, connection: ConnectionState): boolean {
  return send.client === connection.client || connection.followsSince(send.key) !== Infinity;
}

/** What its hello said, and where that is so, that it was told to keep to less. */
function announced(limit: number, configured: number): string {
  return `${limit} bytes${configured < limit ? ` (announced by its hello; ${configured} are configured)` : ''}`;
}
