/** The official client library against a served gateway. It asks for a newer Node than Gauntlet, and may not load. */
import { afterEach, describe, expect, it } from 'vitest';
import type * as gatewayClient from '@openclaw/gateway-client';
import { messageOf } from '../../src/input/problem.ts';
import { REAL_LIMITS } from '../../src/protocol/limits.ts';
import { faultSequence, SERVED_FAULTS } from '../../src/serve/fault-sequence.ts';
import { startFaults } from '../../src/serve/served-faults.ts';
import { Bench, TOKEN, until } from './served-bench.ts';

const SLOW_MS = 30_000;

type Library = typeof gatewayClient;
type GatewayClient = gatewayClient.GatewayClient;
let library: Library | undefined;
let unloadable = '';
try {
  library = await import('@openclaw/gateway-client');
} catch (thrown) {
  unloadable = ` (it cannot be loaded on Node ${process.versions.node}: ${messageOf(thrown).split('\n', 1)[0] ?? ''})`;
}

const bench = new Bench();
const clients: GatewayClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.stop();
  await bench.end();
});

type Payload = Readonly<Record<string, unknown>>;

/** A client that subscribes again whenever it is greeted, as the library's contract asks. */
class Official {
  readonly events: { readonly event: string; readonly payload: Payload; readonly seq: number | undefined }[] =
    [];
  readonly closes: number[] = [];
  readonly problems: string[] = [];
  /** Greetings whose subscriptions are through. */
  ready = 0;
  readonly client: GatewayClient;

  constructor({ GatewayClient: Client }: Library, url: string) {
    this.client = new Client({
      url,
      token: TOKEN,
      minProtocol: 4,
      maxProtocol: 4,
      onHelloOk: () => void this.#subscribe(),
      onEvent: ({ event, payload, seq }) =>
        this.events.push({ event, payload: (payload ?? {}) as Payload, seq }),
      onClose: (code) => this.closes.push(code),
      onGap: (gap) => this.problems.push(`gap ${JSON.stringify(gap)}`),
    });
    clients.push(this.client);
    this.client.start();
  }

  async #subscribe(): Promise<void> {
    try {
      await this.client.request('sessions.subscribe', {});
      await this.client.request('sessions.messages.subscribe', { key: 'agent:main:main' });
      this.ready++;
    } catch (thrown) {
      this.problems.push(messageOf(thrown));
    }
  }

  async greeted(times: number): Promise<void> {
    await until(() => this.ready >= times || this.problems.length > 0, `greeting ${times}`);
    expect(this.problems).toEqual([]);
  }

  async event(name: string, matches: (payload: Payload) => boolean): Promise<void> {
    await until(
      () => this.events.some(({ event, payload }) => event === name && matches(payload)),
      `event ${name}`,
    );
  }

  async send(message: string, idempotencyKey: string): Promise<void> {
    const params = { sessionKey: 'main', message, idempotencyKey };
    expect(await this.client.request('chat.send', params)).toEqual({
      runId: idempotencyKey,
      status: 'started',
    });
    await this.event('chat', ({ state, runId }) => state === 'final' && runId === idempotencyKey);
  }

  async history(): Promise<string> {
    return JSON.stringify(await this.client.request('chat.history', { sessionKey: 'main' }));
  }
}

describe(`the official client library${unloadable}`, () => {
  const loads = it.runIf(library !== undefined);
  const started = async (): Promise<{
    official: Official;
    served: Awaited<ReturnType<Bench['serve']>>['served'];
  }> => {
    const { served, url } = await bench.serve();
    const official = new Official(library as Library, url);
    await official.greeted(1);
    return { official, served };
  };

  loads('connects, subscribes, sends, streams and reads back', async () => {
    const { official } = await started();
    await official.send('hello there', 'k1');
    expect(official.events.map(({ event }) => event)).toContain('agent');
    expect(official.events.map(({ event }) => event)).toContain('session.message');
    const seqs = official.events.flatMap(({ seq }) => (seq === undefined ? [] : [seq]));
    expect(seqs).toEqual(seqs.map((_seq, k) => (seqs[0] ?? 0) + k));
    expect(await official.history()).toContain('hello there');
    expect(official.problems).toEqual([]);
  });

  loads(
    'comes back after a cut and finds its session as it was',
    async () => {
      const { official, served } = await started();
      await official.send('before the cut', 'k1');
      for (const connection of served.connections) connection.reset();
      await official.greeted(2);
      expect(official.closes).toEqual([1006]);
      expect(await official.history()).toContain('before the cut');
      await official.send('after the cut', 'k2');
    },
    SLOW_MS,
  );

  loads(
    'hears of a restart, comes back and finds its session as it was',
    async () => {
      const { official, served } = await started();
      await official.send('before the restart', 'k1');
      served.restart(1);
      await official.event('shutdown', () => true);
      await official.greeted(2);
      expect(official.closes[0]).toBe(1012);
      expect(await official.history()).toContain('before the restart');
    },
    SLOW_MS,
  );

  loads('notices that somebody else reset its session', async () => {
    const { official, served } = await started();
    await official.send('soon gone', 'k1');
    expect(await served.ask('sessions.reset', { key: 'agent:main:main' })).toBe('done');
    await official.event('sessions.changed', ({ reason }) => reason === 'reset');
    await official.event('socket.drain', ({ reason }) => reason === 'reset');
    expect(await official.history()).not.toContain('soon gone');
  });

  loads(
    'comes through every fault that is made to happen, several times over',
    async () => {
      const { official, served } = await started();
      await official.send('before the faults', 'k1');
      const lines: string[] = [];
      const end = startFaults(faultSequence('official', 150, SERVED_FAULTS), {
        served,
        mainSession: 'agent:main:main',
        maxPayloadBytes: REAL_LIMITS.maxPayloadBytes,
        runtime: bench.runtime,
        say: (line) => lines.push(line),
      });
      await until(() => lines.length >= 15, 'fifteen faults');
      end();
      for (const connection of served.connections) connection.release();
      // what is under way when a connection goes is refused: whoever cares asks again on the next
      for (let k = 2, isSent = false; !isSent; k++) {
        const { ready } = official;
        const params = { sessionKey: 'main', message: 'afterwards', idempotencyKey: `k${k}` };
        isSent = await official.client.request('chat.send', params).then(
          () => true,
          () => false,
        );
        if (!isSent) await until(() => official.ready > ready, 'the next greeting');
      }
      expect(await official.history()).toContain('afterwards');
      expect(official.problems.filter((problem) => problem.startsWith('gap'))).toEqual([]);
    },
    60_000,
  );
});
