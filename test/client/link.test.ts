import { describe, expect, it } from 'vitest';
import { ClientLink, type LinkEvents, type Reply } from '../../src/client/link.ts';
import { ROLES } from '../../src/client/role.ts';
import { fakeHost, HELLO, type FakeHost } from './fake-host.ts';

interface Bench {
  readonly host: FakeHost;
  readonly link: ClientLink;
  /** `ready`, `lost CODE`, `gap`, and the names of events. */
  readonly seen: string[];
  readonly replies: Reply[];
  ask(method?: string, params?: unknown): void;
}

function bench(role: keyof typeof ROLES = 'operator', prepare: (host: FakeHost) => void = () => {}): Bench {
  const host = fakeHost();
  prepare(host);
  const seen: string[] = [];
  const replies: Reply[] = [];
  const events: LinkEvents = {
    onReady: () => seen.push('ready'),
    onEvent: (frame) => seen.push(frame.event),
    onGap: () => seen.push('gap'),
    onLost: (code) => seen.push(`lost ${code}`),
  };
  const link = new ClientLink(host, 'web', ROLES[role], events);
  link.connect();
  host.until(1);
  return {
    host,
    link,
    seen,
    replies,
    ask: (method = 'chat.history', params = {}) =>
      link.request(method, params, (reply) => replies.push(reply)),
  };
}

describe('the handshake', () => {
  it('answers the challenge with its role, scopes and token', () => {
    const { host, link, seen } = bench('reader');
    expect(host.paramsOf('connect')).toEqual([
      {
        minProtocol: 3,
        maxProtocol: 4,
        client: { id: 'gateway-client', version: '1.0.0', platform: 'linux', mode: 'backend' },
        role: 'operator',
        scopes: ['operator.read'],
        caps: ['tool-events'],
        auth: { token: 'secret' },
      },
    ]);
    expect(link.ready).toBe(true);
    expect(seen).toEqual(['ready']);
  });

  it('is not through when connect is refused', () => {
    const { link, seen } = bench('operator', (host) =>
      host.script.set('connect', () => ({ refused: { code: 'INVALID_REQUEST', message: 'unauthorized' } })));
    expect(link.ready).toBe(false);
    expect(seen).toEqual([]);
  });

  it('lets no event through before the hello', () => {
    const { host, seen } = bench('operator', (one) => one.script.set('connect', () => undefined));
    host.say('chat', {}, 1);
    expect(seen).toEqual([]);
  });
});

describe('requests', () => {
  it('are answered by the response with their id', () => {
    const { ask, host, link, replies } = bench();
    host.script.set('a', () => ({ ok: 'A' }));
    host.script.set('b', () => ({ refused: { code: 'X', message: 'no' } }));
    ask('a');
    ask('silent');
    ask('b');
    expect(link.outstanding).toBe(3);
    host.until(2);
    expect(replies).toEqual([
      { type: 'ok', payload: 'A' },
      { type: 'refused', error: { code: 'X', message: 'no' } },
    ]);
    expect(link.outstanding).toBe(1);
  });

  it('are answered with unknown, once, when the connection closes before the answer', () => {
    const { ask, host, link, replies } = bench();
    ask('silent');
    ask('silent');
    host.drop(1006);
    expect(replies).toEqual([{ type: 'unknown' }, { type: 'unknown' }]);
    expect(link.outstanding).toBe(0);
    host.until(10_000);
    expect(replies).toHaveLength(2);
  });

  it('are answered with unknown at once when there is no connection', () => {
    const { ask, host, replies } = bench();
    host.drop(1006);
    ask();
    expect(replies).toEqual([{ type: 'unknown' }]);
  });

  it('are answered with too-big when a 1009 close meets a frame above the announced limit', () => {
    const { ask, host, replies } = bench();
    ask('silent', { message: 'x' });
    ask('silent', { message: 'x'.repeat(HELLO.policy.maxPayload) });
    host.drop(1009);
    expect(replies).toEqual([{ type: 'unknown' }, { type: 'too-big' }]);
  });

  it('have ids of their own over all connections', () => {
    const ids = new Set<string>();
    const { ask, host } = bench();
    host.script.set('chat.history', (_params, request) => {
      ids.add(request.id);
      return undefined;
    });
    ask();
    host.drop(1006);
    host.until(1_000);
    ask();
    expect(ids.size).toBe(2);
  });
});

