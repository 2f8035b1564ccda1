/**
 * The network of a hosted process: servers listen on ports of their own, and whoever dials reaches a server in this
 * process, or our side, or nobody. There is no other host. Must not know what is spoken.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import type { Inbound, LinkId } from '../messages.ts';
import { emit } from './channel.ts';
import { draw } from './chance.ts';
import { later, promiseLater, refuse, trace, replace, replaceAll } from './life.ts';
import { attach, pairUp, setSocketTimeout, type FarEnd, type NearEnd } from './socket.ts';

interface ListeningServer extends Server {
  _handle: object | null;
  _connections: number;
  _connectionKey: string;
  headersTimeout?: number;
  requestTimeout?: number;
  allowHalfOpen?: boolean;
  pauseOnConnect?: boolean;
  highWaterMark?: number;
}

/** By port, or by the path of a local socket. */
const servers = new Map<number | string, ListeningServer>();
const links = new Map<LinkId, NearEnd>();
let [nextPort, nextLink] = [49_152, 1];

const LOCAL = /^(?:localhost|127(?:\.\d+){3}|::1|::ffff:127\.0\.0\.1|0\.0\.0\.0|::)$/i;

/** Within one machine. */
const latency = (): number => 20 + Math.floor(draw() * 60);

/** A server listens, so the process does not end. */
export function isListening(): boolean {
  return servers.size > 0 || links.size > 0;
}

function failure(code: string, syscall: string, text: string, more: object = {}): Error {
  return Object.assign(new Error(`${syscall} ${code} ${text}`), { code, syscall, ...more });
}

interface Endpoint {
  readonly port?: number | string;
  readonly host?: string;
  readonly path?: string;
}

function endpointOf(args: readonly unknown[]): Endpoint {
  const [first, second] = args;
  if (Array.isArray(first)) return endpointOf(first);
  if (typeof first === 'object' && first !== null) return first;
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { path: first };
  return { port: Number(first ?? 0), ...(typeof second === 'string' ? { host: second } : {}) };
}

/** The two families of addresses have ports of their own. */
function keyOf(port: number, host: string | undefined): number | string {
  return host === '::1' ? `[::1]:${port}` : port;
}

function listen(this: ListeningServer, ...args: unknown[]): ListeningServer {
  const callback = args.find((one) => typeof one === 'function') as (() => void) | undefined;
  const { port, path, host } = endpointOf(args);
  if (callback !== undefined) this.once('listening', callback);
  const wanted = Number(port ?? 0);
  const chosen = wanted === 0 ? nextPort++ : wanted;
  const key = path ?? keyOf(chosen, host);
  if (servers.has(key)) {
    const text = `: address already in use ${host ?? '::'}:${path ?? chosen}`;
    later(0, () =>
      this.emit('error', failure('EADDRINUSE', 'listen', text, { port: chosen, address: host })),
    );
    return this;
  }
  servers.set(key, this);
  const close = (): void => {
    servers.delete(key);
    if (typeof key === 'number') emit({ type: 'unlisten', port: key });
  };
  this._connectionKey = `4:${host ?? '0.0.0.0'}:${key}`;
  this._handle = {
    close,
    ref: () => undefined,
    unref: () => undefined,
    getsockname(out: Partial<AddressInfo>) {
      Object.assign(out, { address: host ?? '127.0.0.1', family: 'IPv4', port: chosen });
      return 0;
    },
  };
  later(0, () => {
    if (servers.get(key) !== this) return;
    this.emit('listening');
    // Node's own watch over slow requests reads a clock that nobody can replace
    if (this.headersTimeout !== undefined) [this.headersTimeout, this.requestTimeout] = [0, 0];
    if (typeof key === 'number') emit({ type: 'listen', port: key });
  });
  return this;
}

/** A server gets a connection; undefined: it has been closed. */
function accepted(server: ListeningServer, far: FarEnd, port: number, remotePort: number): NearEnd {
  const socket = new net.Socket({ allowHalfOpen: server.allowHalfOpen ?? false });
  const near = attach(socket, far, { localPort: port, remotePort });
  server._connections++;
  Object.assign(socket, { server, _server: null });
  server.emit('connection', socket);
  return near;
}

