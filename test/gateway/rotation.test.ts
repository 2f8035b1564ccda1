import { describe, expect, it } from 'vitest';
import type { Gateway } from '../../src/gateway/port.ts';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import { recordsOf, type LoosePlan } from '../execution/small-context.ts';
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

interface Bench {
  readonly world: RawWorld;
  readonly client: RawClient;
  readonly sessionId: string;
}

/** A main session with one settled turn, and a client subscribed to everything. */
function used(plan: LoosePlan = {}, gateway: Gateway = referenceGateway): Bench {
  const world = rawWorld(plan, gateway);
  const client = world.connect();
  client.get('sessions.subscribe', {});
  client.get('sessions.messages.subscribe', { key: MAIN });
  client.get('chat.send', sendParams('m1'));
  world.wait(1_000);
  return { world, client, sessionId: idOf(client) };
}

function idOf(client: RawClient, sessionKey = MAIN): string {
  return String(client.get('chat.history', { sessionKey })['sessionId']);
}

function auditOf(client: RawClient): Payload[] {
  return client.get('sessions.audit.list', {})['records'] as Payload[];
}

function rowOf(client: RawClient): Payload | undefined {
  return (client.get('sessions.list', {})['sessions'] as Payload[])[0];
}

function archivesOf(client: RawClient): Payload[] {
  return client.get('sessions.archives.list', {})['archives'] as Payload[];
}

describe('a reset', () => {
  it('gives a new session with a clean row, and keeps the old one as an archive', () => {
    const { client, sessionId } = used();
    const { entry } = client.get('sessions.reset', { key: MAIN }) as { entry: Payload };
    expect(entry).toMatchObject({
      status: null,
      startedAt: null,
      endedAt: null,
      totalTokens: 0,
      hasActiveRun: false,
    });
    expect(entry['sessionId']).not.toBe(sessionId);
    expect(idOf(client)).toBe(entry['sessionId']);
    expect(transcript(client)).toEqual([]);
    const archives = archivesOf(client);
    expect(archives).toMatchObject([{ sessionKey: MAIN, sessionId, reason: 'reset' }]);
    const read = client.get('sessions.archives.read', { archive: archives[0]?.['archive'] });
    expect((read['messages'] as Payload[]).map((message) => message['role'])).toEqual(['user', 'assistant']);
  });

  it('leaves an audit record with every field that the incident asked for', () => {
    const { client, sessionId } = used();
    client.get('sessions.reset', { key: MAIN });
    const [record] = auditOf(client);
    expect(record).toMatchObject({
      type: 'reset',
      trigger: 'rpc',
      oldSessionId: sessionId,
      newSessionId: idOf(client),
      sessionKey: MAIN,
      postResetMessagePresent: false,
    });
    expect(record?.['archive']).toBe(archivesOf(client)[0]?.['archive']);
    expect(record?.['timestamp']).toBeGreaterThan(0);
  });

  it('answers first, then tells every subscriber once with both notices, before anything of the next session', () => {
    const { world, client, sessionId } = used();
    const silent = world.connect('silent');
    const id = client.tell('sessions.reset', { key: MAIN });
    const next = client.tell('chat.send', sendParams('m2'));
    world.wait(1_000);
    const at = client.seen.indexOf(`res ${id}`);
    expect(client.seen.slice(at, at + 5)).toEqual([
      `res ${id}`,
      'event sessions.changed',
      'event socket.drain',
      `res ${next}`,
      'event session.message',
    ]);
    expect(client.payloads('socket.drain')).toMatchObject([{ sessionKey: MAIN, sessionId, reason: 'reset' }]);
    expect(silent.payloads('socket.drain')).toEqual([]);
  });

  it('aborts what runs: one terminal, its last words in the archive, nothing in the new row', () => {
    const { world, client } = used();
    client.get('chat.send', sendParams('m2'));
    client.get('chat.send', sendParams('m3'));
    client.get('sessions.reset', { key: MAIN });
    world.wait(3_000);
    const terminals = client
      .payloads('chat')
      .filter((one) => one['state'] !== 'delta')
      .map(({ runId, state }) => `${String(runId)} ${String(state)}`);
    expect(terminals).toEqual(['m1 final', 'm2 aborted', 'm3 aborted']);
    expect(rowOf(client)).toMatchObject({ status: null, totalTokens: 0 });
    const read = client.get('sessions.archives.read', { archive: archivesOf(client)[0]?.['archive'] });
    expect((read['messages'] as Payload[]).slice(-2)).toMatchObject([
      { role: 'assistant', runId: 'm2', stopReason: 'aborted' },
      { role: 'assistant', runId: 'm3', stopReason: 'aborted' },
    ]);
  });

  it('pushes neither what it stored of the runs that it ended nor a row of their end', () => {
    const { world, client } = used();
    for (const runId of ['m2', 'm3']) client.get('chat.send', sendParams(runId));
    client.get('sessions.reset', { key: MAIN });
    world.wait(3_000);
    const pushed = client.payloads('session.message').map(({ message }) => message as Payload);
    expect(pushed.map(({ role, runId }) => `${String(role)} ${String(runId)}`)).toEqual([
      'user m1',
      'assistant m1',
      'user m2',
      'user m3',
    ]);
    const changes = client.payloads('sessions.changed');
    expect(changes.map(({ reason, phase, runId }) => [reason ?? phase, runId].join(' '))).toEqual([
      'create ',
      'start m1',
      'end m1',
      'reset ',
    ]);
  });

  it.each(['start', 'end', 'error'] as const)(
    'keeps the new row clean of a late %s of an old run',
    (event) => {
      const { world, client } = used({
        operations: [
          { do: 'send', id: 'm1', client: 'web', session: MAIN, atMs: 0 },
          { do: 'send', id: 'm2', client: 'web', session: MAIN, atMs: 0 },
        ],
        faults: [{ kind: 'lifecycle.late', id: 'f', run: 'm2', event, delayMs: 60 }],
      });
      client.get('chat.send', sendParams('m2'));
      client.get('sessions.reset', { key: MAIN });
      world.wait(1_000);
      expect(world.log().some((text) => text === `late ${event} of run m2 ignored`)).toBe(true);
      expect(rowOf(client)).toMatchObject({ status: null, startedAt: null, endedAt: null, totalTokens: 0 });
    },
  );

  it('stays, with its audit record and archive, over a crash right after the answer', () => {
    const { world, client, sessionId } = used();
    client.get('sessions.reset', { key: MAIN });
    const current = idOf(client);
    world.crash();
    const again = world.connect();
    expect(idOf(again)).toBe(current);
    expect(auditOf(again)).toHaveLength(1);
    expect(archivesOf(again)).toMatchObject([{ sessionId }]);
  });

  it('is refused for a key that points at nothing', () => {
    expect(rawWorld().connect().refused('sessions.reset', { key: 'none' }).details).toEqual({
      reason: 'stale-session',
    });
  });

  it('in place keeps the session id and counts a revision', () => {
    const { client, sessionId } = used({}, builtIn('resets-in-place'));
    const { entry } = client.get('sessions.reset', { key: MAIN }) as { entry: Payload };
    expect(entry).toMatchObject({ sessionId, lifecycleRevision: 'r2' });
    expect(auditOf(client)).toMatchObject([
      { oldRevision: 'r1', newRevision: 'r2', oldSessionId: sessionId },
    ]);
    expect(transcript(client)).toEqual([]);
  });
});

