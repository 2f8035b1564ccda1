import { describe, expect, it } from 'vitest';
import type { LoosePlan } from '../execution/small-context.ts';
import { recordsOf } from '../execution/small-context.ts';
import { MAIN, rawWorld, sendParams, transcript, type RawClient, type RawWorld } from './raw-world.ts';

const LIMITS = { maxPayloadBytes: 4_096, maxBufferedBytes: 8_192 };

/** Main-session turns with tool results of these sizes, one after the other. */
function tools(...sizes: number[]): LoosePlan {
  const steps = sizes.map((bytes) => ({ type: 'tool' as const, afterMs: 5, bytes }));
  return {
    limits: LIMITS,
    socketBytes: 1_024,
    operations: [{ do: 'send', id: 'm1', client: 'web', session: MAIN, atMs: 0, turn: { steps } }],
  };
}

/** Turns with one tool result each, so that no settlement is a burst of its own. */
function turns(count: number, bytes: number): LoosePlan {
  const turn = { steps: [{ type: 'tool' as const, afterMs: 5, bytes }] };
  return {
    limits: LIMITS,
    socketBytes: 1_024,
    operations: namesOf(count).map((id) => ({ do: 'send', id, client: 'web', session: MAIN, atMs: 0, turn })),
  };
}

function namesOf(count: number): string[] {
  return fromOne(count).map((k) => `m${k}`);
}

function sendAll(client: RawClient, count: number): void {
  for (const name of namesOf(count)) client.get('chat.send', sendParams(name));
}

function follow(world: RawWorld, name: string): RawClient {
  const client = world.connect(name);
  client.get('sessions.subscribe', {});
  client.get('sessions.messages.subscribe', { key: MAIN });
  return client;
}

function sleep(world: RawWorld, client: RawClient, asleep: boolean): void {
  client.link.reading = !asleep;
  world.network.refresh(client.link.client);
}

/** The numbers of everything a client was sent after its challenge. */
function numbersOf(client: RawClient): (number | undefined)[] {
  return client.events.slice(1).map((event) => event.seq);
}

function fromOne(count: number): number[] {
  return Array.from({ length: count }, (_none, k) => k + 1);
}

describe('an event above the limit', () => {
  it.each([
    ['below', 3_000],
    ['at', 4_096],
    ['one above', 4_097],
    ['far above', 200_000],
  ])('is sent cut to fit, and takes the number it is sent under: %s the limit', (_where, bytes) => {
    const world = rawWorld(tools(bytes));
    const client = follow(world, 'web');
    client.get('chat.send', sendParams('m1'));
    world.wait(2_000);
    expect(client.closed).toBeUndefined();
    expect(numbersOf(client)).toEqual(fromOne(client.events.length - 1));
    const tool = client.payloads('agent').find((payload) => payload['stream'] === 'tool');
    const { result } = (tool as { data: { result: string } }).data;
    expect(result.startsWith('m1.0 ')).toBe(true);
    expect(result.length).toBe(bytes < 3_500 ? bytes : result.length);
    expect(JSON.stringify(tool).includes('"truncated":true')).toBe(bytes > 3_500);
    for (const record of recordsOf(world.recorder, 'frame'))
      if (record.from === 'gateway') expect(record.message.bytes).toBeLessThanOrEqual(LIMITS.maxPayloadBytes);
  });

  it('is kept whole where history can give it in full', () => {
    const world = rawWorld({ ...tools(200_000), limits: {} });
    const client = follow(world, 'web');
    client.get('chat.send', sendParams('m1'));
    world.wait(2_000);
    const history = client.get('chat.history', { sessionKey: MAIN, maxChars: 500_000 });
    const [, tool] = history['messages'] as { role: string; content: string }[];
    expect(tool).toMatchObject({ role: 'tool' });
    expect(tool?.content).toHaveLength(200_000);
  });
});

describe('a slow consumer', () => {
  it('is closed with 1008 and a log line once its buffer passes the limit, and misses no number', () => {
    const world = rawWorld(turns(12, 2_000));
    const [slow, other] = [follow(world, 'slow'), follow(world, 'other')];
    sleep(world, slow, true);
    sendAll(other, 12);
    world.wait(2_000);
    expect(world.log().filter((text) => text.includes('1008 slow consumer'))).toHaveLength(1);
    expect(other.closed).toBeUndefined();
    expect(numbersOf(other)).toEqual(fromOne(other.events.length - 1));
    sleep(world, slow, false);
    world.wait(2_000);
    expect(slow.closed).toMatch(/^1008|^1006/);
    expect(numbersOf(slow)).toEqual(fromOne(slow.events.length - 1));
  });

  it('never has more buffered than the limit and one frame', () => {
    const world = rawWorld(turns(12, 2_000));
    const slow = follow(world, 'slow');
    sleep(world, slow, true);
    sendAll(world.connect('author'), 12);
    world.wait(2_000);
    const buffered = recordsOf(world.recorder, 'frame').map((record) => record.bufferedBytes ?? 0);
    expect(Math.max(...buffered)).toBeGreaterThan(LIMITS.maxBufferedBytes);
    expect(Math.max(...buffered)).toBeLessThanOrEqual(LIMITS.maxBufferedBytes + LIMITS.maxPayloadBytes);
  });

  it('that fills its own buffer with answers is closed too', () => {
    const world = rawWorld(tools(2_000));
    const client = follow(world, 'web');
    client.get('chat.send', sendParams('m1'));
    world.wait(1_000);
    sleep(world, client, true);
    for (let k = 0; k < 20; k++) client.tell('chat.history', { sessionKey: MAIN });
    world.wait(1_500);
    sleep(world, client, false);
    world.wait(1_000);
    expect(client.closed).toBeDefined();
    expect(world.log().some((text) => text.includes('1008 slow consumer'))).toBe(true);
  });

  it('that wakes up in time loses nothing', () => {
    const world = rawWorld(tools(500, 500, 500));
    const slow = follow(world, 'slow');
    sleep(world, slow, true);
    world.connect('author').get('chat.send', sendParams('m1'));
    world.wait(1_000);
    sleep(world, slow, false);
    world.wait(1_000);
    expect(slow.closed).toBeUndefined();
    expect(numbersOf(slow)).toEqual(fromOne(slow.events.length - 1));
    expect(slow.payloads('chat').at(-1)).toMatchObject({ state: 'final' });
    expect(transcript(slow)).toHaveLength(5);
  });

  it('finds after its return in history what it missed', () => {
    const world = rawWorld(turns(12, 2_000));
    const slow = follow(world, 'slow');
    sleep(world, slow, true);
    sendAll(world.connect('author'), 12);
    world.wait(3_000);
    expect(transcript(world.connect('slow')).at(-1)).toBe('assistant stop');
  });
});