function connect(this: Socket, ...args: unknown[]): Socket {
  const callback = args.findLast((one) => typeof one === 'function') as (() => void) | undefined;
  const listed = Array.isArray(args[0]) ? (args[0] as readonly unknown[]) : args;
  const nested = listed.find((one) => typeof one === 'function') as (() => void) | undefined;
  const { port, host = 'localhost', path } = endpointOf(listed);
  const heard = callback ?? nested;
  if (heard !== undefined) this.once('connect', heard);
  const state = this as { connecting: boolean };
  state.connecting = true;
  if ('encrypted' in this) refuse('an outgoing TLS connection: there is no host but this one');
  const localPort = nextPort++;
  trace(() => `connect ${path ?? `${host}:${String(port)}`}`);
  const key = path ?? keyOf(Number(port), host);
  const arrive = (near: NearEnd): void => {
    state.connecting = false;
    this.emit('connect');
    this.emit('ready');
    void near;
  };
  later(latency(), () => {
    if (this.destroyed) return;
    const server = path === undefined && !LOCAL.test(host) ? undefined : servers.get(key);
    if (path === undefined && !LOCAL.test(host))
      return void this.destroy(failure('ENOTFOUND', 'getaddrinfo', host, { hostname: host }));
    if (server !== undefined) {
      const [setClient, clientsFar, setServer, serversFar] = pairUp(latency);
      const near = attach(this, clientsFar, { localPort, remotePort: Number(port ?? 0) });
      setClient(near);
      setServer(accepted(server, serversFar, Number(port ?? 0), localPort));
      return arrive(near);
    }
    const link = typeof key === 'number' ? dialled(this, key, localPort) : undefined;
    if (link === undefined)
      return void this.destroy(
        failure('ECONNREFUSED', 'connect', `${host}:${key}`, { address: host, port: key }),
      );
    arrive(link);
  });
  return this;
}

function dialled(socket: Socket, port: number, localPort: number): NearEnd | undefined {
  const link = nextLink;
  if (!emit({ type: 'dial', link, port }).ok) return undefined;
  nextLink += 2;
  const near = attach(socket, boundary(link), { localPort, remotePort: port });
  links.set(link, near);
  return near;
}

/** Our side as the far end of a link. */
function boundary(link: LinkId): FarEnd {
  return {
    data: (bytes) => emit({ type: 'data', link, bytes: bytes.toString('base64') }).heldBytes ?? 0,
    end: () => void emit({ type: 'end', link }),
    reset() {
      links.delete(link);
      emit({ type: 'reset', link });
    },
  };
}

/** Something from our side reaches a socket, as an event of its own. */
export function arrived(inbound: Exclude<Inbound, { type: 'signal' | 'keep-compiled' }>): void {
  const { link } = inbound;
  if (inbound.type === 'open') {
    const server = servers.get(inbound.port);
    if (server === undefined) return void emit({ type: 'reset', link });
    links.set(link, accepted(server, boundary(link), inbound.port, 40_000 + link));
    return;
  }
  const near = links.get(link);
  if (near === undefined) return;
  if (inbound.type === 'data') near.push(Buffer.from(inbound.bytes, 'base64'));
  else if (inbound.type === 'end') near.end();
  else if (inbound.type === 'taken') near.taken(inbound.heldBytes);
  else {
    links.delete(link);
    near.reset();
  }
}

type Lookup = (error: Error | null, address?: unknown, family?: number) => void;

function lookUp(
  name: string,
  all: boolean,
): { readonly address: string; readonly family: number } | object[] {
  if (net.isIP(name) !== 0) return answer(name, net.isIP(name), all);
  if (!LOCAL.test(name)) throw failure('ENOTFOUND', 'getaddrinfo', name, { hostname: name });
  return answer('127.0.0.1', 4, all);
}

function answer(
  address: string,
  family: number,
  all: boolean,
): { address: string; family: number } | object[] {
  return all ? [{ address, family }] : { address, family };
}

function lookup(name: string, options: unknown, done?: Lookup): void {
  const reply = (done ?? options) as Lookup;
  const all = typeof options === 'object' && options !== null && (options as { all?: boolean }).all === true;
  later(latency(), () => {
    try {
      const found = lookUp(name, all);
      if (Array.isArray(found)) reply(null, found);
      else reply(null, (found as { address: string }).address, (found as { family: number }).family);
    } catch (error) {
      reply(error as Error);
    }
  });
}

function lookupPromise(name: string, options?: { all?: boolean }): Promise<unknown> {
  return promiseLater(latency(), () => lookUp(name, options?.all === true));
}

export function installNetwork(): void {
  replace(net.Server.prototype, 'listen', listen);
  replace(net.Socket.prototype, 'connect', connect);
  replace(net.Socket.prototype, 'setTimeout', setSocketTimeout);
  replaceAll(dns, { lookup });
  replaceAll(dns.promises, { lookup: lookupPromise });
  for (const name of Object.keys(dns).filter((one) => /^(?:resolve|reverse|lookupService)/.test(one))) {
    const unresolved = (asked: unknown): Error => failure('ENOTFOUND', `query ${name}`, String(asked));
    replaceAll(dns, {
      [name]: (asked: unknown, ...rest: unknown[]) => {
        const done = rest.at(-1) as Lookup;
        later(latency(), () => done(unresolved(asked)));
      },
    });
    replaceAll(dns.promises, {
      [name]: (asked: unknown) =>
        new Promise((_resolve, reject) => later(latency(), () => reject(unresolved(asked)))),
    });
  }
  for (const name of ['bind', 'send', 'connect'])
    replace(dgram.Socket.prototype, name, () => refuse(`dgram.${name}: there are no datagrams`));
}