describe('a delete', () => {
  it('is refused for the main session', () => {
    const { client, sessionId } = used();
    for (const key of [MAIN, 'main'])
      expect(client.refused('sessions.delete', { key }).details).toEqual({ reason: 'main-session' });
    expect(idOf(client)).toBe(sessionId);
  });

  it('leaves nothing behind the key, an archive, an audit record and both notices', () => {
    const { world, client } = used();
    client.get('chat.send', sendParams('m2', { sessionKey: 'side' }));
    world.wait(1_000);
    const sessionId = idOf(client, 'side');
    expect(client.get('sessions.delete', { key: 'side' })).toMatchObject({
      deleted: true,
      archived: [sessionId],
    });
    world.wait(10);
    expect(client.get('chat.history', { sessionKey: 'side' })).not.toHaveProperty('sessionId');
    expect(auditOf(client)).toMatchObject([{ type: 'delete', oldSessionId: sessionId, newSessionId: null }]);
    expect(client.payloads('socket.drain')).toMatchObject([
      { sessionKey: 'side', sessionId, reason: 'deleted' },
    ]);
    expect(client.payloads('sessions.changed').at(-1)).toMatchObject({
      sessionKey: 'side',
      reason: 'delete',
    });
  });

  it('is refused when it expects another session, and harmless when there is none', () => {
    const { world, client } = used();
    client.get('chat.send', sendParams('m2', { sessionKey: 'side' }));
    world.wait(1_000);
    expect(client.refused('sessions.delete', { key: 'side', expectedSessionId: 'old' }).details).toEqual({
      reason: 'stale-session',
    });
    expect(client.get('sessions.delete', { key: 'none' })).toMatchObject({ deleted: false, archived: [] });
  });
});

