import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Gateway, ServerSocket } from '../../src/gateway/port.ts';
import { awaits } from '../../src/gateway/good/awaits/gateway.ts';
import { InputError } from '../../src/input/problem.ts';
import { Message } from '../../src/protocol/message.ts';
import { Bench, until, type Changes } from './served-bench.ts';

const bench = new Bench();
afterEach(() => bench.end());

/** A gateway that only keeps what happens to its sockets. */
function recording(): { gateway: Gateway; sockets: ServerSocket[]; told: string[] } {
  const sockets: ServerSocket[] = [];
  const told: string[] = [];
  const gateway: Gateway = {
    name: 'recording',
    boot(host) {
      host.listen((socket) => {
        sockets.push(socket);
        const n = sockets.length;
        return {
          onMessage: (message) => told.push(`${n}: ${message.bytes} ${message.text().slice(0, 20)}`),
          onClose: (code, reason) => told.push(`${n}: closed ${code} ${reason}`),
        };
      });
    },
  };
  return { gateway, sockets, told };
}

/** How a connection attempt ends. */
function attempt(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    socket.on('connect', () => {
      socket.destroy();
      resolve('accepted');
    });
  });
}

describe('a served gateway', () => {
  for (const gateway of [undefined, awaits])
    it(`greets, accepts, streams, settles and remembers (${gateway?.name ?? 'reference'})`, async () => {
      const { url } = await bench.serve(gateway === undefined ? {} : { gateway });
      const alice = await bench.greeted(url);
      await alice.ask('sessions.subscribe', {});
      expect(await alice.send('tell me everything', 'k1')).toEqual({ runId: 'k1', status: 'started' });
      const final = await alice.event('chat', ({ state }) => state === 'final');
      expect(JSON.stringify(final)).toContain('tell me everything');
      expect(alice.frames.some((frame) => frame['event'] === 'agent')).toBe(true);
      const texts = (await alice.history()).filter((line) => !line.startsWith('tool'));
      expect(texts).toHaveLength(2);
      expect(texts[0]).toBe('user: tell me everything');
    });

  it('numbers the events of each connection from 1 without a gap', async () => {
    const { url } = await bench.serve();
    const peers = [await bench.greeted(url), await bench.greeted(url)];
    for (const peer of peers) await peer.ask('sessions.subscribe', {});
    await peers[0]?.send('hello', 'k1');
    for (const peer of peers) {
      await peer.event('chat', ({ state }) => state === 'final');
      const seqs = peer.frames.flatMap(({ seq }) => (typeof seq === 'number' ? [seq] : []));
      expect(seqs).toEqual(seqs.map((_seq, k) => k + 1));
    }
  });

  it('refuses a wrong token with 1008', async () => {
    const { url } = await bench.serve();
    const peer = bench.peer(url);
    expect(await peer.connect('wrong')).toMatchObject({ ok: false });
    expect(await peer.gone()).toBe(1008);
  });

  it('keeps what it acknowledged over a restart, on the same port', async () => {
    const urls: string[] = [];
    const { served, url } = await bench.serve({ onListening: (at) => urls.push(at) });
    const before = await bench.greeted(url);
    await before.send('remember this', 'k1');
    expect(served.restart(1)).toBe(true);
    expect(served.restart(1), 'while it stops').toBe(false);
    await before.event('shutdown');
    expect(await before.gone()).toBe(1012);
    await until(() => urls.length === 2, 'the second life');
    expect(urls[1]).toBe(urls[0]);
    const after = await bench.greeted(url);
    expect(await after.history()).toContain('user: remember this');
    expect(await after.send('remember this', 'k1')).not.toMatchObject({ status: 'started' });
  });

  it('holds no more of a session than its limit, however much is said', async () => {
    const { url } = await bench.serve({ rules: { compactAboveEntries: 10 } });
    const peer = await bench.greeted(url);
    for (let k = 1; k <= 20; k++) {
      await peer.send(`message ${k}`, `k${k}`);
      await peer.event('chat', ({ state, runId }) => state === 'final' && runId === `k${k}`);
    }
    const history = await peer.history();
    expect(history.length).toBeLessThanOrEqual(12);
    expect(history.at(-1)).toContain('message 20');
  });

  it('refuses connections while no life listens', async () => {
    const { served, url } = await bench.serve();
    served.restart(60_000);
    const port = Number(new URL(url).port);
    let answer = '';
    // until the last life has exited, connections are accepted and then cut
    while (answer !== 'ECONNREFUSED') answer = await attempt(port);
  });

  it('sheds a reader that does not read', async () => {
    const limits = { maxPayloadBytes: 1024 * 1024, maxBufferedBytes: 256 * 1024 };
    const { url } = await bench.serve({ limits });
    const slow = await bench.greeted(url);
    const alice = await bench.greeted(url);
    await slow.ask('sessions.messages.subscribe', { key: 'agent:main:main' });
    slow.ws.pause();
    const isShed = (): boolean => bench.log.some((line) => line.includes('1008 slow consumer'));
    for (let k = 0; k < 40 && !isShed(); k++) {
      bench.runtime.enlargeNext(900 * 1024);
      await alice.send('more', `k${k}`);
      await alice.event('chat', ({ state, runId }) => state === 'final' && runId === `k${k}`);
    }
    await until(isShed, 'the shedding');
    slow.ws.resume();
    // the close frame reaches it only if it read in time
    expect([1006, 1008]).toContain(await slow.gone());
    expect(await alice.history()).not.toEqual([]);
  });
});

