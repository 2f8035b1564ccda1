import { describe, expect, it } from 'vitest';
import { recordsOf } from '../execution/small-context.ts';
import {
  named,
  quietLink,
  smallNetwork,
  type Accepted,
  type Connected,
  type SmallNetwork,
} from './small-network.ts';
import type { LoosePlan } from '../execution/small-context.ts';

interface Pair extends SmallNetwork {
  readonly gateway: Accepted;
  readonly client: Connected;
}

/** A connection that is open on both sides. */
function opened(plan: LoosePlan = {}): Pair {
  const given = smallNetwork(plan);
  given.listen();
  const client = given.connect();
  given.rest();
  return Object.assign(given, { gateway: given.accepted[0] as Accepted, client });
}

/** What was recorded of connections, as `leg event code by`. */
function connectionsOf({ recorder }: SmallNetwork): string[] {
  return recordsOf(recorder, 'connection').map(({ leg, event, code, by }) =>
    [leg, event, code, by].filter((part) => part !== undefined).join(' '),
  );
}

function framesOf({ recorder }: SmallNetwork): string[] {
  return recordsOf(recorder, 'frame').map(({ from, leg, frameId }) => `${frameId} ${from}@${leg}`);
}

describe('the network', () => {
  it('opens a connection at the gateway first, then at the client', () => {
    const given = opened();
    expect(connectionsOf(given)).toEqual(['gateway opened', 'client opened']);
    expect(given.client.seen).toEqual(['open']);
    expect(given.network.of('web')).toHaveLength(1);
  });

  it('refuses a connect while nobody listens', () => {
    const given = smallNetwork();
    const client = given.connect();
    given.rest();
    expect(client.seen).toEqual(['closed 1006 connection refused']);
    expect(connectionsOf(given)).toEqual(['client refused']);
  });

  it.each(['refused', 'held'] as const)('refuses a connect over a link that is %s', (condition) => {
    const given = smallNetwork();
    given.listen();
    given.link[condition] = true;
    const client = given.connect();
    given.rest();
    expect(client.seen).toEqual(['closed 1006 connection refused']);
    expect(given.accepted).toEqual([]);
  });

  it('says that a connect was refused by the fault', () => {
    const given = smallNetwork();
    given.listen();
    const link = quietLink();
    link.refused = true;
    given.connect(link);
    given.rest();
    expect(link.effects).toEqual(['refused']);
  });

  it('accepts nobody who gave up before the attempt arrived', () => {
    const given = smallNetwork();
    given.listen();
    const client = given.connect();
    client.socket.close(1001, 'leaving');
    given.rest();
    expect(given.accepted).toEqual([]);
    expect(client.seen).toEqual(['closed 1001 leaving']);
  });

  it('records each frame on both legs under one id', () => {
    const given = opened();
    given.gateway.socket.send(named('tick'));
    given.client.socket.send(named('request'));
    given.rest();
    expect(given.client.seen).toEqual(['open', 'tick']);
    expect(given.gateway.seen).toEqual(['request']);
    expect(framesOf(given).toSorted()).toEqual([
      '0 gateway@client',
      '0 gateway@gateway',
      '1 client@client',
      '1 client@gateway',
    ]);
  });

  it('says on the frames of the gateway how much is buffered', () => {
    const given = opened({ socketBytes: 1_024 });
    given.link.reading = false;
    given.network.refresh('web');
    for (let k = 0; k < 4; k++) given.gateway.socket.send(named('tick', 600));
    const buffered = recordsOf(given.recorder, 'frame').map((record) => record.bufferedBytes);
    expect(buffered).toEqual([0, 600, 1_200, 1_800]);
    expect(given.gateway.socket.bufferedBytes).toBe(1_800);
    given.link.reading = true;
    given.network.refresh('web');
    given.rest();
    expect(given.gateway.socket.bufferedBytes).toBe(0);
    expect(given.client.seen).toHaveLength(5);
  });

  it('hands the client nothing before its handshake is through', () => {
    const given = smallNetwork();
    given.listen();
    const client = given.connect();
    given.until(1);
    given.accepted[0]?.socket.send(named('challenge'));
    given.rest();
    expect(client.seen).toEqual(['open', 'challenge']);
  });

  it.each([
    ['gateway', 1008],
    ['gateway', 1012],
    ['client', 1001],
    ['client', 4000],
  ] as const)('carries a close by the %s with %d to the other side, after what was sent', (by, code) => {
    const given = opened();
    given.gateway.socket.send(named('last'));
    given.client.socket.send(named('word'));
    const closing = by === 'gateway' ? given.gateway : given.client;
    closing.socket.close(code, 'why');
    given.gateway.socket.send(named('too late'));
    given.client.socket.send(named('too late'));
    given.rest();
    expect(given.gateway.seen.at(-1)).toBe(`closed ${code} why`);
    expect(given.client.seen.at(-1)).toBe(`closed ${code} why`);
    if (by === 'gateway') expect(given.client.seen).toContain('last');
    else expect(given.gateway.seen).toContain('word');
    expect(closing.seen).not.toContain('too late');
    expect(connectionsOf(given).slice(2).toSorted()).toEqual([
      `client closed ${code} ${by}`,
      `gateway closed ${code} ${by}`,
    ]);
    expect(given.network.of('web')).toEqual([]);
  });

  it('shows both sides their own code when both close at once', () => {
    const given = opened();
    given.gateway.socket.close(1008, 'slow');
    given.client.socket.close(1001, 'leaving');
    given.rest();
    expect(given.client.seen).toEqual(['open', 'closed 1001 leaving']);
    expect(given.gateway.seen).toHaveLength(1);
    expect(given.network.of('web')).toEqual([]);
  });

  it('shows the client 1006 when the gateway drops the connection', () => {
    const given = opened();
    given.gateway.socket.send(named('lost'));
    given.gateway.socket.terminate();
    given.rest();
    expect(given.client.seen).toEqual(['open', 'closed 1006']);
    expect(given.gateway.seen).toEqual(['closed 1006']);
  });

  it('shows the client the close code when the gateway drops the connection after the close arrived', () => {
    const given = opened();
    given.gateway.socket.close(1008, 'slow consumer');
    given.until(3.5);
    given.gateway.socket.terminate();
    given.rest();
    expect(given.client.seen).toEqual(['open', 'closed 1008 slow consumer']);
  });

  it('shows both sides 1006 when the link is cut', () => {
    const given = opened();
    given.network.of('web')[0]?.cut('network');
    given.rest();
    expect(given.client.seen).toEqual(['open', 'closed 1006']);
    expect(given.gateway.seen).toEqual(['closed 1006']);
    expect(connectionsOf(given).slice(2)).toEqual([
      'gateway closed 1006 network',
      'client closed 1006 network',
    ]);
  });

  describe('maxPayload', () => {
    const limits = { maxPayloadBytes: 1_000, preHelloPayloadBytes: 500 };

    it.each([
      [499, true],
      [500, true],
      [501, false],
    ])('lets %d bytes in before hello: %s', (bytes, passes) => {
      const given = opened({ limits });
      given.client.socket.send(named('connect', bytes));
      given.rest();
      expect(given.gateway.seen).toEqual(passes ? ['connect'] : ['closed 1009']);
      if (!passes) expect(given.client.seen).toEqual(['open', 'closed 1009']);
    });

    it.each([
      [1_000, true],
      [1_001, false],
    ])('lets %d bytes in after hello: %s', (bytes, passes) => {
      const given = opened({ limits });
      given.gateway.socket.setMaxPayload(1_000);
      given.client.socket.send(named('chat.send', bytes));
      given.rest();
      expect(given.gateway.seen).toEqual(passes ? ['chat.send'] : ['closed 1009']);
    });

    it.each([
      [1_000, true],
      [1_001, false],
    ])('lets %d bytes out: %s', (bytes, passes) => {
      const given = opened({ limits });
      given.gateway.socket.send(named('chat', bytes));
      given.rest();
      expect(given.client.seen).toEqual(
        passes ? ['open', 'chat'] : ['open', 'closed 1009 max payload size exceeded'],
      );
      if (!passes) expect(given.gateway.seen).toEqual(['closed 1009 max payload size exceeded']);
    });

    it('harms no other connection', () => {
      const given = opened({ limits });
      const other = given.connect(quietLink('app'));
      given.rest();
      given.client.socket.send(named('connect', 501));
      given.rest();
      other.socket.send(named('connect'));
      given.rest();
      expect(given.accepted[1]?.seen).toEqual(['connect']);
    });
  });

  describe('silence', () => {
    it('delivers nothing, tells nobody, and ends with 1006 on both sides', () => {
      const given = opened();
      given.link.held = true;
      given.network.refresh('web');
      given.gateway.socket.send(named('tick'));
      given.client.socket.send(named('request'));
      given.until(10_000);
      expect(given.client.seen).toEqual(['open']);
      expect(given.gateway.seen).toEqual([]);
      given.network.of('web')[0]?.cut('network');
      given.link.held = false;
      given.network.refresh('web');
      given.rest();
      expect(given.client.seen).toEqual(['open', 'closed 1006']);
      expect(given.gateway.seen).toEqual(['closed 1006']);
    });
  });

  describe('a crash', () => {
    it('loses what the gateway had buffered and delivers what its kernel had taken', () => {
      const given = opened({ socketBytes: 1_024 });
      given.link.reading = false;
      given.network.refresh('web');
      for (const name of ['kernel-1', 'kernel-2', 'own-1', 'own-2'])
        given.gateway.socket.send(named(name, 500));
      given.until(100);
      given.process.alive = false;
      given.network.cutAll();
      given.link.reading = true;
      given.network.refresh('web');
      given.rest();
      expect(given.client.seen).toEqual(['open', 'kernel-1', 'kernel-2', 'closed 1006']);
      expect(connectionsOf(given).slice(2)).toEqual([
        'gateway closed 1006 process',
        'client closed 1006 process',
      ]);
    });

    it('calls the dead process no more, and lets it send no more', () => {
      const given = opened();
      given.client.socket.send(named('on the way'));
      given.process.alive = false;
      given.network.cutAll();
      given.gateway.socket.send(named('from the grave'));
      given.gateway.socket.close(1008, 'from the grave');
      given.rest();
      expect(given.gateway.seen).toEqual([]);
      expect(given.client.seen).toEqual(['open', 'closed 1006']);
      expect(framesOf(given)).toEqual(['0 client@client']);
    });

    it('shows the close code to a client that the close frame had reached', () => {
      const given = opened();
      given.gateway.socket.close(1012, 'service restart');
      given.process.alive = false;
      given.network.cutAll();
      given.rest();
      expect(given.client.seen).toEqual(['open', 'closed 1012 service restart']);
    });
  });

  it('keeps the order of messages and the close for a process that is paused', () => {
    const given = opened();
    given.process.paused = true;
    for (const name of ['a', 'b']) given.client.socket.send(named(name));
    given.client.socket.close(1001, 'leaving');
    given.rest();
    expect(given.gateway.seen).toEqual([]);
    given.process.paused = false;
    for (const callback of given.process.backlog.splice(0)) callback();
    expect(given.gateway.seen).toEqual(['a', 'b', 'closed 1001 leaving']);
  });

  it('numbers connections over the whole history', () => {
    const given = opened();
    given.client.socket.close(1001, '');
    given.rest();
    given.connect();
    given.rest();
    expect(recordsOf(given.recorder, 'connection').map((record) => record.conn)).toEqual([1, 1, 1, 1, 2, 2]);
  });
});
