import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../../src/trace/evidence.ts';
import type { FrameRecord, HistoryRecord, ProviderRecord, RecordBody } from '../../src/history/record.ts';
import { Message } from '../../src/protocol/message.ts';

function record(body: RecordBody): HistoryRecord {
  return { ...body, i: 4, atMicros: 1_500, incarnation: 1 };
}

function provider(over: Partial<ProviderRecord> & Pick<ProviderRecord, 'event'>): HistoryRecord {
  return record({ kind: 'provider', call: 3, purpose: 'run', ...over });
}

function frame(message: Message, over: Partial<FrameRecord> = {}): HistoryRecord {
  return record({
    kind: 'frame',
    from: 'gateway',
    leg: 'client',
    conn: 2,
    client: 'alice',
    frameId: 9,
    message,
    ...over,
  });
}

describe('evidence', () => {
  it('says who sent a frame to whom, and on which leg it was seen', () => {
    const tick = Message.of({ type: 'event', event: 'tick', seq: 3, payload: { ts: 1 } });
    expect(evidenceOf(frame(tick))).toEqual({
      i: 4,
      atMicros: 1500,
      incarnation: 1,
      client: 'alice',
      conn: 2,
      direction: 'gateway → client',
      stage: 'delivered',
      what: 'event tick seq=3 {"ts":1}',
    });
    expect(evidenceOf(frame(tick, { leg: 'gateway' })).stage).toBe('sent');
    expect(evidenceOf(frame(tick, { from: 'client' }))).toMatchObject({
      direction: 'client → gateway',
      stage: 'sent',
    });
  });

  it.each<[string, HistoryRecord, string | RegExp]>([
    [
      'a request',
      frame(Message.of({ type: 'req', id: '7', method: 'chat.send', params: { a: 1 } })),
      'req 7 chat.send {"a":1}',
    ],
    [
      'a call of a model',
      provider({
        event: 'call',
        prompt: { like: 2, same: 4, hash: 7, rest: [{ role: 'user', text: `[[m1]]${'x'.repeat(60)}` }] },
      }),
      `run call 3: call of 5 messages, the last {"role":"user","text":"[[m1]]${'x'.repeat(42)}…+18"}`,
    ],
    [
      'a call that asks what an earlier one did',
      provider({ event: 'call', prompt: { like: 2, same: 4, hash: 7, rest: [] } }),
      'run call 3: call of 4 messages',
    ],
    ['what a model says', provider({ event: 'delta', text: 'so be it' }), 'run call 3: delta "so be it"'],
    [
      'what it says late',
      provider({ event: 'tool', text: 'so', injected: true }),
      'run call 3: tool (injected) "so"',
    ],
    ['how it ends', provider({ event: 'end', stopReason: 'stop' }), 'run call 3: end "stop"'],
    ['why it fails', provider({ event: 'error', message: 'busy' }), 'run call 3: error "busy"'],
    ['a start', provider({ event: 'start' }), 'run call 3: start'],
    ['a response', frame(Message.of({ type: 'res', id: '7', ok: true, payload: {} })), 'res 7 ok {}'],
    [
      'a refusal',
      frame(Message.of({ type: 'res', id: '7', ok: false, error: { code: 'X', message: 'y' } })),
      /^res 7 refused .*"X"/,
    ],
    ['text that is no frame', frame(Message.ofText('hello')), /^no frame \(not JSON.*, 5 bytes$/],
    ['a long text', frame(Message.of({ type: 'event', event: 'chat', payload: 'x'.repeat(1000) })), /…\+952/],
    [
      'a long list',
      frame(Message.of({ type: 'res', id: '1', ok: true, payload: [1, 2, 3, 4, 5, 6] })),
      /\[1,2,3,4,"…\+2"\]/,
    ],
    [
      'a close',
      record({
        kind: 'connection',
        event: 'closed',
        leg: 'client',
        conn: 2,
        client: 'alice',
        code: 1008,
        reason: 'slow',
        by: 'gateway',
      }),
      'connection closed 1008 "slow" by gateway, seen by the client',
    ],
    [
      'a log line with control characters',
      record({ kind: 'log', level: 'warn', text: 'a\n\u001b[31mb' }),
      'log warn: a [31mb',
    ],
    [
      'the end',
      record({ kind: 'phase', phase: 'end', pending: ['s1 is owed an answer'] }),
      'phase end: s1 is owed an answer',
    ],
  ])('puts %s on one line', (_name, given, expected) => {
    const { what } = evidenceOf(given);
    if (typeof expected === 'string') expect(what).toBe(expected);
    else expect(what).toMatch(expected);
    expect(what).not.toMatch(/\p{Cc}/u);
    expect(what.length).toBeLessThanOrEqual(201);
  });
});