describe('/reset in a message', () => {
  it.each(['/reset', '/new', '/RESET now', '  /reset go on'])(
    '%j is refused without the current session id',
    (message) => {
      const { client, sessionId } = used();
      for (const named of [undefined, 'old'])
        expect(
          client.refused(
            'chat.send',
            sendParams('m2', { message, ...(named === undefined ? {} : { sessionId: named }) }),
          ),
        ).toMatchObject({ code: 'SESSION_CONTROL_REQUIRES_RPC' });
      expect(idOf(client)).toBe(sessionId);
      expect(auditOf(client)).toEqual([]);
    },
  );

  it('is honoured with a visible marker, an audit record and notices when it names the current session', () => {
    const { world, client, sessionId } = used();
    const params = sendParams('m2', { message: '/reset go on [[m2]]', sessionId });
    expect(client.get('chat.send', params)).toMatchObject({ status: 'started' });
    world.wait(1_000);
    expect(idOf(client)).not.toBe(sessionId);
    expect(transcript(client)).toEqual(['system /reset', 'user go on [[m2]]', 'assistant stop']);
    expect(auditOf(client)).toMatchObject([{ trigger: 'slash-command', postResetMessagePresent: true }]);
    expect(client.payloads('socket.drain')).toHaveLength(1);
    expect(client.get('chat.send', params)).toMatchObject({ status: 'ok' });
    expect(auditOf(client)).toHaveLength(1);
  });

  it('alone is answered with ok, leaves its marker, and ends with a terminal', () => {
    const { world, client, sessionId } = used();
    const params = sendParams('m2', { message: '/new', sessionId });
    expect(client.get('chat.send', params)).toEqual({ runId: 'm2', status: 'ok' });
    world.wait(100);
    expect(transcript(client)).toEqual(['system /new']);
    expect(client.payloads('chat').at(-1)).toMatchObject({ runId: 'm2', state: 'final' });
    expect(auditOf(client)).toMatchObject([{ postResetMessagePresent: false }]);
    world.crash();
    expect(world.connect().get('chat.send', params)).toMatchObject({ status: 'ok' });
  });

  it('tried again after a crash and a delete, leaves its marker in a new session', () => {
    const sessionKey = 'agent:main:side';
    const world = rawWorld();
    const client = world.connect();
    client.get('chat.send', sendParams('m1', { sessionKey }));
    world.wait(1_000);
    const params = sendParams('m2', { sessionKey, message: '/new', sessionId: idOf(client, sessionKey) });
    client.tell('chat.send', params);
    const archived = () => recordsOf(world.recorder, 'disk').some(({ op }) => op === 'rename');
    while (!archived()) world.wait(0.05);
    // the rotation is durable, its marker is not yet
    world.crash();
    const again = world.connect();
    again.get('sessions.delete', { key: sessionKey });
    expect(again.get('chat.send', params)).toMatchObject({ status: 'ok' });
    expect(transcript(again, sessionKey)).toEqual(['system /new']);
    expect(idOf(again, sessionKey)).not.toBe('');
  });

  it('replayed as a draft, with a key of its own, rotates nothing', () => {
    const { world, client, sessionId } = used();
    client.get('chat.send', sendParams('m2', { message: '/reset go on', sessionId }));
    world.wait(1_000);
    const current = idOf(client);
    world.restart();
    const again = world.connect();
    expect(
      again.refused('chat.send', sendParams('m3', { message: '/reset go on', sessionId })),
    ).toMatchObject({
      code: 'SESSION_CONTROL_REQUIRES_RPC',
    });
    expect(idOf(again)).toBe(current);
  });
});

describe('the daily rule', () => {
  const rules = { dailyResetMinute: 240 };

  it('rotates on the first message after the boundary, audited and announced', () => {
    const { world, client, sessionId } = used({ rules });
    world.supervisor.jumpClock(93_600_000);
    world.wait(60_000);
    expect(idOf(client)).toBe(sessionId);
    client.get('chat.send', sendParams('m2'));
    world.wait(1_000);
    expect(idOf(client)).not.toBe(sessionId);
    expect(auditOf(client)).toMatchObject([{ trigger: 'rule', oldSessionId: sessionId }]);
    expect(client.payloads('socket.drain')).toHaveLength(1);
  });

  it('does nothing when it is off, or before the boundary', () => {
    for (const [plan, jump] of [
      [{}, 93_600_000],
      [{ rules }, 60_000],
    ] as const) {
      const { world, client, sessionId } = used(plan);
      world.supervisor.jumpClock(jump);
      client.get('chat.send', sendParams('m2'));
      expect(idOf(client)).toBe(sessionId);
    }
  });
});
