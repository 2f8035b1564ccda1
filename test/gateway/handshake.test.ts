import { describe, expect, it } from 'vitest';
import { EVENTS } from '../../src/protocol/events.ts';
import { METHODS } from '../../src/protocol/methods.ts';
import { SHOWN_METHOD_SCOPE } from '../../src/protocol/scopes.ts';
import { connectParams, rawWorld } from './raw-world.ts';

describe('the handshake of the reference gateway', () => {
  it('begins with an unnumbered challenge', () => {
    const client = rawWorld().open();
    expect(client.events).toHaveLength(1);
    expect(client.events[0]).toMatchObject({ event: 'connect.challenge' });
    expect(client.events[0]).not.toHaveProperty('seq');
    expect(client.payloads('connect.challenge')[0]?.['nonce']).toMatch(/^[0-9a-f]{16}$/);
  });

  it('ends with a hello that announces limits, methods, events and scopes', () => {
    const client = rawWorld({
      limits: { maxPayloadBytes: 4_096, maxBufferedBytes: 8_192, tickIntervalMs: 1_000 },
    }).open();
    expect(client.get('connect', connectParams({ scopes: ['operator.read', 7] }))).toMatchObject({
      type: 'hello-ok',
      protocol: 4,
      policy: { maxPayload: 4_096, maxBufferedBytes: 8_192, tickIntervalMs: 1_000 },
      auth: { role: 'operator', scopes: ['operator.read'] },
      features: { methods: [...METHODS, ...SHOWN_METHOD_SCOPE.keys()], events: [...EVENTS, 'presence'] },
    });
    expect(client.closed).toBeUndefined();
  });

  it.each<[string, string, Record<string, unknown>, string, object]>([
    [
      'a wrong token',
      'connect',
      { auth: { token: 'wrong' } },
      '1008 unauthorized',
      { message: 'unauthorized' },
    ],
    ['no token', 'connect', { auth: {} }, '1008 unauthorized', { message: 'unauthorized' }],
    ['no credentials', 'connect', { auth: undefined }, '1008 unauthorized', { message: 'unauthorized' }],
    [
      'a protocol that is too old',
      'connect',
      { minProtocol: 1, maxProtocol: 3 },
      '1002 protocol mismatch',
      { details: { code: 'PROTOCOL_MISMATCH', expectedProtocol: 4 } },
    ],
    [
      'a protocol that is too new',
      'connect',
      { minProtocol: 5, maxProtocol: 9 },
      '1002 protocol mismatch',
      {},
    ],
    ['no protocol', 'connect', { minProtocol: undefined }, '1002 protocol mismatch', {}],
    ['another first request', 'chat.history', {}, '1008 connect first', {}],
  ])('refuses %s and closes', (_what, method, more, closed, error) => {
    const world = rawWorld();
    const client = world.open();
    expect(client.refused(method, connectParams(more))).toMatchObject({ code: 'INVALID_REQUEST', ...error });
    world.wait(100);
    expect(client.closed).toBe(closed);
    expect(world.log().some((text) => text.includes(closed))).toBe(true);
  });

  it.each([
    ['a connect without parameters', '{"type":"req","id":"1","method":"connect"}'],
    ['text that is no JSON', 'hello?'],
    ['an event', '{"type":"event","event":"tick"}'],
    ['a response', '{"type":"res","id":"1","ok":true}'],
  ])('closes with 1008 at %s', (_what, text) => {
    const world = rawWorld();
    const client = world.open();
    client.raw(text);
    world.wait(100);
    expect(client.closed).toBe('1008 connect first');
  });

  it('ignores after the hello what is no request', () => {
    const world = rawWorld();
    const client = world.connect();
    for (const text of ['hello?', '{"type":"event","event":"tick"}', '[]']) client.raw(text);
    expect(client.get('sessions.list', {})).toMatchObject({ count: 0 });
  });

  it('closes a connection with 1000 that has not connected within 15 seconds', () => {
    const world = rawWorld();
    const client = world.open();
    world.wait(14_990);
    expect(client.closed).toBeUndefined();
    world.wait(20);
    expect(client.closed).toBe('1000');
  });

  it('lets a connection be that has connected in time', () => {
    const world = rawWorld();
    const client = world.connect();
    world.wait(20_000);
    expect(client.closed).toBeUndefined();
  });

  it('takes no frame above the small limit before hello, and larger ones after it', () => {
    const world = rawWorld({ limits: { preHelloPayloadBytes: 2_048, maxPayloadBytes: 8_192 } });
    const early = world.open('early');
    early.tell('connect', connectParams({ locale: 'x'.repeat(2_048) }));
    world.wait(100);
    expect(early.closed).toBe('1009');
    const greeted = world.connect('greeted');
    expect(greeted.refused('x'.repeat(4_096))).toMatchObject({ code: 'INVALID_REQUEST' });
    greeted.tell('x'.repeat(8_192));
    world.wait(100);
    expect(greeted.closed).toBe('1009');
    expect(world.connect('other').closed).toBeUndefined();
  });

  it('numbers every event from 1, tick after tick', () => {
    const world = rawWorld({ limits: { tickIntervalMs: 1_000 } });
    const client = world.connect();
    world.wait(5_500);
    const numbers = client.events.slice(1).map((event) => event.seq);
    expect(numbers).toEqual([1, 2, 3, 4, 5]);
  });

  it('tells the others of a new connection, whatever they may', () => {
    const world = rawWorld();
    const [reader, unscoped] = [world.connect('reader', ['operator.read']), world.connect('unscoped', [])];
    const seen = reader.payloads('presence').length;
    world.connect('third');
    world.wait(10);
    expect(reader.payloads('presence')).toHaveLength(seen + 1);
    expect(unscoped.payloads('presence')).toHaveLength(1);
  });
});
