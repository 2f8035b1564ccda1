import { describe, expect, it } from 'vitest';
import type { LoosePlan } from '../execution/small-context.ts';
import {
  builtIn,
  MAIN,
  rawWorld,
  sendParams,
  transcript,
  type Payload,
  type RawClient,
  type RawWorld,
} from './raw-world.ts';

type Step = { readonly type: 'delta' | 'tool'; readonly afterMs: number; readonly bytes: number };

/** The run of m1 takes these steps; every other send gets the world's default turn. */
function scripted(...steps: readonly Step[]): LoosePlan {
  return {
    operations: [
      { do: 'send', id: 'm1', client: 'web', session: MAIN, atMs: 0, turn: { steps: [...steps] } },
    ],
  };
}

const LONG = scripted(
  { type: 'delta', afterMs: 20, bytes: 24 },
  { type: 'delta', afterMs: 2_000, bytes: 24 },
);

function follow(world: RawWorld, name = 'web'): RawClient {
  const client = world.connect(name);
  client.get('sessions.subscribe', {});
  client.get('sessions.messages.subscribe', { key: MAIN });
  return client;
}

function idOf(client: RawClient): string {
  return String(client.get('chat.history', { sessionKey: MAIN })['sessionId']);
}

/** Which sends' texts each call to the model held, in order. */
function prompts(world: RawWorld): string[] {
  return world.prompts().map((markers) => markers.join(' '));
}

/** Each terminal as `run state`, with the marker of its message where it has one. */
function terminals(client: RawClient): string[] {
  return client
    .payloads('chat')
    .filter(({ state }) => state !== 'delta')
    .map(({ runId, state, message }) =>
      [runId, state, message === undefined ? '' : 'with a message'].join(' ').trim(),
    );
}

describe('closes-oversized', () => {
  const LIMITS = { maxPayloadBytes: 4_096, maxBufferedBytes: 16_384 };
  const large = { ...scripted({ type: 'tool', afterMs: 20, bytes: 9_000 }), limits: LIMITS };

  it('closes those to whom the event goes, with a reason and a line in the log, and no number is missing', () => {
    const world = rawWorld(large, builtIn('closes-oversized'));
    const [client, other] = [follow(world), world.connect('other')];
    client.get('chat.send', sendParams('m1'));
    world.wait(500);
    expect(client.closed).toBe('1008 event above maxPayload');
    expect(world.log()).toContainEqual(
      expect.stringMatching(/^closing connection .*event above maxPayload$/),
    );
    const numbers = client.events.slice(1).map((event) => event.seq);
    expect(numbers).toEqual(numbers.map((_seq, k) => k + 1));
    expect(other.closed).toBeUndefined();
  });

  it('lets whoever comes back read the history in peace', () => {
    const world = rawWorld(large, builtIn('closes-oversized'));
    follow(world).get('chat.send', sendParams('m1'));
    world.wait(2_000);
    const back = follow(world, 'back');
    expect(transcript(back).at(-1)).toBe('assistant stop');
    world.wait(10_000);
    expect(back.closed).toBeUndefined();
  });

  it('sends what fits as it is', () => {
    const small = { ...scripted({ type: 'tool', afterMs: 20, bytes: 3_000 }), limits: LIMITS };
    const world = rawWorld(small, builtIn('closes-oversized'));
    const client = follow(world);
    client.get('chat.send', sendParams('m1'));
    world.wait(500);
    expect(client.closed).toBeUndefined();
    expect(terminals(client)).toHaveLength(1);
  });
});

describe('steers', () => {
  /** What the model says to the second message. */
  const SECOND = /reply\.0 /;
  /** The call that is given up for the second message ends all the same, in the middle of the next one. */
  const LATE_END = {
    kind: 'lifecycle.late',
    id: 'late',
    run: 'm1',
    event: 'end',
    delayMs: 1,
    anonymous: false,
  } as const;

  /** A run under way, and a second message that came meanwhile. */
  function steered(plan: LoosePlan = LONG): { world: RawWorld; client: RawClient } {
    const world = rawWorld(plan, builtIn('steers'));
    const client = follow(world);
    client.get('chat.send', sendParams('m1'));
    world.wait(200);
    client.get('chat.send', sendParams('m2'));
    return { world, client };
  }

  it('answers both messages in the run of the first; the second has an early final without a message', () => {
    const { world, client } = steered();
    world.wait(5_000);
    expect(terminals(client)).toEqual(['m2 final', 'm1 final with a message']);
    const reply = JSON.stringify(client.payloads('chat').at(-1)?.['message']);
    expect(reply).toMatch(/m1\.0 /);
    expect(reply).toMatch(SECOND);
    expect(transcript(client)).toEqual(['user hello [[m1]]', 'user hello [[m2]]', 'assistant stop']);
  });

  it('has shown the second message to the model before it says that it is taken care of', () => {
    const { world } = steered();
    expect(prompts(world)).toEqual(['m1', 'm1 m2']);
  });

  it('starts the run once, and no end of the call it gave up ends it', () => {
    const { world, client } = steered({ ...LONG, faults: [LATE_END] });
    world.wait(5_000);
    const phases = client
      .payloads('agent')
      .filter(({ stream }) => stream === 'lifecycle')
      .map(({ data }) => (data as Payload)['phase']);
    expect(phases).toEqual(['start', 'end']);
    expect(JSON.stringify(client.payloads('chat').at(-1)?.['message'])).toMatch(SECOND);
  });

  it('settles the second message with the run, also over a crash, and runs neither again', () => {
    const { world } = steered();
    world.crash();
    const client = world.connect();
    world.wait(5_000);
    expect(transcript(client)).toEqual([
      'user hello [[m1]]',
      'user hello [[m2]]',
      'assistant interrupted',
      'assistant interrupted',
    ]);
    expect(prompts(world)).toEqual(['m1', 'm1 m2']);
    expect(client.get('chat.send', sendParams('m2'))).toMatchObject({ status: 'ok' });
  });

  it('does not run a message again whose run had ended before a crash', () => {
    const { world } = steered();
    world.wait(5_000);
    world.crash();
    world.wait(5_000);
    const client = world.connect();
    expect(prompts(world)).toEqual(['m1', 'm1 m2']);
    expect(transcript(client)).toEqual(['user hello [[m1]]', 'user hello [[m2]]', 'assistant stop']);
    expect(client.get('chat.send', sendParams('m2'))).toMatchObject({ status: 'ok' });
  });

  it('goes on with the run when the message can not be stored', () => {
    const world = rawWorld(LONG, builtIn('steers'));
    const client = follow(world);
    client.get('chat.send', sendParams('m1'));
    world.wait(200);
    world.disk.full = true;
    expect(client.refused('chat.send', sendParams('m2'))).toMatchObject({ retryable: true });
    world.disk.full = false;
    world.wait(5_000);
    expect(terminals(client)).toEqual(['m1 final with a message']);
    expect(prompts(world)).toEqual(['m1', 'm1']);
  });
});

