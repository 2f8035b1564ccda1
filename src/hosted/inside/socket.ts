/**
 * A socket without a kernel: makes an instance of net.Socket speak to a far end that we hold. What is written goes
 * there at once; as long as the far end holds a part of it back, the socket counts that as buffered, and drains when
 * it is taken. Must not know where the far end is.
 */
import type { Socket } from 'node:net';
import { clearTimer, setTimer } from './time.ts';
import { later } from './life.ts';

/** Who is behind a socket. */
export interface FarEnd {
  /** Gives how much of all that was written it holds back; `taken` will say when that is less. */
  data(bytes: Buffer): number;
  end(): void;
  reset(): void;
}

/** The socket as its far end has it. */
export interface NearEnd {
  readonly socket: Socket;
  push(bytes: Buffer): void;
  end(): void;
  reset(): void;
  /** So much is still held back. */
  taken(heldBytes: number): void;
}

export interface Addresses {
  readonly localPort: number;
  readonly remotePort: number;
}

interface SocketInside {
  _read: () => void;
  _write: (chunk: Buffer | string, encoding: BufferEncoding, done: () => void) => void;
  _writev:
    | ((chunks: readonly { chunk: Buffer | string; encoding: BufferEncoding }[], done: () => void) => void)
    | null;
  _final: (done: () => void) => void;
  _destroy: (error: Error | null, done: (error: Error | null) => void) => void;
}

const LOOPBACK = '127.0.0.1';

/** Socket timeouts, by socket. */
const idle = new WeakMap<Socket, { ms: number; timer: object | undefined }>();

export function attach(socket: Socket, far: FarEnd, addresses: Addresses): NearEnd {
  const inside = socket as unknown as SocketInside;
  let [bytesRead, bytesWritten] = [0, 0];
  let [farEnded, gone] = [false, false];
  const hold = countHeld(socket);
  const write = (bytes: Buffer, done: () => void): void => {
    stir(socket);
    bytesWritten += bytes.length;
    if (!gone) hold(far.data(bytes));
    done();
  };
  inside._read = () => undefined;
  inside._write = (chunk, encoding, done) =>
    write(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk, done);
  inside._writev = (chunks, done) =>
    write(
      Buffer.concat(
        chunks.map(({ chunk, encoding }) =>
          typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk,
        ),
      ),
      done,
    );
  inside._final = (done) => {
    if (!gone) far.end();
    done();
  };
  inside._destroy = (error, done) => {
    stop(socket);
    // both directions ended in good order: there is nothing to cut
    if (!gone && !(farEnded && socket.writableFinished)) far.reset();
    gone = true;
    const server = (socket as { server?: { _connections: number; _emitCloseIfDrained(): void } }).server;
    done(error);
    // net.Socket has its streams say nothing: it tells of its end itself
    process.nextTick(() => socket.emit('close', error !== null));
    if (server === undefined) return;
    server._connections--;
    server._emitCloseIfDrained();
  };
  const facts: Record<string, () => unknown> = {
    bytesRead: () => bytesRead,
    bytesWritten: () => bytesWritten,
    remoteAddress: () => (gone ? undefined : LOOPBACK),
    remoteFamily: () => (gone ? undefined : 'IPv4'),
    remotePort: () => (gone ? undefined : addresses.remotePort),
    localAddress: () => LOOPBACK,
    localFamily: () => 'IPv4',
    localPort: () => addresses.localPort,
  };
  for (const [name, get] of Object.entries(facts))
    Object.defineProperty(socket, name, { get, configurable: true, enumerable: false });
  const same = (): Socket => socket;
  Object.assign(socket, {
    setNoDelay: same,
    setKeepAlive: same,
    ref: same,
    unref: same,
    address: () => ({ address: LOOPBACK, family: 'IPv4', port: addresses.localPort }),
    resetAndDestroy: () => socket.destroy(),
  });
  return {
    socket,
    push(bytes) {
      if (gone || farEnded) return;
      stir(socket);
      bytesRead += bytes.length;
      socket.push(bytes);
    },
    end() {
      if (gone || farEnded) return;
      farEnded = true;
      socket.push(null);
      // as libuv does: who does not read learns of the end all the same
      if (socket.readableLength === 0) socket.resume();
    },
    reset() {
      if (gone) return;
      gone = true;
      socket.destroy(
        Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104, syscall: 'read' }),
      );
    },
    taken: hold,
  };
}

interface WritableState {
  length: number;
  needDrain: boolean;
  readonly ending: boolean;
}

/** Has a socket count what its far end holds back as its own, but for one that has said its last. */
function countHeld(socket: Socket): (heldBytes: number) => void {
  const state = (socket as unknown as { _writableState: WritableState })._writableState;
  let [own, held] = [state.length, 0];
  const counted = (): number => (state.ending ? 0 : held);
  Object.defineProperty(state, 'length', {
    get: () => own + counted(),
    set: (value: number) => {
      own = value - counted();
    },
    configurable: true,
  });
  return (heldBytes) => {
    held = heldBytes;
    if (held > 0 || own > 0 || !state.needDrain || socket.destroyed) return;
    state.needDrain = false;
    socket.emit('drain');
  };
}

/** `socket.setTimeout` on our clock. */
export function setSocketTimeout(this: Socket, ms: number, callback?: () => void): Socket {
  stop(this);
  idle.delete(this);
  replaceTimeout(this, ms);
  if (callback !== undefined) {
    if (ms === 0) this.removeListener('timeout', callback);
    else this.once('timeout', callback);
  }
  if (ms > 0) {
    idle.set(this, { ms, timer: undefined });
    stir(this);
  }
  return this;
}

function replaceTimeout(socket: Socket, timeout: number): void {
  (socket as { timeout?: number }).timeout = timeout;
}

/** Something happens on the socket: it is not idle. */
function stir(socket: Socket): void {
  const waits = idle.get(socket);
  if (waits === undefined) return;
  clearTimer(waits.timer);
  waits.timer = setTimer(() => socket.emit('timeout'), waits.ms).unref();
}

function stop(socket: Socket): void {
  const waits = idle.get(socket);
  if (waits !== undefined) clearTimer(waits.timer);
}

/** Two ends inside one process, each reached after `delay` microseconds. */
export function pairUp(
  delay: () => number,
): readonly [(near: NearEnd) => void, FarEnd, (near: NearEnd) => void, FarEnd] {
  const ends: [NearEnd | undefined, NearEnd | undefined] = [undefined, undefined];
  const farOf = (to: 0 | 1): FarEnd => {
    const pass = (what: (near: NearEnd) => void): void => {
      later(delay(), () => {
        const near = ends[to];
        if (near !== undefined) what(near);
      });
    };
    return {
      data(bytes) {
        const copy = Buffer.from(bytes);
        pass((near) => near.push(copy));
        return 0;
      },
      end: () => pass((near) => near.end()),
      reset: () => pass((near) => near.reset()),
    };
  };
  return [(near) => (ends[0] = near), farOf(1), (near) => (ends[1] = near), farOf(0)];
}
