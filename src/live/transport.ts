/**
 * A client's end of a connection: a real WebSocket through the fault proxy, behind the port that the client's state
 * machine knows. Owns the socket; what crosses it, the legs record. Must not know what the client is for.
 */
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import type { ClientEvents, ClientTransport } from '../client/host.ts';
import type { FaultReports } from '../execution/damaged-parts.ts';
import { CLOSE } from '../protocol/close-codes.ts';
import type { Message } from '../protocol/message.ts';
import { LOOPBACK } from './loopback.ts';
import type { FaultProxy } from './fault-proxy.ts';
import type { RealTime } from './real-time.ts';
import type { ConnectionLegs } from './connection-legs.ts';

export interface TransportOptions {
  readonly time: RealTime;
  readonly proxy: FaultProxy;
  readonly faults: FaultReports;
  readonly legs: ConnectionLegs;
  /** The gateway's own address; the connection goes to the proxy all the same. */
  readonly url: string;
  /** A message above it closes the connection with 1009. */
  readonly maxPayloadBytes: number;
  readonly events: ClientEvents;
  /** Those that are not over: it adds and removes itself. */
  readonly open: Set<LiveTransport>;
}

/** Opens a connection. Everything that happens on it enters by `time`. */
export class LiveTransport implements ClientTransport {
  readonly #options: TransportOptions;
  readonly #socket: WebSocket;

  constructor(options: TransportOptions) {
    this.#options = options;
    options.open.add(this);
    const { time, proxy, legs, url, maxPayloadBytes, events } = options;
    const { host, pathname, search } = new URL(url);
    this.#socket = new WebSocket(`ws://${LOOPBACK}:${proxy.port}${pathname}${search}`, {
      headers: { Host: host },
      perMessageDeflate: false,
      maxPayload: maxPayloadBytes,
      createConnection: () => {
        const socket = connect({ port: proxy.port, host: LOOPBACK });
        socket.once('connect', () => time.enter(() => proxy.announce(socket.localPort ?? -1, legs)));
        return socket;
      },
    });
    this.#socket.on('open', () =>
      time.enter(() => {
        if (legs.state.client === 'closed') return;
        legs.opened('client');
        events.onOpen();
      }),
    );
    this.#socket.on('message', () =>
      time.enter(() => {
        const message = legs.taken('client');
        if (message !== undefined) events.onMessage(message);
      }),
    );
    // what other errors end, 'close' tells
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
        time.enter(() => this.close(CLOSE.messageTooBig, 'max payload size exceeded'));
      else if (error.code?.startsWith('WS_ERR') === true)
        time.enter(() => this.close(CLOSE.protocolError, error.message));
    });
    this.#socket.on('close', (code, reason) => time.enter(() => this.#closed(code, reason.toString('utf8'))));
  }

  send(message: Message): void {
    const { legs, faults } = this.#options;
    if (legs.state.client !== 'open') return;
    legs.sent('client', message);
    faults.onClientFrame(legs.link.client, message.bytes);
    this.#socket.send(message.text());
  }

  /** A client that closes does not wait for the answer. */
  close(code: number, reason: string): void {
    const { legs } = this.#options;
    if (legs.state.client === 'closed') return;
    legs.goodbye = { code, reason };
    this.#socket.close(code, reason);
    legs.closed('client', code, reason, 'client');
    this.#over(code, reason);
  }

  /** Drops the socket without a word. */
  drop(): void {
    this.#socket.terminate();
  }

  #closed(code: number, reason: string): void {
    const { legs } = this.#options;
    if (legs.state.client === 'closed') return;
    if (legs.state.client === 'waiting') {
      legs.refused();
      return this.#over(CLOSE.abnormal, 'connection refused');
    }
    legs.closed('client', code, reason, legs.endedBy ?? 'network');
    this.#over(code, reason);
  }

  #over(code: number, reason: string): void {
    const { open, events } = this.#options;
    open.delete(this);
    events.onClose(code, reason);
  }
}
