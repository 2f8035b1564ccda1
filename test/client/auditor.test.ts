import { describe, expect, it } from 'vitest';
import { Auditor } from '../../src/client/auditor.ts';
import { fakeHost, type FakeHost } from './fake-host.ts';

function auditorOf(prepare: (host: FakeHost) => void = () => {}): { host: FakeHost; auditor: Auditor } {
  const host = fakeHost();
  host.script.set('sessions.audit.list', () => ({ ok: { records: [] } }));
  host.script.set('sessions.archives.list', () => ({ ok: { archives: [] } }));
  host.script.set('sessions.archives.read', () => ({ ok: { messages: [] } }));
  prepare(host);
  const auditor = new Auditor(host);
  auditor.connect();
  host.until(100);
  return { host, auditor };
}

function since(host: FakeHost, atMs: number): string[] {
  return host.requests.filter((one) => one.atMs > atMs).map((one) => one.method);
}

describe('the auditor', () => {
  it('reads rows, audit records and archives when it connects', () => {
    const { host, auditor } = auditorOf();
    expect(since(host, 0.5)).toEqual(['sessions.list', 'sessions.audit.list', 'sessions.archives.list']);
    expect(auditor.content).toBe(true);
  });

  it('reads a session once for checkpoints that come together', () => {
    const { host, auditor } = auditorOf();
    auditor.checkpoint('s');
    auditor.checkpoint('s');
    expect(auditor.content).toBe(false);
    host.until(200);
    expect(since(host, 100)).toEqual(['sessions.list', 'chat.history']);
    expect(host.paramsOf('chat.history')).toEqual([{ sessionKey: 's', limit: 1_000, maxChars: 120 }]);
    expect(auditor.content).toBe(true);
  });

  it.each([
    ['another session id', [{ key: 's', sessionId: 'b', compactionCount: 0 }]],
    ['another revision', [{ key: 's', sessionId: 'a', lifecycleRevision: 'r2', compactionCount: 0 }]],
    ['a compaction', [{ key: 's', sessionId: 'a', compactionCount: 1 }]],
    ['no row any more', []],
  ])('reads audit records and archives again when the rows show %s', (_, later) => {
    let rows: readonly object[] = [{ key: 's', sessionId: 'a', compactionCount: 0 }];
    const { host, auditor } = auditorOf((one) =>
      one.script.set('sessions.list', () => ({ ok: { sessions: rows } })),
    );
    auditor.checkpoint('s');
    host.until(200);
    expect(since(host, 100)).toEqual(['sessions.list', 'chat.history']);
    rows = later;
    auditor.checkpoint('s');
    host.until(300);
    expect(since(host, 200)).toEqual([
      'sessions.list',
      'chat.history',
      'sessions.audit.list',
      'sessions.archives.list',
    ]);
  });

  it('gathers checkpoints for longer where there are many rows to read', () => {
    const sessions = Array.from({ length: 1_000 }, (_none, k) => ({ key: `s${k}`, sessionId: 'a' }));
    const { host, auditor } = auditorOf((one) =>
      one.script.set('sessions.list', () => ({ ok: { sessions } })),
    );
    host.until(1_000);
    auditor.checkpoint('s1');
    host.until(1_400);
    auditor.checkpoint('s2');
    host.until(2_000);
    expect(since(host, 1_000)).toEqual(['sessions.list', 'chat.history', 'chat.history']);
  });

  it('reads only what is due at a checkpoint, and everything at an audit', () => {
    const { host, auditor } = auditorOf();
    auditor.checkpoint('a');
    host.until(200);
    auditor.checkpoint('b');
    host.until(300);
    auditor.audit();
    host.until(400);
    expect(
      host.paramsOf('chat.history').map((params) => (params as { sessionKey: string }).sessionKey),
    ).toEqual(['a', 'b', 'a', 'b']);
  });

  it('learns of sessions from the rows', () => {
    const { host } = auditorOf((one) =>
      one.script.set('sessions.list', () => ({ ok: { sessions: [{ key: 'found' }, 7, { key: 7 }] } })),
    );
    expect(host.paramsOf('chat.history')).toMatchObject([{ sessionKey: 'found' }]);
  });

  it('reads every archive once, and again when it was cut off', () => {
    const { host, auditor } = auditorOf((one) => {
      one.script.set('sessions.archives.list', () => ({ ok: { archives: [{ archive: 'a1' }] } }));
      one.script.set('sessions.archives.read', () => undefined);
    });
    expect(host.timesOf('sessions.archives.read')).toHaveLength(1);
    expect(auditor.content).toBe(false);
    host.script.set('sessions.archives.read', () => ({ ok: { messages: [] } }));
    host.drop(1006);
    host.until(500);
    expect(host.timesOf('sessions.archives.read')).toHaveLength(2);
    auditor.audit();
    host.until(600);
    expect(host.timesOf('sessions.archives.read')).toHaveLength(2);
    expect(auditor.content).toBe(true);
  });

  it('reads a long transcript and a long archive page by page', () => {
    const { host, auditor } = auditorOf((one) => {
      one.script.set('sessions.archives.list', () => ({ ok: { archives: [{ archive: 'a1' }] } }));
      for (const method of ['chat.history', 'sessions.archives.read'])
        one.script.set(method, (params) => {
          const { offset } = params as { offset?: number };
          return {
            ok: { messages: offset === undefined ? [1, 2, 3] : [offset * 10], hasMore: offset !== 4 },
          };
        });
    });
    auditor.checkpoint('s');
    host.until(300);
    for (const method of ['chat.history', 'sessions.archives.read'])
      expect(host.paramsOf(method).map((params) => (params as { offset?: number }).offset)).toEqual([
        undefined,
        3,
        4,
      ]);
    expect(auditor.content).toBe(true);
  });

  it('asks no further when every page is the same', () => {
    const { host, auditor } = auditorOf((one) =>
      one.script.set('chat.history', () => ({ ok: { messages: [1, 2], hasMore: true } })),
    );
    auditor.checkpoint('s');
    host.until(300);
    expect(host.timesOf('chat.history')).toHaveLength(2);
    expect(auditor.content).toBe(true);
  });

  it('reads everything again after a reconnect', () => {
    const { host } = auditorOf();
    host.drop(1006);
    host.until(500);
    expect(since(host, 100)).toEqual([
      'connect',
      'sessions.list',
      'sessions.audit.list',
      'sessions.archives.list',
    ]);
  });

  it('asks for nothing but to read', () => {
    const { host, auditor } = auditorOf();
    auditor.checkpoint('s');
    auditor.audit();
    host.until(1_000);
    const reads =
      /^(?:connect|sessions\.list|chat\.history|sessions\.audit\.list|sessions\.archives\.(?:list|read))$/;
    for (const { method } of host.requests) expect(method).toMatch(reads);
  });
});
