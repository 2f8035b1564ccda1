import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { recordsOf } from '../execution/small-context.ts';
import { ProxyBench, type Peer } from './proxy-bench.ts';
import { frame } from './raw-frame.ts';
import { until } from './temporary-folder.ts';

const MIB = 1024 * 1024;

async function bench(echo = true): Promise<{ readonly given: ProxyBench; readonly peer: Peer }> {
  const given = new ProxyBench();
  await given.open(echo);
  return { given, peer: await given.connected() };
}

/** Connection records as `leg event code by`. */
function ends(given: ProxyBench): string[] {
  return recordsOf(given.small.recorder, 'connection').map(({ leg, event, code, by }) =>
    [leg, event, code, by].filter((part) => part !== undefined).join(' '),
  );
}

/** Frames as `frameId from>leg text`. */
function frames(given: ProxyBench): string[] {
  return recordsOf(given.small.recorder, 'frame').map(
    ({ frameId, from, leg, message }) => `${frameId} ${from}>${leg} ${message.text()}`,
  );
}

describe('the fault proxy', () => {
  it('passes everything on, and each frame is legs at both its ends', async () => {
    const { given, peer } = await bench();
    given.say(peer, 'one');
    await until(() => peer.heard.length === 1, 'the echo');
    expect(peer.heard).toEqual(['echo one']);
    expect(frames(given)).toEqual([
      '0 client>client one',
      '0 client>gateway one',
      '1 gateway>gateway echo one',
      '1 gateway>client echo one',
    ]);
    expect(ends(given)).toEqual(['gateway opened', 'client opened']);
  });

  it('pairs very many frames of all sizes, in order', async () => {
    const { given, peer } = await bench();
    const texts = Array.from({ length: 300 }, (_, k) => `${k} ${'x'.repeat((k * 997) % 70_000)}`);
    for (const text of texts) given.say(peer, text);
    await until(() => peer.heard.length === texts.length, 'every echo');
    expect(peer.heard).toEqual(texts.map((text) => `echo ${text}`));
    const sightings = new Map<number, number>();
    for (const { frameId } of recordsOf(given.small.recorder, 'frame'))
      sightings.set(frameId, (sightings.get(frameId) ?? 0) + 1);
    expect(new Set(sightings.values())).toEqual(new Set([2]));
  });

  it('takes the pieces of a fragmented message for one, and hides secrets in it', async () => {
    const { given, peer } = await bench(false);
    const [socket] = given.sockets;
    socket?.send('a se', { fin: false });
    socket?.ping();
    socket?.send('cret', { fin: true });
    await until(() => peer.heard.length === 1, 'the message');
    expect(peer.heard).toEqual(['a ******']);
  });

  it('tells each end of a goodbye, with its code', async () => {
    const { given, peer } = await bench();
    given.sockets[0]?.close(1012, 'service restart');
    await until(() => peer.closed !== undefined, 'the end');
    expect(peer.closed).toBe('1012 service restart');
    expect(ends(given).slice(2)).toEqual(['gateway closed 1012 gateway', 'client closed 1012 gateway']);
  });

  it('tells the gateway of a client that leaves', async () => {
    const { given, peer } = await bench();
    given.time.enter(() => peer.transport.close(1001, 'leaving'));
    await until(() => ends(given).length === 4, 'both ends');
    expect(ends(given).slice(2)).toEqual(['client closed 1001 client', 'gateway closed 1001 client']);
  });

  it('cuts: both ends see 1006, and a new connection works', async () => {
    const { given, peer } = await bench();
    given.cut();
    const [socket] = given.sockets;
    await until(() => peer.closed !== undefined && socket?.readyState === 3, 'both ends');
    expect(peer.closed).toBe('1006');
    expect(ends(given).slice(2)).toEqual(['gateway closed 1006 network', 'client closed 1006 network']);
    expect((await given.connected()).opened).toBe(true);
  });

  it('stalls and bursts: nothing moves, then everything at once and in order', async () => {
    const { given, peer } = await bench();
    given.damage({ held: true });
    for (const text of ['one', 'two', 'three']) given.say(peer, text);
    await until(() => given.effects.includes('held'), 'the effect');
    expect(given.serverHeard).toEqual([]);
    given.damage({ held: false });
    await until(() => peer.heard.length === 3, 'the burst');
    expect(peer.heard).toEqual(['echo one', 'echo two', 'echo three']);
  });

  it('is silent and then cut: nobody is told, and nothing that waited arrives', async () => {
    const { given, peer } = await bench();
    given.damage({ held: true });
    given.sockets[0]?.send('never seen');
    given.say(peer, 'never heard');
    await until(() => frames(given).length === 2, 'both frames to have been sent');
    expect(peer.closed).toBeUndefined();
    given.cut();
    given.damage({ held: false });
    await until(() => peer.closed !== undefined, 'the end');
    expect([peer.heard, given.serverHeard]).toEqual([[], []]);
  });

  it('passes no goodbye on while it is silent', async () => {
    const { given, peer } = await bench();
    given.damage({ held: true });
    given.sockets[0]?.terminate();
    await until(() => ends(given).includes('gateway closed 1006 gateway'), 'the end of one leg');
    expect(peer.closed).toBeUndefined();
    given.damage({ held: false });
    await until(() => peer.closed !== undefined, 'the end of the other');
  });

  it('resets attempts to connect while it is silent, and while it refuses', async () => {
    const { given } = await bench();
    for (const change of [{ held: true }, { held: false, refused: true }]) {
      given.damage(change);
      const peer = given.connect();
      await until(() => peer.closed !== undefined, 'the refusal');
      expect(peer.closed).toBe('1006 connection refused');
    }
    expect(ends(given).filter((end) => end === 'client refused')).toHaveLength(2);
    expect(given.effects).toContain('refused');
    given.damage({ refused: false });
    expect((await given.connected()).opened).toBe(true);
  });

  it('throttles: what is passed on takes its time by the clock of the world', async () => {
    const { given, peer } = await bench(false);
    given.damage({ readBytesPerSecond: 100_000 });
    const { world } = given.small;
    const began = world.now;
    for (let k = 0; k < 10; k++) given.sockets[0]?.send('x'.repeat(1_000));
    await until(() => peer.heard.length === 10, 'all of it');
    // 10 kB at 100 kB a second
    expect(world.now - began).toBeGreaterThanOrEqual(100_000);
    expect(given.effects).toEqual(['unread']);
  });

  it('really stops reading, so that what the server has buffered grows, and reads on', async () => {
    const { given, peer } = await bench(false);
    given.damage({ reading: false });
    const [socket] = given.sockets;
    const text = 'x'.repeat(MIB);
    for (let k = 0; k < 40; k++) socket?.send(text);
    await until(() => given.effects.includes('unread'), 'the effect');
    expect(socket?.bufferedAmount).toBeGreaterThan(20 * MIB);
    expect(peer.heard).toEqual([]);
    given.damage({ reading: true });
    await until(() => peer.heard.length === 40, 'all of it');
    expect(socket?.bufferedAmount).toBe(0);
    expect(new Set(peer.heard.map(({ length }) => length))).toEqual(new Set([MIB]));
  });

  it('lets a client that does not read talk', async () => {
    const { given, peer } = await bench();
    given.damage({ reading: false });
    given.say(peer, 'one');
    await until(() => given.serverHeard.length === 1, 'the message');
    expect(peer.heard).toEqual([]);
  });

  it('delays, and keeps the order also when the delay gets shorter', async () => {
    const { given, peer } = await bench(false);
    given.damage({ extra: 60_000 });
    given.sockets[0]?.send('late');
    await until(() => given.effects.includes('link.latency'), 'the effect');
    given.damage({ extra: 0 });
    given.sockets[0]?.send('behind it');
    await until(() => peer.heard.length === 2, 'both');
    expect(peer.heard).toEqual(['late', 'behind it']);
  });

  it.each(['down', 'up'] as const)(
    'tears inside a frame on its way %s: 1006, and the frame is lost',
    async (way) => {
      const { given, peer } = await bench(false);
      given.damage({ tears: true });
      if (way === 'down') given.sockets[0]?.send('torn '.repeat(100));
      else given.say(peer, 'torn '.repeat(100));
      const [socket] = given.sockets;
      await until(() => peer.closed !== undefined && socket?.readyState === 3, 'both ends');
      expect(peer.closed).toBe('1006');
      expect([peer.heard, given.serverHeard]).toEqual([[], []]);
      expect(given.effects).toContain('torn');
      expect(frames(given)).toHaveLength(1);
    },
  );

  it('breaks when the gateway writes: 1006 at both ends, and the frame is lost', async () => {
    const { given, peer } = await bench(false);
    given.damage({ breaks: true });
    given.sockets[0]?.send('lost');
    const [socket] = given.sockets;
    await until(() => peer.closed !== undefined && socket?.readyState === 3, 'both ends');
    expect(peer.closed).toBe('1006');
    expect(peer.heard).toEqual([]);
    expect(given.effects).toContain('broken');
    expect(frames(given)).toHaveLength(1);
  });

  it('ends a connection on which the client is sent more than it takes, by 1009', async () => {
    const { given } = await bench(false);
    const peer = given.connect(1_000);
    await until(() => peer.opened, 'the connection');
    given.sockets[1]?.send('x'.repeat(1_001));
    await until(() => peer.closed !== undefined, 'the end');
    expect(peer.closed).toBe('1009 max payload size exceeded');
    await until(() => ends(given).length === 6, 'both ends');
    expect(ends(given).slice(4)).toEqual(['client closed 1009 client', 'gateway closed 1009 client']);
  });

  it.each<[string, Buffer]>([
    ['a reserved kind', frame('x', { opcode: 3 })],
    ['a masked frame', frame('x', { masked: true })],
    ['text that is no text', frame(Buffer.from([0xff, 0xfe]))],
  ])('has the client end a connection on which it is sent %s, by 1002', async (_what, bytes) => {
    const { given, peer } = await bench(false);
    const tcp = Reflect.get(given.sockets[0] ?? {}, '_socket') as Socket;
    tcp.write(bytes);
    await until(() => peer.closed !== undefined, 'the end');
    expect(peer.closed).toMatch(/^1002 /);
    expect(ends(given)).toContain('client closed 1002 client');
  });

  it('gives a connection up on which the gateway sets reserved bits, and says so', async () => {
    const { given, peer } = await bench(false);
    const tcp = Reflect.get(given.sockets[0] ?? {}, '_socket') as Socket;
    tcp.write(Buffer.from([0xf1, 0x01, 0x41]));
    await until(() => peer.closed !== undefined, 'the end');
    expect(ends(given).slice(2)).toEqual(['gateway closed 1002 client', 'client closed 1006 client']);
    expect(recordsOf(given.small.recorder, 'log').map(({ text }) => text)).toEqual([
      'the gateway sets reserved bits of a WebSocket frame',
    ]);
  });

  it('reads what a dead process has left, before it is gone for the history', async () => {
    const { given, peer } = await bench(false);
    given.damage({ reading: false });
    for (let k = 0; k < 20; k++) given.sockets[0]?.send('x'.repeat(1_000));
    given.sockets[0]?.terminate();
    await given.proxy.processGone();
    expect(ends(given).at(-1)).toBe('gateway closed 1006 process');
    expect(given.proxy.gateway).toBeUndefined();
    expect(peer.closed).toBeUndefined();
    given.damage({ reading: true });
    await until(() => peer.closed !== undefined, 'the end');
    expect(ends(given).at(-1)).toBe('client closed 1006 process');
  });

  it('refuses while nobody listens', async () => {
    const { given } = await bench();
    given.proxy.gateway = undefined;
    const peer = given.connect();
    await until(() => peer.closed !== undefined, 'the refusal');
    expect(ends(given).at(-1)).toBe('client refused');
  });
});

describe('a gateway that speaks no WebSocket', () => {
  /** Answers a well-made handshake with these bytes. */
  async function answering(bytes: Buffer): Promise<{ readonly given: ProxyBench; readonly peer: Peer }> {
    const { given } = await bench();
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(bytes));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    given.proxy.gateway = { host: '127.0.0.1', port: (server.address() as AddressInfo).port, secure: false };
    const peer = given.connect();
    await until(() => peer.closed !== undefined, 'the end');
    return { given, peer };
  }

  it.each<[string, Buffer]>([
    ['no HTTP', Buffer.from('220 mail.example ESMTP\r\n')],
    ['another status', Buffer.from('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')],
    ['a frame before the head', frame('hello')],
  ])('is refused to the client: %s', async (_what, bytes) => {
    const { given, peer } = await answering(bytes);
    expect(peer.closed).toBe('1006 connection refused');
    expect(ends(given).at(-1)).toBe('client refused');
  });
});