describe('reconnecting', () => {
  it('backs off twice as long each time, up to five seconds', () => {
    const { host } = bench();
    host.chance = 1;
    host.refusing = true;
    host.drop(1006);
    host.until(30_000);
    const gaps = host.attempts.slice(1).map(({ atMs }, k) => atMs - (host.attempts[k]?.atMs ?? 0));
    expect(gaps.slice(0, 9)).toEqual([101, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000]);
  });

  it('waits between half the back-off and all of it', () => {
    const { host } = bench();
    host.chance = 0;
    host.refusing = true;
    host.drop(1006);
    host.until(2_000);
    expect(host.attempts.slice(1, 5).map((one) => one.atMs)).toEqual([51, 151, 351, 751]);
  });

  it('begins again at a tenth of a second after a connection that was good', () => {
    const { host, link } = bench();
    host.chance = 1;
    host.refusing = true;
    host.drop(1006);
    host.until(1_000);
    host.refusing = false;
    host.until(1_600);
    expect(host.attempts.at(-1)?.atMs).toBe(1_501);
    link.steady();
    host.drop(1006);
    host.until(1_700);
    expect(host.attempts.at(-1)?.atMs).toBe(1_700);
  });

  it('goes on backing off after connections that never got to work', () => {
    const { host } = bench();
    host.chance = 1;
    const gaps = [100, 200, 400].map((gap) => {
      const droppedAt = host.now() / 1_000;
      host.drop(1006);
      host.until(droppedAt + gap);
      return (host.attempts.at(-1)?.atMs ?? 0) - droppedAt;
    });
    expect(gaps).toEqual([100, 200, 400]);
  });

  it('shakes hands again on every connection', () => {
    const { host, seen } = bench();
    host.drop(1006);
    host.until(100);
    expect(seen).toEqual(['ready', 'lost 1006', 'ready']);
  });

  it('opens no second connection while there is one', () => {
    const { host, link } = bench();
    link.connect();
    link.connect();
    host.until(10);
    expect(host.attempts).toHaveLength(1);
  });
});

describe('leaving', () => {
  it('closes with 1001 and comes back after the given time, not before', () => {
    const { host, link } = bench();
    link.leave(300_000);
    expect(host.attempts[0]?.closed).toBe('1001 leaving');
    expect(link.ready).toBe(false);
    host.until(300);
    expect(host.attempts).toHaveLength(1);
    host.until(302);
    expect(host.attempts.map((one) => one.atMs)).toEqual([0, 301]);
    expect(link.ready).toBe(true);
  });

  it('stays away although it was about to reconnect', () => {
    const { host, link } = bench();
    host.drop(1006);
    link.leave(5_000_000);
    host.until(5_000);
    expect(host.attempts).toHaveLength(1);
    host.until(5_002);
    expect(host.attempts).toHaveLength(2);
  });
});

describe('the watchdog', () => {
  it('closes with 4000 after two announced ticks of silence', () => {
    const { host, seen } = bench();
    host.until(1_999);
    expect(seen).toEqual(['ready']);
    host.until(2_000);
    expect(host.attempts[0]?.closed).toBe('4000 tick timeout');
    expect(seen).toEqual(['ready', 'lost 4000']);
  });

  it('counts silence from the last message, whatever it was', () => {
    const { host } = bench();
    for (const at of [900, 1_800, 2_700]) {
      host.until(at);
      host.say('tick', {}, at);
    }
    host.until(4_699);
    expect(host.attempts[0]?.closed).toBeUndefined();
    host.until(5_700);
    expect(host.attempts[0]?.closed).toBe('4000 tick timeout');
  });

  it('waits sixty ticks for a slow reader', () => {
    const { host } = bench('slow');
    host.until(59_000);
    expect(host.attempts).toHaveLength(1);
    host.until(60_100);
    expect(host.attempts[0]?.closed).toBe('4000 tick timeout');
  });

  it('waits two half minutes for a hello that does not come', () => {
    const { host } = bench('operator', (one) => one.script.set('connect', () => undefined));
    host.until(59_999);
    expect(host.attempts[0]?.closed).toBeUndefined();
    host.until(60_000);
    expect(host.attempts[0]?.closed).toBe('4000 tick timeout');
  });
});

describe('gaps', () => {
  it.each<[string, readonly (number | undefined)[], number]>([
    ['rise by one', [1, 2, 3], 0],
    ['begin anywhere', [7, 8], 0],
    ['jump', [1, 3, 4], 1],
    ['jump twice', [1, 3, 5], 2],
    ['are absent', [1, undefined, 2], 0],
    ['go back', [2, 1], 0],
  ])('are seen or not when the numbers %s', (_how, numbers, gaps) => {
    const { host, seen } = bench();
    for (const seq of numbers) host.say('tick', {}, seq);
    expect(seen.filter((one) => one === 'gap')).toHaveLength(gaps);
    expect(seen.filter((one) => one === 'tick')).toHaveLength(numbers.length);
  });

  it('are not seen between two connections', () => {
    const { host, seen } = bench();
    host.say('tick', {}, 1);
    host.drop(1006);
    host.until(500);
    host.say('tick', {}, 9);
    expect(seen).not.toContain('gap');
  });
});
