/**
 * A target that means no good, in one way of a list: `node target.mjs WAY PORT PIDS`. Writes the ids of its processes
 * into the folder PIDS, so that a test can look whether they are gone.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';

const [way = '', port = '', pids = ''] = process.argv.slice(2);
writeFileSync(join(pids, String(process.pid)), port);

const LOOPBACK = '127.0.0.1';
const MIB = 1024 * 1024;

type ClientFrame = {
  readonly id: string;
  readonly method: string;
  readonly params: { readonly idempotencyKey?: string; readonly scopes?: readonly string[] };
};

function listenTcp(onSocket: (socket: Socket) => void): void {
  createServer((socket) => {
    socket.on('error', () => {});
    onSocket(socket);
  }).listen(Number(port), LOOPBACK);
}

/** `tcp` is what lies below the WebSocket. */
function listenWs(onSocket: (socket: WebSocket, tcp: Socket) => void): void {
  const server = new WebSocketServer({ port: Number(port), host: LOOPBACK, perMessageDeflate: false });
  server.on('connection', (socket, request) => {
    socket.on('error', () => {});
    onSocket(socket, request.socket);
  });
}

/** Speaks well enough for a hello, and then says yes to everything. */
function polite(afterHello: (socket: WebSocket, tcp: Socket) => void = () => {}): void {
  listenWs((socket, tcp) => {
    const say = (frame: object): void => socket.send(JSON.stringify(frame));
    const answer = (id: string, payload: object): void => say({ type: 'res', id, ok: true, payload });
    say({ type: 'event', event: 'connect.challenge', payload: { nonce: 'n', ts: 1 } });
    socket.on('message', (data) => {
      const { id, method, params } = JSON.parse((data as Buffer).toString('utf8')) as ClientFrame;
      if (method === 'chat.send') return answer(id, { runId: params.idempotencyKey, status: 'ok' });
      if (method !== 'connect') return answer(id, {});
      answer(id, {
        type: 'hello-ok',
        protocol: 4,
        server: { version: 'hostile-1', connId: 'c' },
        features: { methods: ['connect', 'chat.send'], events: [] },
        snapshot: {},
        auth: { role: 'operator', scopes: params.scopes },
        policy: { maxPayload: 25 * MIB, maxBufferedBytes: 50 * MIB, tickIntervalMs: 30_000 },
      });
      afterHello(socket, tcp);
    });
  });
}

/** Sends `text` again and again, as fast as it is taken. */
function flood(socket: WebSocket, text: string): void {
  if (socket.readyState === 1) socket.send(text, () => setImmediate(() => flood(socket, text)));
}

function event(bytes: number): string {
  return JSON.stringify({ type: 'event', event: 'noise', payload: { text: 'x'.repeat(bytes) } });
}

function print(text: string): void {
  while (process.stdout.write(text));
  process.stdout.once('drain', () => print(text));
}

function endlessHead(socket: Socket): void {
  if (socket.writable) socket.write(`X-Pad: ${'x'.repeat(8_000)}\r\n`, () => endlessHead(socket));
}

const WAYS: Readonly<Record<string, () => void>> = {
  'closes at once': () => listenTcp((socket) => socket.destroy()),
  'accepts and is silent': () => listenTcp(() => {}),
  'accepts WebSockets and is silent': () => listenWs(() => {}),
  'speaks no HTTP': () => listenTcp((socket) => socket.write('220 mail.example ESMTP\r\n')),
  'sends an endless head': () =>
    listenTcp((socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n');
      endlessHead(socket);
    }),
  'is a web page': () => {
    createHttpServer((_request, response) => response.end('<h1>hello</h1>')).listen(Number(port), LOOPBACK);
  },
  'sends garbage frames': () => listenWs((_socket, tcp) => tcp.write(Buffer.from('f3ff0102030405', 'hex'))),
  'sends garbage text': () => listenWs((socket) => flood(socket, 'this is no JSON')),
  'floods before hello': () => listenWs((socket) => flood(socket, event(10))),
  'sends 100 MiB before hello': () => listenWs((socket) => socket.send('x'.repeat(100 * MIB))),
  'dies in the handshake': () => listenTcp(() => process.exit(7)),
  'exits before it listens': () => {
    process.stderr.write('no configuration found\n', () => process.exit(3));
  },
  'says goodbye to every hello': () => polite((socket) => socket.close(1000)),
  'sends 100 MiB': () => polite((socket) => socket.send(event(100 * MIB))),
  'sends garbage frames after hello': () =>
    polite((_socket, tcp) => tcp.write(Buffer.from('f3ff01020304', 'hex'))),
  'sends bad frames after hello': () =>
    polite((_socket, tcp) => tcp.write(Buffer.from('830568656c6c6f', 'hex'))),
  'sends garbage text after hello': () => polite((socket) => socket.send('this is no JSON')),
  'falls silent after hello': () => polite((socket) => socket.removeAllListeners('message')),
  'dies after every hello': () => polite(() => setTimeout(() => process.exit(9), 50)),
  floods: () => polite((socket) => flood(socket, event(64 * 1024))),
  'prints lines without end': () => {
    polite();
    print('still here\n'.repeat(1_000));
  },
  'prints without a line break': () => {
    polite();
    print('x'.repeat(100_000));
  },
  'ignores SIGTERM': () => {
    process.on('SIGTERM', () => {});
    polite();
  },
  'leaves a process behind': () => {
    const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    writeFileSync(join(pids, String(left.pid)), '');
    polite();
  },
};

WAYS[way]?.();
