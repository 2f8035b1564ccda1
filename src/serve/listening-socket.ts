/**
 * The listening socket of a served gateway, on the loopback interface: there only while a life listens; and the
 * connections that it accepted. Keeps its port over lives. Must not know: frames.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Limits } from '../protocol/limits.ts';
import type { ServerSocket, SocketHandler } from '../gateway/port.ts';
import { InputError } from '../input/problem.ts';
import { ServedConnection } from './connection.ts';
import type { Life } from './life.ts';

const HOST = '127.0.0.1';

export class ListeningSocket {
  readonly #limits: Limits;
  readonly #onListening: (url: string) => void;
  readonly #connections = new Set<ServedConnection>();
  #port: number;
  #accepted = 0;

  /** Port 0 is any free one, the same from then on. `onListening` is told each time that clients can connect. */
  constructor(port: number, limits: Limits, onListening: (url: string) => void) {
    this.#port = port;
    this.#limits = limits;
    this.#onListening = onListening;
  }

  /** Those that are there, oldest first. */
  get connections(): readonly ServedConnection[] {
    return [...this.#connections];
  }

  /** Listens until the life is over; a port that cannot be had ends the life. */
  open(life: Life, accept: (socket: ServerSocket) => SocketHandler): void {
    const { maxPayloadBytes, preHelloPayloadBytes } = this.#limits;
    const server = createServer(refuse);
    const sockets = new Set<Socket>();
    const upgrades = new WebSocketServer({
      server,
      perMessageDeflate: false,
      // never raised above this; what is above a connection's own limit is refused by the connection
      maxPayload: Math.max(maxPayloadBytes, preHelloPayloadBytes),
      clientTracking: false,
    });
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    upgrades.on('connection', (ws, { socket }) => {
      const connection = new ServedConnection(++this.#accepted, ws, socket, life, preHelloPayloadBytes);
      this.#connections.add(connection);
      connection.onGone = () => this.#connections.delete(connection);
      connection.accept(accept);
    });
    upgrades.on('error', (error: NodeJS.ErrnoException) => life.fail(problemOf(error, this.#port)));
    server.listen(this.#port, HOST, () => {
      this.#port = (server.address() as AddressInfo).port;
      if (life.alive) this.#onListening(`ws://${HOST}:${this.#port}`);
    });
    life.onEnd(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
      this.#connections.clear();
    });
  }
}

/** What asks for a page gets none: this is a WebSocket. */
function refuse(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426, { 'content-type': 'text/plain', connection: 'close' }).end('Upgrade Required');
}

function problemOf(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') return new InputError(`port ${port} is in use`);
  if (error.code === 'EACCES') return new InputError(`port ${port} may not be listened on`);
  return error;
}
