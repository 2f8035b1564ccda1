import { describe, expect, it } from 'vitest';
import { recordsOf, type LoosePlan } from '../execution/small-context.ts';
import {
  MAIN,
  rawWorld,
  sendParams,
  transcript,
  type Payload,
  type RawClient,
  type RawWorld,
} from './raw-world.ts';

const LONG: LoosePlan = {
  operations: [
    {
      do: 'send',
      id: 'm1',
      client: 'web',
      session: MAIN,
      atMs: 0,
      turn: { steps: [{ type: 'delta', afterMs: 500, bytes: 24 }] },
    },
  ],
};

/** One run started and one queued behind it. */
function busy(plan: LoosePlan = LONG): { world: RawWorld; client: RawClient } {
  const world = rawWorld(plan);
  const client = world.connect();
  client.get('chat.send', sendParams('m1'));
  client.get('chat.send', sendParams('m2'));
  world.wait(50);
  return { world, client };
}

function rowOf(client: RawClient): Payload | undefined {
  return (client.get('sessions.list', {})['sessions'] as Payload[])[0];
}

/** Which send each call to the model was for. */
function ran(world: RawWorld): (string | undefined)[] {
  return world.prompts().map((markers) => markers.at(-1));
}

describe('after a crash', () => {
  it('what was started is interrupted and what was queued is run', () => {
    const { world } = busy();
    world.crash();
    const client = world.connect();
    client.get('sessions.messages.subscribe', { key: MAIN });
    world.wait(2_000);
    expect(transcript(client)).toEqual([
      'user hello [[m1]]',
      'user hello [[m2]]',
      'assistant interrupted',
      'assistant stop',
    ]);
    expect(ran(world)).toEqual(['m1', 'm2']);
    expect(rowOf(client)).toMatchObject({ status: 'done', hasActiveRun: false });
  });

  it('no row says running without a run', () => {
    const world = rawWorld(LONG);
    world.connect().get('chat.send', sendParams('m1'));
    world.wait(50);
    world.crash();
    expect(rowOf(world.connect())).toMatchObject({ status: 'killed', hasActiveRun: false, activeRunIds: [] });
  });

  it('a run that had ended is not run again, nor is its row changed', () => {
    const world = rawWorld();
    const client = world.connect();
    client.get('chat.send', sendParams('m1'));
    world.wait(1_000);
    const before = rowOf(client);
    world.crash();
    world.wait(2_000);
    expect(rowOf(world.connect())).toEqual(before);
    expect(ran(world)).toEqual(['m1']);
  });

  it('the model is shown what was said before it', () => {
    const world = rawWorld();
    world.connect().get('chat.send', sendParams('m1'));
    world.wait(1_000);
    world.crash();
    world.connect().get('chat.send', sendParams('m2'));
    world.wait(1_000);
    expect(world.prompts().at(-1)).toEqual(['m1', 'm2']);
  });

  it('numbers on a new connection begin at 1 again', () => {
    const world = rawWorld({ limits: { tickIntervalMs: 100 } });
    world.connect();
    world.wait(1_000);
    world.crash();
    const client = world.connect();
    world.wait(350);
    expect(client.events.slice(1).map((event) => event.seq)).toEqual([1, 2, 3]);
  });

  it('an ordinary message does not rotate', () => {
    const world = rawWorld();
    const client = world.connect();
    client.get('chat.send', sendParams('m1'));
    const { sessionId } = client.get('chat.history', { sessionKey: MAIN });
    world.crash();
    const again = world.connect();
    again.get('chat.send', sendParams('m2'));
    expect(again.get('chat.history', { sessionKey: MAIN })['sessionId']).toBe(sessionId);
    expect(again.get('sessions.audit.list', {})).toEqual({ records: [] });
  });

  it('a second crash during recovery loses nothing', () => {
    const { world } = busy();
    world.supervisor.crash(0);
    for (let k = 0; k < 6; k++) {
      world.wait(1.05 + k * 0.1);
      expect(world.supervisor).toMatchObject({ alive: true, down: true });
      world.supervisor.crash(0);
    }
    world.wait(3_000);
    expect(transcript(world.connect()).toSorted()).toEqual([
      'assistant interrupted',
      'assistant stop',
      'user hello [[m1]]',
      'user hello [[m2]]',
    ]);
  });

  it('nothing an acknowledgement promised is gone, wherever the crash falls', () => {
    const world = rawWorld({
      operations: [],
      faults: (['disk.append', 'disk.sync', 'disk.rename', 'frame.sent', 'frame.received'] as const).flatMap(
        (on) =>
          [3, 4, 6].map((nth) => ({ kind: 'process.crash' as const, id: `${on}-${nth}`, when: { on, nth } })),
      ),
    });
    world.onFire = () => world.supervisor.crash(0);
    const acknowledged: string[] = [];
    for (let k = 1; k <= 40; k++) {
      const client = world.open(`c${k}`);
      if (client.closed === undefined) {
        client.tell('connect', {
          minProtocol: 4,
          maxProtocol: 4,
          scopes: ['operator.admin'],
          auth: { token: 'gauntlet-token' },
        });
        client.tell('chat.send', sendParams(`m${k}`));
        if (k % 5 === 0) client.tell('sessions.reset', { key: MAIN });
      }
      world.wait(40);
      if (client.responses.some(({ payload }) => (payload as Payload | undefined)?.['status'] === 'started'))
        acknowledged.push(`m${k}`);
    }
    world.wait(5_000);
    const auditor = world.connect('auditor');
    const archives = auditor.get('sessions.archives.list', {})['archives'] as Payload[];
    const kept = [
      ...transcript(auditor),
      ...archives.flatMap(({ archive }) =>
        (auditor.get('sessions.archives.read', { archive })['messages'] as Payload[]).map((one) =>
          String(one['content']),
        ),
      ),
    ].join(' ');
    expect(world.fired.length).toBeGreaterThan(10);
    expect(acknowledged.length).toBeGreaterThan(10);
    for (const name of acknowledged) expect(kept).toContain(`[[${name}]]`);
  });
});