describe('a served connection', () => {
  it('is closed with 1009 by a message above its limit, which the gateway never sees', async () => {
    const { gateway, sockets, told } = recording();
    const { url } = await bench.serve({
      gateway,
      limits: { preHelloPayloadBytes: 1000, maxPayloadBytes: 5000 },
    });
    const sizes = [
      [1000, 1001],
      [5000, 5001],
    ] as const;
    for (const [k, [fits, above]] of sizes.entries()) {
      const peer = bench.peer(url);
      await until(() => sockets.length === k + 1 && peer.ws.readyState === 1, 'the connection');
      if (k === 1) sockets[k]?.setMaxPayload(5000);
      peer.ws.send('x'.repeat(fits));
      peer.ws.send('x'.repeat(above));
      peer.ws.send('after');
      expect(await peer.gone()).toBe(1009);
    }
    await until(() => told.length === 4, 'both ends');
    expect(told).toEqual([
      `1: 1000 ${'x'.repeat(20)}`,
      '1: closed 1009 ',
      `2: 5000 ${'x'.repeat(20)}`,
      '2: closed 1009 ',
    ]);
  });

  it('counts a message in bytes, not in characters', async () => {
    const { gateway, told } = recording();
    const { url } = await bench.serve({ gateway, limits: { preHelloPayloadBytes: 1000 } });
    const peer = bench.peer(url);
    await until(() => peer.ws.readyState === 1, 'the connection');
    peer.ws.send('é'.repeat(500));
    peer.ws.send(`é${'x'.repeat(999)}`);
    expect(await peer.gone()).toBe(1009);
    expect(told[0]).toMatch(/^1: 1000 é/);
  });

  it('tells the gateway how it ended, whoever ended it', async () => {
    const { gateway, sockets, told } = recording();
    const { url } = await bench.serve({ gateway });
    const ends: readonly ((peer: ReturnType<typeof bench.peer>, socket: ServerSocket) => void)[] = [
      (peer) => peer.ws.close(1001, 'going'),
      (peer) => peer.ws.terminate(),
      (_peer, socket) => socket.close(1012, 'restart'),
      (_peer, socket) => socket.terminate(),
      (_peer, socket) => socket.close(4000, 'é'.repeat(200)),
    ];
    for (const [k, end] of ends.entries()) {
      const peer = bench.peer(url);
      await until(() => peer.ws.readyState === 1 && sockets.length === k + 1, 'the connection');
      end(peer, sockets[k] as ServerSocket);
      await until(() => told.length === k + 1 && peer.closed !== undefined, 'its end');
    }
    expect(told).toEqual([
      '1: closed 1001 going',
      '2: closed 1006 ',
      '3: closed 1012 restart',
      '4: closed 1006 ',
      `5: closed 4000 ${'é'.repeat(61)}`,
    ]);
  });

  it('sends what was queued before a close, nothing after it, and closes once', async () => {
    const { gateway, sockets } = recording();
    const { url } = await bench.serve({ gateway });
    const peer = bench.peer(url);
    await until(() => sockets.length === 1, 'the connection');
    const socket = sockets[0] as ServerSocket;
    socket.send(Message.ofText('{"n":1}'));
    socket.close(1000, 'done');
    socket.send(Message.ofText('{"n":2}'));
    socket.close(1008, 'again');
    expect(await peer.gone()).toBe(1000);
    expect(peer.frames).toEqual([{ n: 1 }]);
  });

  it('holds everything while it is stalled, counts it as buffered, and lets it go at once', async () => {
    const { gateway, sockets, told } = recording();
    const { served, url } = await bench.serve({ gateway });
    const peer = bench.peer(url);
    await until(() => peer.ws.readyState === 1 && sockets.length === 1, 'the connection');
    const [connection] = served.connections;
    connection?.hold();
    const socket = sockets[0] as ServerSocket;
    for (let n = 0; n < 3; n++) socket.send(Message.ofText(`{"n":${n}}`));
    expect(socket.bufferedBytes).toBe(21);
    peer.ws.send('up');
    socket.close(1000, 'done');
    connection?.release();
    expect(await peer.gone()).toBe(1000);
    expect(peer.frames).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
    expect(told.at(-1)).toBe('1: closed 1000 done');
  });

  it('is cut by a reset without a close frame', async () => {
    const { gateway, told } = recording();
    const { served, url } = await bench.serve({ gateway });
    const peer = bench.peer(url);
    await until(() => peer.ws.readyState === 1 && served.connections.length === 1, 'the connection');
    served.connections[0]?.reset();
    expect(await peer.gone()).toBe(1006);
    await until(() => told.length === 1, 'its end');
    expect(told).toEqual(['1: closed 1006 ']);
    expect(served.connections).toEqual([]);
  });
});

