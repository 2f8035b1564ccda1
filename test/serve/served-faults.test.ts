import { afterEach, describe, expect, it } from 'vitest';
import type { ServedFault } from '../../src/serve/fault-sequence.ts';
import { startFaults } from '../../src/serve/served-faults.ts';
import { Bench, until, type Changes } from './served-bench.ts';

const bench = new Bench();
const ends: (() => void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) end();
  await bench.end();
});

const LONG = 86_400_000;

/** Serves a gateway and makes one fault happen to it when asked. */
async function faulted(changes: Changes = {}): Promise<{
  url: string;
  lines: string[];
  strike: (fault: ServedFault) => Promise<string>;
}> {
  const { served, url } = await bench.serve(changes);
  const lines: string[] = [];
  const strike = async (fault: ServedFault): Promise<string> => {
    const count = lines.length;
    ends.push(
      startFaults(
        (function* (): Generator<ServedFault, never> {
          yield fault;
          for (;;) yield { type: 'reset', atMs: LONG };
        })(),
        {
          served,
          mainSession: 'agent:main:main',
          maxPayloadBytes: changes.limits?.maxPayloadBytes ?? 0,
          runtime: bench.runtime,
          say: (line) => lines.push(line),
        },
      ),
    );
    await until(() => lines.length > count, 'the line of the fault');
    return lines.at(-1) ?? '';
  };
  return { url, lines, strike };
}

describe('a fault of the served world', () => {
  it('cuts one connection, chosen by its number', async () => {
    const { url, strike } = await faulted();
    const peers = [await bench.greeted(url), await bench.greeted(url), await bench.greeted(url)];
    expect(await strike({ type: 'cut', atMs: 1, pick: 4 })).toBe('fault 0.001 s  cut (connection 2)');
    expect(await peers[1]?.gone()).toBe(1006);
    await peers[0]?.history();
    await peers[2]?.history();
  });

  it('finds nobody where nobody is', async () => {
    const { strike } = await faulted();
    expect(await strike({ type: 'cut', atMs: 0, pick: 7 })).toMatch(/nobody is connected/);
    expect(await strike({ type: 'stall', atMs: 0, pick: 7, forMs: 1 })).toMatch(/nobody is connected/);
  });

  it('stalls a connection and then lets everything come', async () => {
    const { url, strike } = await faulted();
    const peer = await bench.greeted(url);
    await strike({ type: 'stall', atMs: 0, pick: 0, forMs: 100 });
    expect(await peer.history()).toEqual([]);
  });

  it('restarts the gateway, which says goodbye and is back', async () => {
    const urls: string[] = [];
    const { url, strike } = await faulted({ onListening: (at) => urls.push(at) });
    const peer = await bench.greeted(url);
    await peer.send('keep me', 'k1');
    expect(await strike({ type: 'restart', atMs: 0, downMs: 5 })).toMatch(/down for 5 ms \(1 connection\)/);
    await peer.event('shutdown');
    expect(await peer.gone()).toBe(1012);
    await until(() => urls.length === 2, 'the next life');
    expect(await (await bench.greeted(url)).history()).toContain('user: keep me');
  });

  it('resets the main session as somebody else would', async () => {
    const { url, strike } = await faulted();
    expect(await strike({ type: 'reset', atMs: 0 })).toMatch(/refused: /);
    const peer = await bench.greeted(url);
    await peer.ask('sessions.subscribe', {});
    await peer.send('soon gone', 'k1');
    await peer.event('chat', ({ state }) => state === 'final');
    expect(await strike({ type: 'reset', atMs: 0 })).toMatch(/\(done\)$/);
    await peer.event('sessions.changed', ({ reason }) => reason === 'reset');
    expect(await peer.history()).toEqual([]);
  });

  it('says that a gateway which is down cannot be reset', async () => {
    const { strike } = await faulted({
      gateway: { name: 'deaf', boot: (host) => host.listen(() => ({ onMessage() {}, onClose() {} })) },
    });
    await strike({ type: 'restart', atMs: 0, downMs: LONG });
    expect(await strike({ type: 'reset', atMs: 0 })).toMatch(/the gateway is down/);
    expect(await strike({ type: 'restart', atMs: 0, downMs: 1 })).toMatch(/already down/);
  });

  it('makes a tool result too large for an event', async () => {
    const { url, strike } = await faulted({ limits: { maxPayloadBytes: 20_000 } });
    const peer = await bench.greeted(url);
    await peer.ask('sessions.subscribe', {});
    await strike({ type: 'large-result', atMs: 0, overBytes: 10 });
    await peer.send('go on', 'k1');
    await peer.event('chat', ({ state }) => state === 'final');
    const tool = await peer.event('agent', ({ stream, data }) => {
      return stream === 'tool' && JSON.stringify(data).includes('xxxx');
    });
    expect(JSON.stringify(tool).length).toBeLessThanOrEqual(20_000);
  });
});
