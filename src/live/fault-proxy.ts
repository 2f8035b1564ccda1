/**
 * The fault proxy: a TCP server on loopback between the clients of a plan and the gateway, aware of WebSocket frames.
 * Cuts, silences, stalls, throttles, stops reading, delays, tears and refuses as the clients' links say. Owns the
 * connections; what a fault makes of a link is the world's business.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectSecurely } from 'node:tls';
import type { DamagedNetwork } from '../execution/damaged-parts.ts';
import { endAbruptly } from './abrupt-end.ts';
import { listenOnLoopback, portOf } from './loopback.ts';
import { ProxiedConnection, type ProxyContext } from './proxied-connection.ts';
import type { ConnectionLegs } from './connection-legs.ts';

/** Where the gateway listens. */
export interface GatewayAddress {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

/** The kernel tells of a dead process's sockets at once; what they held is in memory. */
const LONGEST_DRAIN_MS = 2_000;

export class FaultProxy implements DamagedNetwork {
  /** Undefined: nobody listens, and attempts are refused. */
  gateway: GatewayAddress | undefined;
  readonly #context: ProxyContext;
  readonly #server: Server;
  readonly #announced = new Map<number, ConnectionLegs>();
  /** Accepted before they were announced, by the port they come from. */
  readonly #early = new Map<number, Socket>();
  readonly #connections = new Set<ProxiedConnection>();
  readonly #sockets = new Set<Socket>();

  constructor(context: ProxyContext) {
    this.#context = context;
    this.#server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
      this.#hold(socket);
      const from = socket.remotePort ?? -1;
      const legs = this.#announced.get(from);
      this.#announced.delete(from);
      if (legs === undefined) this.#early.set(from, socket);
      else context.time.enter(() => this.#accept(socket, legs));
    });
  }

  /** Opens the listener on a port of the machine's choice. */
  async listen(): Promise<void> {
    await listenOnLoopback(this.#server);
  }

  get port(): number {
    return portOf(this.#server);
  }

  /** The legs that the connection from this local port belongs to; nothing of it passes before. */
  announce(localPort: number, legs: ConnectionLegs): void {
    const socket = this.#early.get(localPort);
    if (socket === undefined) this.#announced.set(localPort, legs);
    else {
      this.#early.delete(localPort);
      this.#accept(socket, legs);
    }
  }

  of(client: string): ProxiedConnection[] {
    return [...this.#connections].filter(
      ({ legs }) => legs.link.client === client && legs.state.gateway !== 'closed',
    );
  }

  refresh(client: string): void {
    for (const connection of this.#connections)
      if (connection.legs.link.client === client) connection.refresh();
  }

  /** The process is gone. Resolves when all it had said has been read: only then is it over for the history. */
  async processGone(): Promise<void> {
    this.gateway = undefined;
    const drained = Promise.all([...this.#connections].map((connection) => connection.drained()));
    await Promise.race([drained, pause(LONGEST_DRAIN_MS, undefined, { ref: false })]);
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(client: Socket, legs: ConnectionLegs): void {
    const { link } = legs;
    const { gateway } = this;
    if (link.refused) link.onEffect('refused');
    if (gateway === undefined || link.refused || link.held) return endAbruptly(client);
    const { host, port, secure } = gateway;
    const socket = secure
      ? connectSecurely({ host, port, servername: host })
      : connect({ host, port, allowHalfOpen: true });
    this.#hold(socket);
    const connection = new ProxiedConnection(legs, client, socket, this.#context);
    connection.onGone = () => this.#connections.delete(connection);
    this.#connections.add(connection);
    // an attempt that fails before the handshake is refused to the client in the same way
    socket.once('error', () => endAbruptly(client));
    client.resume();
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