/** A gateway that does one thing at boot. */
function doing(boot: Gateway['boot']): Changes {
  return { gateway: { name: 'doing', boot } };
}

describe('the end of a served gateway', () => {
  it('is told once it exits by itself', async () => {
    const { served } = await bench.serve(
      doing((host) => {
        host.listen(() => ({ onMessage: () => {}, onClose: () => {} }));
        host.timers.set(20_000, () => host.exit());
      }),
    );
    expect(await served.ended).toEqual({ type: 'exited' });
  });

  it('comes at once where nobody minds the stop signal', async () => {
    const { served } = await bench.serve(
      doing((host) => host.listen(() => ({ onMessage: () => {}, onClose: () => {} }))),
    );
    served.stop();
    expect(await served.ended).toEqual({ type: 'exited' });
  });

  it('is late when the gateway does not exit after the stop signal', async () => {
    const { served } = await bench.serve({
      graceMs: 20,
      ...doing((host) => {
        host.onStop(() => {});
        host.listen(() => ({ onMessage: () => {}, onClose: () => {} }));
      }),
    });
    served.stop();
    expect(await served.ended).toEqual({ type: 'late' });
  });

  it('is a failure when the gateway throws, and nothing reaches it afterwards', async () => {
    const told: string[] = [];
    const { served, url } = await bench.serve(
      doing((host) => {
        host.listen(() => ({
          onMessage: () => {
            host.timers.set(0, () => told.push('timer'));
            host.disk.append('a', 'x', () => told.push('disk'));
            throw new RangeError('too much');
          },
          onClose: () => told.push('close'),
        }));
      }),
    );
    const peer = bench.peer(url);
    await until(() => peer.ws.readyState === 1, 'the connection');
    peer.ws.send('{}');
    expect(await served.ended).toMatchObject({ type: 'failed', thrown: { message: 'too much' } });
    expect(await peer.gone()).toBe(1006);
    expect(told).toEqual([]);
  });

  it('is a failure when something is thrown that no callback caught', async () => {
    const { served } = await bench.serve();
    served.uncaught(new Error('a rejection'));
    expect(await served.ended).toMatchObject({ type: 'failed', thrown: { message: 'a rejection' } });
  });

  it('names the port that is in use', async () => {
    const { url } = await bench.serve();
    const port = Number(new URL(url).port);
    await expect(bench.serve({ port })).rejects.toThrow(new InputError(`port ${port} is in use`));
  });
});
