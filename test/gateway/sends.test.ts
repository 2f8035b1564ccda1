import { describe, expect, it } from 'vitest';
import { ms } from '../../src/kernel/time.ts';
import { MAIN, rawWorld, sendParams, transcript, type Payload, type RawClient } from './raw-world.ts';

const script = (turn: object) =>
  ({ do: 'send', id: 'm1', client: 'web', session: MAIN, atMs: 0, turn }) as const;

const SLOW = { operations: [script({ steps: [{ type: 'delta', afterMs: 500, bytes: 24 }] })] };
const ENDLESS = { operations: [script({ end: { type: 'never' } })] };

function currentId(client: RawClient, sessionKey = MAIN): string {
  return String(client.get('chat.history', { sessionKey })['sessionId']);
}

function rowOf(client: RawClient): Payload {
  const [row] = client.get('sessions.list', {})['sessions'] as readonly Payload[];
  if (row === undefined) throw new Error('there is a row');
  return row;
}

/** When the message at that place of the transcript was. */
function storedAt(client: RawClient, place: number): number {
  const messages = client.get('chat.history', { sessionKey: MAIN })['messages'] as readonly Payload[];
  return Number(messages[place]?.['timestamp']);
}

describe('a send', () => {
  it('is durable before it is acknowledged, and answered with its run', () => {
    const world = rawWorld(SLOW);
    const client = world.connect();
    expect(client.get('chat.send', sendParams('m1'))).toEqual({ runId: 'm1', status: 'started' });
    world.crash();
    expect(transcript(world.connect())[0]).toBe('user hello [[m1]]');
  });

  it('runs once, with start, text, lifecycle end, reply and one terminal, numbered within the run', () => {
    const world = rawWorld();
    const client = world.connect();
    client.get('sessions.messages.subscribe', { key: MAIN });
    client.get('chat.send', sendParams('m1'));
    world.wait(1_000);
    const told = client.events.slice(1).map(({ event, payload }) => {
      const { seq, stream, state, data, message } = payload as Record<string, unknown> & {
        data?: { phase?: string };
      };
      const what = data?.phase ?? state ?? (message === undefined ? '' : 'entry');
      return [event, stream, what, seq].filter((part) => part !== undefined && part !== '').join(' ');
    });
    expect(told).toEqual([
      'session.message entry',
      'agent lifecycle start 1',
      'agent assistant 2',
      'chat delta 2',
      'agent lifecycle end 3',
      'session.message entry',
      'chat final 3',
    ]);
    expect(world.prompts()).toHaveLength(1);
  });

  it('goes to its sender although that subscribed to nothing, and to nobody else', () => {
    const world = rawWorld();
    const [sender, other] = [world.connect('sender'), world.connect('other')];
    sender.get('chat.send', sendParams('m1'));
    world.wait(1_000);
    expect(sender.payloads('chat').at(-1)).toMatchObject({ state: 'final' });
    expect(other.payloads('chat')).toEqual([]);
    expect(sender.payloads('session.message')).toEqual([]);
  });

  it('of a known key is in flight while its run goes on, and ok when it has ended', () => {
    const world = rawWorld(SLOW);
    const client = world.connect();
    client.get('chat.send', sendParams('m1'));
    expect(client.get('chat.send', sendParams('m1'))).toEqual({ runId: 'm1', status: 'in_flight' });
    world.wait(2_000);
    expect(client.get('chat.send', sendParams('m1'))).toEqual({ runId: 'm1', status: 'ok' });
    expect(transcript(client)).toEqual(['user hello [[m1]]', 'assistant stop']);
    expect(world.prompts()).toHaveLength(1);
  });

  it('of a known key with other text is refused', () => {
    const client = rawWorld().connect();
    client.get('chat.send', sendParams('m1'));
    expect(client.refused('chat.send', sendParams('m1', { message: 'something else' }))).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { reason: 'chat-request-conflict' },
    });
  });

  it('of a key that another session knows is another send', () => {
    const client = rawWorld().connect();
    client.get('chat.send', sendParams('m1'));
    expect(client.get('chat.send', sendParams('m1', { sessionKey: 'other' }))).toMatchObject({
      status: 'started',
    });
  });

  it('is remembered over a reset, a restart and a crash', () => {
    const world = rawWorld();
    const client = world.connect();
    client.get('chat.send', sendParams('m1'));
    world.wait(1_000);
    client.get('sessions.reset', { key: MAIN });
    expect(client.get('chat.send', sendParams('m1'))).toMatchObject({ status: 'ok' });
    world.restart();
    expect(world.connect().get('chat.send', sendParams('m1'))).toMatchObject({ status: 'ok' });
    world.crash();
    const last = world.connect();
    expect(last.get('chat.send', sendParams('m1'))).toMatchObject({ status: 'ok' });
    expect(last.refused('chat.send', sendParams('m1', { message: 'other' })).details).toEqual({
      reason: 'chat-request-conflict',
    });
    expect(world.prompts()).toHaveLength(1);
  });

  it('gives the terminal to the connection that asked last', () => {
    const world = rawWorld(SLOW);
    const [first, second] = [world.connect('first'), world.connect('second')];
    first.get('chat.send', sendParams('m1'));
    second.get('chat.send', sendParams('m1'));
    world.wait(2_000);
    expect(second.payloads('chat').at(-1)).toMatchObject({ state: 'final' });
    expect(first.payloads('chat')).toEqual([]);
  });

  it('that names a session which is not current is refused and rotates nothing', () => {
    const world = rawWorld();
    const client = world.connect();
    client.get('chat.send', sendParams('m1'));
    const old = currentId(client);
    client.get('sessions.reset', { key: MAIN });
    const current = currentId(client);
    for (const sessionId of [old, 'never-was', ''])
      expect(client.refused('chat.send', sendParams('m2', { sessionId })).details).toEqual({
        reason: 'stale-session',
      });
    expect(client.get('chat.send', sendParams('m2', { sessionId: current }))).toMatchObject({
      status: 'started',
    });
    expect(currentId(client)).toBe(current);
    expect(
      client.refused('chat.send', sendParams('m3', { sessionKey: 'unused', sessionId: '' })).details,
    ).toEqual({
      reason: 'stale-session',
    });
  });

  it('waits its turn behind a running one and is run then, with the reply before it in its prompt', () => {
    const world = rawWorld(SLOW);
    const client = world.connect();
    client.get('chat.send', sendParams('m1'));
    client.get('chat.send', sendParams('m2'));
    expect(client.get('sessions.list', {})['sessions']).toMatchObject([
      { status: 'running', hasActiveRun: true, activeRunIds: ['m1', 'm2'] },
    ]);
    world.wait(3_000);
    expect(transcript(client)).toEqual([
      'user hello [[m1]]',
      'user hello [[m2]]',
      'assistant stop',
      'assistant stop',
    ]);
    expect(world.prompts()).toEqual([['m1'], ['m1', 'm2']]);
    expect(client.get('sessions.list', {})['sessions']).toMatchObject([
      { status: 'done', hasActiveRun: false, activeRunIds: [] },
    ]);
  });

  it('dates its row when it is accepted, and again when its run begins; one that waits changes nothing', () => {
    const world = rawWorld(ENDLESS);
    const client = world.connect();
    const startedAt = (): number => Number(rowOf(client)['startedAt']);
    world.disk.extra = ms(100);
    client.get('chat.send', sendParams('m1'));
    expect(startedAt()).toBe(storedAt(client, 0));
    // the start of its run is being stored
    world.wait(300);
    const begun = startedAt();
    expect(begun).toBeGreaterThanOrEqual(storedAt(client, 0) + 100);
    client.get('chat.send', sendParams('m2'));
    expect(rowOf(client)).toMatchObject({ status: 'running', startedAt: begun });
    const accepted = client.get('sessions.list', {})['ts'];
    world.wait(1_000);
    client.get('chat.abort', { sessionKey: MAIN });
    // it had been waiting, and never began
    const { status, startedAt: last } = rowOf(client);
    expect(status).toBe('killed');
    expect(last).toBeGreaterThan(storedAt(client, 1));
    expect(last).toBeLessThanOrEqual(Number(accepted));
  });

  it.each<[string, object, string, string]>([
    ['fails', { end: { type: 'error' } }, 'error', 'assistant error'],
    ['says nothing', { steps: [] }, 'final', 'assistant stop'],
  ])('whose model %s still ends explicitly', (_what, turn, state, entry) => {
    const world = rawWorld({ operations: [script(turn)] });
    const client = world.connect();
    client.get('chat.send', sendParams('m1'));
    world.wait(2_000);
    expect(client.payloads('chat').at(-1)).toMatchObject({ state, runId: 'm1' });
    expect(transcript(client).at(-1)).toBe(entry);
  });

  it('whose model never ends is ended after the run timeout', () => {
    const world = rawWorld({
      limits: { runTimeoutMs: 5_000 },
      operations: [script({ end: { type: 'never' } })],
    });
    const client = world.connect();
    client.get('chat.send', sendParams('m1'));
    world.wait(4_900);
    expect(client.payloads('chat').at(-1)).toMatchObject({ state: 'delta' });
    world.wait(200);
    expect(client.payloads('chat').at(-1)).toMatchObject({
      state: 'error',
      errorMessage: 'the run timed out',
    });
  });

  it('is ended by an abort, once, and the one behind it goes on', () => {
    const world = rawWorld(SLOW);
    const client = world.connect();
    client.get('chat.send', sendParams('m1'));
    client.get('chat.send', sendParams('m2'));
    expect(client.get('chat.abort', { sessionKey: MAIN, runId: 'm1' })).toEqual({
      ok: true,
      aborted: true,
      runIds: ['m1'],
    });
    expect(client.get('chat.abort', { sessionKey: MAIN, runId: 'm1' })).toMatchObject({ aborted: false });
    world.wait(2_000);
    const terminals = client.payloads('chat').filter((payload) => payload['state'] !== 'delta');
    expect(terminals.map(({ runId, state }) => [runId, state])).toEqual([
      ['m1', 'aborted'],
      ['m2', 'final'],
    ]);
  });

  it('is refused as retryable, and leaves nothing behind, while the disk is full', () => {
    const world = rawWorld();
    const client = world.connect();
    client.get('chat.send', sendParams('m1'));
    world.wait(1_000);
    world.disk.full = true;
    expect(client.refused('chat.send', sendParams('m2'))).toMatchObject({
      code: 'UNAVAILABLE',
      retryable: true,
      retryAfterMs: 1_000,
    });
    world.disk.full = false;
    expect(client.get('chat.send', sendParams('m2'))).toMatchObject({ status: 'started' });
    world.wait(1_000);
    expect(transcript(client).filter((one) => one.includes('m2'))).toHaveLength(1);
  });

  it('is there once after a crash, as is all behind it, though the disk took a part of it before', () => {
    for (let seed = 0; seed < 10; seed++) {
      const world = rawWorld({ seed: `part-${seed}` });
      const client = world.connect();
      client.get('chat.send', sendParams('m1'));
      world.wait(1_000);
      world.disk.writesPart = true;
      expect(client.refused('chat.send', sendParams('m2'))).toMatchObject({ retryable: true });
      world.disk.writesPart = false;
      for (const marker of ['m2', 'm3']) {
        client.get('chat.send', sendParams(marker));
        world.wait(1_000);
      }
      const before = transcript(client);
      expect(before).toHaveLength(6);
      world.crash();
      world.wait(1_000);
      expect(transcript(world.connect())).toEqual(before);
    }
  });
});