describe('a stop', () => {
  it('interrupts what runs, says goodbye, closes with 1012 and exits', () => {
    const { world, client } = busy();
    world.restart();
    expect(client.payloads('chat').at(-1)).toMatchObject({ runId: 'm1', state: 'error' });
    expect(client.events.at(-1)).toMatchObject({ event: 'shutdown' });
    expect(client.closed).toBe('1012 service restart');
    const again = world.connect();
    world.wait(2_000);
    expect(transcript(again)).toEqual([
      'user hello [[m1]]',
      'user hello [[m2]]',
      'assistant interrupted',
      'assistant stop',
    ]);
    expect(ran(world)).toEqual(['m1', 'm2']);
  });

  it('hands no run to the model whose start is being written', () => {
    const world = rawWorld(LONG);
    const client = world.connect();
    world.disk.extra = 20_000;
    const asked = client.tell('chat.send', sendParams('m1'));
    // the message is stored and acknowledged; what says that its run has begun is not
    while (!client.responses.some(({ id }) => id === asked)) world.wait(1);
    expect(ran(world)).toEqual([]);
    world.restart();
    world.wait(2_000);
    expect(ran(world)).toEqual([]);
    expect(transcript(world.connect())).toEqual(['user hello [[m1]]', 'assistant interrupted']);
  });

  it('refuses what is new as retryable while it drains', () => {
    const { world, client } = busy();
    world.disk.extra = 20_000;
    world.supervisor.restart(1);
    const asked = [
      client.tell('chat.send', sendParams('m3')),
      client.tell('sessions.reset', { key: MAIN }),
      client.tell('chat.abort', { sessionKey: MAIN }),
    ];
    world.wait(500);
    expect(client.responses.filter((one) => asked.includes(one.id)).map((one) => one.error)).toEqual(
      asked.map(() => ({
        code: 'UNAVAILABLE',
        message: 'the gateway is stopping',
        details: { reason: 'gateway-draining' },
        retryable: true,
        retryAfterMs: 1_000,
      })),
    );
  });
});

describe('archives at a boot', () => {
  it.each([
    ['are read while the dedupe window reaches into them, and their keys are known', 2_000, 1, 'ok'],
    ['are not read once the dedupe window is past them', 8_000, 0, 'started'],
  ])('%s', (_what, agedMs, reads, status) => {
    const world = rawWorld({ limits: { dedupeWindowMs: 5_000 } });
    const client = world.connect();
    client.get('chat.send', sendParams('m1'));
    world.wait(500);
    client.get('sessions.reset', { key: MAIN });
    world.wait(agedMs);
    world.crash();
    const archivesRead = recordsOf(world.recorder, 'disk').filter(
      ({ op, path }) => op === 'read' && path.startsWith('archives/'),
    );
    expect(archivesRead).toHaveLength(reads);
    expect(world.connect().get('chat.send', sendParams('m1'))).toMatchObject({ status });
  });
});
