import { describe, expect, it } from 'vitest';
import { Recorder } from '../../src/history/history.ts';
import { digestOf } from '../../src/history/digest.ts';
import { ms } from '../../src/kernel/time.ts';
import { REAL_LIMITS } from '../../src/protocol/limits.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import { tampered, type Tamper } from '../../src/gateway/tampering/tampered.ts';
import type { Wire } from '../../src/gateway/tampering/wire.ts';
import { simulate } from '../../src/simulation/world.ts';
import { MAIN, rawWorld, sendParams, transcript, type RawClient, type RawWorld } from './raw-world.ts';

const TICK_MS = REAL_LIMITS.tickIntervalMs;

function tamperedWorld(tamper: Tamper): { world: RawWorld; client: RawClient } {
  const world = rawWorld({}, tampered('tampered', tamper));
  return { world, client: world.connect() };
}

/** Event names with their numbers, without what a connection begins with. */
function numbered(client: RawClient): string[] {
  return client.events.flatMap(({ event, seq }) => (seq === undefined ? [] : [`${event} ${seq}`]));
}

describe('a gateway that is not tampered with', () => {
  it('makes the history of the gateway behind it', () => {
    for (const seed of ['tampering/1', 'tampering/2', 'tampering/3']) {
      const [behind, before] = [referenceGateway, tampered('reference', () => ({}))].map((gateway) => {
        const recorder = new Recorder({ keep: true });
        simulate(generatePlan(seed), gateway, recorder);
        return digestOf(recorder.records);
      });
      expect(before).toBe(behind);
    }
  });
});

describe('a frame to a client', () => {
  it('is dropped without a gap', () => {
    let ticks = 0;
    const { world, client } = tamperedWorld(() => ({
      outgoing: (frame) =>
        frame.type === 'event' && frame.event === 'tick' && ++ticks === 2 ? [] : undefined,
    }));
    world.wait(3 * TICK_MS + 100);
    expect(ticks).toBe(3);
    expect(numbered(client)).toEqual(['tick 1', 'tick 2']);
  });

  it('is altered, repeated and joined by an invented one, each with a number of its own', () => {
    const { world, client } = tamperedWorld(() => ({
      outgoing: (frame, wire) => {
        if (frame.type !== 'event' || frame.event !== 'tick') return undefined;
        wire.event('presence', {});
        return [frame, { ...frame, payload: { ts: 1 } }];
      },
    }));
    world.wait(TICK_MS + 100);
    expect(numbered(client)).toEqual(['presence 1', 'tick 2', 'tick 3']);
    expect(client.payloads('tick')[1]).toEqual({ ts: 1 });
  });

  it('is delayed', () => {
    const { world, client } = tamperedWorld(({ timers }) => ({
      outgoing(frame, wire) {
        if (frame.type !== 'event' || frame.event !== 'tick') return undefined;
        timers.set(ms(1_000), () => wire.send(frame));
        return [];
      },
    }));
    world.wait(TICK_MS + 500);
    expect(numbered(client)).toEqual([]);
    world.wait(1_000);
    expect(numbered(client)).toEqual(['tick 1']);
  });

  it('leaves a gap where its number is taken', () => {
    let ticks = 0;
    const { world, client } = tamperedWorld(() => ({
      outgoing(frame, wire) {
        if (frame.type === 'event' && frame.event === 'tick' && ++ticks === 2) wire.seq++;
        return undefined;
      },
    }));
    world.wait(2 * TICK_MS + 100);
    expect(numbered(client)).toEqual(['tick 1', 'tick 3']);
  });
});

describe('a frame from a client', () => {
  it('is altered, repeated or swallowed', () => {
    const { client } = tamperedWorld(() => ({
      incoming(frame) {
        if (frame.type !== 'req') return undefined;
        if (frame.method === 'health') return [frame, { ...frame, id: 'again' }];
        return frame.method === 'status' ? [] : undefined;
      },
    }));
    client.ask('health');
    expect(() => client.ask('status')).toThrow('was not answered');
    expect(client.responses.slice(1).map(({ id }) => id)).toEqual([client.responses[1]?.id, 'again']);
  });

  it('comes later, or from nobody', () => {
    const { world, client } = tamperedWorld(({ timers }) => ({
      incoming(frame, wire) {
        if (wire.scopes === undefined) return undefined;
        timers.set(ms(100), () => wire.receive(frame));
        timers.set(ms(200), () => wire.receive({ type: 'req', id: 'invented', method: 'health' }));
        return [];
      },
    }));
    const id = client.tell('health');
    world.wait(90);
    expect(client.responses).toHaveLength(1);
    world.wait(1_000);
    expect(client.responses.slice(1).map((response) => response.id)).toEqual([id, 'invented']);
  });
});

describe('what lies beside the connections', () => {
  it('the model is asked late, and what it says is altered', () => {
    const { world, client } = tamperedWorld(() => ({
      provider: (provider) => ({
        call: (request, onEvent) =>
          provider.call(request, (event) =>
            onEvent(event.type === 'end' ? { ...event, totalTokens: 4_711 } : event),
          ),
      }),
    }));
    client.get('chat.send', sendParams('m1'));
    world.wait(5_000);
    expect(client.get('sessions.list')).toMatchObject({ sessions: [{ totalTokens: 4_711 }] });
  });

  it('a disk that says it wrote, and did not', () => {
    const { world, client } = tamperedWorld(({ timers }) => ({
      disk: (disk) => ({
        append(path, text, done) {
          if (!path.startsWith('transcripts/')) return disk.append(path, text, done);
          timers.set(0, () => done({ ok: true, value: undefined }));
        },
        sync: (_path, done) => timers.set(0, () => done({ ok: true, value: undefined })),
      }),
    }));
    client.get('chat.send', sendParams('m1'));
    expect(transcript(client)).toEqual(['user hello [[m1]]']);
    world.crash();
    expect(transcript(world.connect())).toEqual([]);
  });

  it('knows the open connections and what they were granted, and forgets all with the incarnation', () => {
    const lives: ReadonlySet<Wire>[] = [];
    const closed: string[] = [];
    const { world } = tamperedWorld((_host, wires) => {
      lives.push(wires);
      return { onClose: ({ id }, code) => closed.push(`${id}: ${code}`) };
    });
    const other = world.open('other');
    expect([...(lives[0] ?? [])].map(({ id, scopes }) => [id, scopes?.length])).toEqual([
      [1, 3],
      [2, undefined],
    ]);
    for (const wire of lives[0] ?? []) if (wire.id === 2) wire.close(1008, 'you are not wanted');
    world.wait(100);
    expect(other.closed).toBe('1008 you are not wanted');
    expect(closed).toEqual(['2: 1008']);
    world.crash();
    expect(lives[1]?.size).toBe(0);
    expect(world.connect().get('chat.history', { sessionKey: MAIN })['messages']).toEqual([]);
  });
});
