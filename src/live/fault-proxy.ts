/**
 * The fault proxy: a TCP server on loopback between the clients of a plan and the gateway, aware of WebSocket frames.
 * Cuts, silences, stalls, throttles, stops reading, delays, tears and refuses as the clients' links say. Owns the
 * connections; what a fault makes of a link is the world's business.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { DamagedNetwork, FaultReports } from '../execution/damaged-parts.ts';
import type { WorldContext } from '../execution/world-context.ts';
import { triggerName } from '../execution/triggers.ts';
import { endAbruptly } from './abrupt-end.ts';
import { listenOnLoopback, portOf } from './loopback.ts';
import { ProxiedConnection, type ConnectionContext } from './proxied-connection.ts';
import type { RealTime } from './real-time.ts';
import type { ConnectionLegs } from './connection-legs.ts';

/** Where the gateway listens. */
export interface GatewayAddress {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

export interface ProxyOptions {
  readonly world: WorldContext;
  readonly time: RealTime;
  readonly faults: FaultReports;
  readonly withoutSecrets: (text: string) => string;
  /** The process that listens lives, and was not told to stop. */
  readonly steady: () => boolean;
  /** Told of the bytes of each message that the gateway sent. */
  readonly onHeard: (bytes: number) => void;
}

/** The kernel tells of a dead process's sockets at once; what they held is in memory. */
const LONGEST_DRAIN_MS = 2_000;

export class FaultProxy implements DamagedNetwork {
  /** Undefined: nobody listens, and attempts are refused. */
  gateway: GatewayAddress | undefined;
  readonly #options: ProxyOptions;
  readonly #server: Server;
  readonly #announced = new Map<number, ConnectionLegs>();
  /** Accepted before they were announced, by the port they come from. */
  readonly #early = new Map<number, Socket>();
  readonly #connections = new Set<ProxiedConnection>();
  readonly #sockets = new Set<Socket>();

  constructor(options: ProxyOptions) {
    this.#options = options;
    this.#server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
      this.#hold(socket);
      const from = socket.remotePort ?? -1;
      const legs = this.#announced.get(from);
      this.#announced.delete(from);
      if (legs === undefined) this.#early.set(from, socket);
      else options.time.enter(() => this.#accept(socket, legs));
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
    return [...this.#connections].filter(({ legs }) => legs.client === client && !legs.closedAtGateway);
  }

  refresh(client: string): void {
    for (const connection of this.#connections) if (connection.legs.client === client) connection.refresh();
  }

  /** The process is gone. Resolves when all it had said has been read: only then is it over for the history. */
  async processGone(): Promise<void> {
    this.gateway = undefined;
    const drained = Promise.all([...this.#connections].map((connection) => connection.drained()));
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise((resolve) => {
      timer = setTimeout(resolve, LONGEST_DRAIN_MS);
    });
    await Promise.race([drained, enough]);
    clearTimeout(timer);
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
    const connection: ProxiedConnection = new ProxiedConnection(legs, client, socket, {
      ...this.#context(),
      onGone: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
    // an attempt that fails before the handshake is refused to the client in the same way
    socket.once('error', () => endAbruptly(client));
    client.resume();
  }

  #context(): Omit<ConnectionContext, 'onGone'> {
    const { world, time, faults, withoutSecrets, steady, onHeard } = this.#options;
    return {
      world,
      enter: (callback) => time.enter(callback),
      withoutSecrets,
      onFrame: (edge, on, message) => {
        if (on === 'frame.sent' && edge === 'before') onHeard(message.bytes);
        if (faults.triggers.waiting > 0) faults.triggers.hit(edge, on, triggerName(message), steady);
      },
      endedBy: () => (steady() ? 'gateway' : 'process'),
    };
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
