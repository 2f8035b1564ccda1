import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Bench, until, type Peer } from './served-bench.ts';

const bench = new Bench();
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await bench.end();
});

/** Whatever went before, somebody else is served. */
async function stillServes(url: string): Promise<void> {
  const peer = await bench.greeted(url);
  expect(await peer.history()).toEqual([]);
}

/** Speaks TCP to the gateway; answers what came back until the end. */
async function raw(url: string, bytes: string | Buffer): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  sockets.push(socket);
  let text = '';
  let over = false;
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => {});
  socket.on('close', () => (over = true));
  socket.write(bytes);
  await until(() => over, 'the end of the connection');
  return text;
}

const UPGRADE =
  'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

describe('a served gateway, against whoever means ill', () => {
  it('refuses what is no WebSocket', async () => {
    const { url } = await bench.serve();
    expect(await raw(url, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 426 /,
    );
    expect(await raw(url, '\u0000\u0001 nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(url, UPGRADE.replace('13', '99'))).toMatch(/^HTTP\/1\.1 4\d\d /);
    await stillServes(url);
  });

  it('closes a connection that breaks the protocol of frames', async () => {
    const { url } = await bench.serve();
    const frames = {
      'not masked': [0x81, 0x02, 0x68, 0x69],
      'a reserved bit': [0xc1, 0x80, 0, 0, 0, 0],
      'an unknown opcode': [0x83, 0x80, 0, 0, 0, 0],
      'a long ping': [0x89, 0xfe, 0x01, 0x00, 0, 0, 0, 0],
      'a length beyond all limits': [0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0],
      'bytes that are no UTF-8': [0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28],
    };
    for (const [what, frame] of Object.entries(frames)) {
      const socket = raw(url, Buffer.concat([Buffer.from(UPGRADE), Buffer.from(frame)]));
      // behind the challenge comes a close frame
      expect(await socket, what).toMatch(/^HTTP\/1\.1 101 [\s\S]*\x88/);
    }
    await stillServes(url);
  });

  it('closes a connection whose first message is no connect', async () => {
    const { url } = await bench.serve();
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    for (const text of [
      '',
      'hello',
      '{}',
      'null',
      deep,
      '{"type":"req"}',
      '{"type":"req","id":"1","method":"chat.send"}',
    ]) {
      const peer = bench.peer(url);
      await peer.event('connect.challenge');
      peer.ws.send(text);
      expect(await peer.gone(), text.slice(0, 20)).toBe(1008);
    }
    await stillServes(url);
  });

  it('takes text in a binary message for what it says', async () => {
    const { url } = await bench.serve();
    const peer = await bench.greeted(url);
    peer.ws.send(Buffer.from('{"type":"req","id":"b","method":"sessions.list"}'), { binary: true });
    await peer.frame(({ id, ok }) => id === 'b' && ok === true, 'the answer');
  });

  it('outlives odd requests of somebody it has greeted', async () => {
    const { url } = await bench.serve();
    const peer = await bench.greeted(url);
    const odd: readonly (readonly [string, unknown])[] = [
      ['__proto__', {}],
      ['constructor', {}],
      ['chat.send', { sessionKey: {}, message: 1, idempotencyKey: null }],
      ['chat.send', []],
      ['chat.history', { sessionKey: 'main', limit: -1e308 }],
      ['sessions.archives.read', { archive: '../../../../etc/passwd' }],
      ['chat.abort', { sessionKey: '__proto__' }],
    ];
    for (const [method, params] of odd) await peer.request(method, params as object);
    for (const text of ['', '{', '[]', '{"type":"event","event":"x"}', '{"type":"res","id":"1","ok":true}'])
      peer.ws.send(text);
    const session = `agent:main:${'../'.repeat(50)}\u0000é`;
    await peer.request('chat.send', { sessionKey: session, message: '\ud800', idempotencyKey: '../../k' });
    await peer.event('chat', ({ state, runId }) => state === 'final' && runId === '../../k');
    await stillServes(url);
  });

  it('outlives a crowd that connects and vanishes', async () => {
    const { served, url } = await bench.serve();
    const crowd: Peer[] = Array.from({ length: 100 }, () => bench.peer(url));
    for (const peer of crowd) await peer.event('connect.challenge');
    for (const peer of crowd) peer.drop();
    await until(() => served.connections.length === 0, 'the end of the crowd');
    await stillServes(url);
  });

  it('closes a connection that says nothing', async () => {
    const { url } = await bench.serve({ limits: { handshakeTimeoutMs: 20 } });
    expect(await bench.peer(url).gone()).toBe(1000);
  });
});