describe('never-coalesces', () => {
  it('makes a chat delta of every delta', () => {
    const deltas = [20, 20, 20].map((afterMs): Step => ({ type: 'delta', afterMs, bytes: 24 }));
    const world = rawWorld(scripted(...deltas), builtIn('never-coalesces'));
    const client = follow(world);
    client.get('chat.send', sendParams('m1'));
    world.wait(1_000);
    const chat = client.payloads('chat').map(({ state, deltaText }) => [state, deltaText]);
    expect(chat).toEqual([
      ['delta', expect.stringMatching(/^m1\.0 /)],
      ['delta', expect.stringMatching(/^m1\.1 /)],
      ['delta', expect.stringMatching(/^m1\.2 /)],
      ['final', undefined],
    ]);
  });
});

describe('resumes-runs', () => {
  it.each(['crash', 'restart'] as const)('hands the run to the model again after a %s', (end) => {
    const world = rawWorld(LONG, builtIn('resumes-runs'));
    world.connect().get('chat.send', sendParams('m1'));
    world.wait(200);
    world[end]();
    const client = follow(world, 'back');
    world.wait(5_000);
    expect(prompts(world)).toEqual(['m1', 'm1']);
    expect(transcript(client)).toEqual(['user hello [[m1]]', 'assistant stop']);
    expect(terminals(client)).toEqual(['m1 final with a message']);
  });
});

describe('notifies-first', () => {
  it('sends both notices before the answer', () => {
    const world = rawWorld({}, builtIn('notifies-first'));
    const client = follow(world);
    client.get('chat.send', sendParams('m1'));
    world.wait(1_000);
    const id = client.tell('sessions.reset', { key: MAIN });
    world.wait(1_000);
    const at = client.seen.indexOf(`res ${id}`);
    expect(client.seen.slice(at - 2, at + 1)).toEqual([
      'event sessions.changed',
      'event socket.drain',
      `res ${id}`,
    ]);
  });
});

describe('honours-slash-commands', () => {
  const reset = (name: string, more: Payload = {}): Payload =>
    sendParams(name, { message: '/reset and go on [[m2]]', ...more });

  /** A session with one turn, reset by a message that names no session. */
  function rotated(): { world: RawWorld; client: RawClient; sessionId: string } {
    const world = rawWorld({}, builtIn('honours-slash-commands'));
    const client = follow(world);
    client.get('chat.send', sendParams('m1'));
    world.wait(1_000);
    const before = idOf(client);
    client.get('chat.send', reset('m2'));
    world.wait(1_000);
    const sessionId = idOf(client);
    expect(sessionId).not.toBe(before);
    return { world, client, sessionId };
  }

  it('rotates visibly and audited', () => {
    const { client } = rotated();
    expect(transcript(client)).toEqual(['system /reset', 'user and go on [[m2]]', 'assistant stop']);
    expect(client.get('sessions.audit.list', {})['records']).toMatchObject([
      { trigger: 'slash-command', postResetMessagePresent: true },
    ]);
  });

  it('takes the same text under another key for a replay, also after a crash', () => {
    const { world, client, sessionId } = rotated();
    expect(client.refused('chat.send', reset('m3'))).toMatchObject({
      code: 'SESSION_CONTROL_REQUIRES_RPC',
    });
    world.crash();
    const back = world.connect('back');
    expect(back.refused('chat.send', reset('m4'))).toMatchObject({ code: 'SESSION_CONTROL_REQUIRES_RPC' });
    expect(idOf(back)).toBe(sessionId);
  });

  it('honours it once more for who names the current session, and never for who names another', () => {
    const { client, sessionId } = rotated();
    client.get('chat.send', reset('m3', { sessionId }));
    expect(idOf(client)).not.toBe(sessionId);
    client.refused('chat.send', sendParams('m4', { message: '/new [[m4]]', sessionId }));
    expect(client.get('sessions.audit.list', {})['records']).toHaveLength(2);
  });

  it('refuses it where there is nothing to end', () => {
    const client = rawWorld({}, builtIn('honours-slash-commands')).connect();
    expect(client.refused('chat.send', reset('m2'))).toMatchObject({ code: 'SESSION_CONTROL_REQUIRES_RPC' });
  });
});
