import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/dialect/observation.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { Recorder } from '../../src/history/history.ts';
import type { Leg } from '../../src/history/record.ts';
import { Message } from '../../src/protocol/message.ts';
import { BODIES } from '../history/small-history.ts';

const LIST = Message.of({ type: 'req', id: '1', method: 'sessions.list' });
const HISTORY = Message.of({ type: 'req', id: '1', method: 'chat.history', params: { sessionKey: 'main' } });
const ROWS = Message.of({ type: 'res', id: '1', ok: true, payload: { sessions: [] } });

function watched(): { recorder: Recorder; seen: Observation[] } {
  const seen: Observation[] = [];
  const observer = REFERENCE.createObserver();
  return {
    recorder: new Recorder({ keep: false, onRecord: (record) => seen.push(observer.observe(record)) }),
    seen,
  };
}

function frame(recorder: Recorder, conn: number, leg: Leg, frameId: number, message: Message): void {
  const decoded = message.decode();
  const from = decoded.ok && decoded.value.type === 'req' ? 'client' : 'gateway';
  recorder.add({ kind: 'frame', from, leg, conn, client: 'web', frameId, message }, 0, 1);
}

function connection(recorder: Recorder, conn: number, leg: Leg, event: 'opened' | 'closed'): void {
  recorder.add({ kind: 'connection', event, leg, conn, client: 'web' }, 0, 1);
}

describe('the observer', () => {
  test('gives every record one observation that carries it', () => {
    const { recorder, seen } = watched();
    for (const body of BODIES) recorder.add(body, 0, 1);
    expect(seen.map((observation) => observation.record.kind)).toEqual(BODIES.map((body) => body.kind));
    expect(seen.map((observation) => observation.type)).toEqual(
      BODIES.map((body) =>
        body.kind !== 'frame'
          ? body.kind
          : body.frameId === 1
            ? 'request'
            : body.frameId === 3
              ? 'garbage'
              : 'event',
      ),
    );
  });

  test('takes an event or an answer of a client for no frame at all', () => {
    const { recorder, seen } = watched();
    const body = { kind: 'frame', from: 'client', conn: 1, client: 'web', frameId: 1 } as const;
    const texts = ['{"type":"event","event":"tick"}', '{"type":"res","id":"1","ok":true}'];
    for (const text of texts)
      for (const leg of ['client', 'gateway'] as const)
        recorder.add({ ...body, leg, message: Message.ofText(text) }, 0, 1);
    expect(seen.map(({ type }) => type)).toEqual(['garbage', 'garbage', 'garbage', 'garbage']);
    expect(seen[0]).toMatchObject({ reason: 'clients send nothing but requests' });
  });

  test('pairs a response with its request on both legs', () => {
    const { recorder, seen } = watched();
    frame(recorder, 1, 'client', 1, LIST);
    frame(recorder, 1, 'gateway', 1, LIST);
    frame(recorder, 1, 'gateway', 2, ROWS);
    frame(recorder, 1, 'client', 2, ROWS);
    expect(seen.slice(2)).toMatchObject([
      {
        type: 'response',
        method: 'sessions.list',
        ask: { type: 'list' },
        answer: { type: 'rows', rows: [], bare: [], at: undefined, whole: true },
      },
      {
        type: 'response',
        method: 'sessions.list',
        ask: { type: 'list' },
        answer: { type: 'rows', rows: [], bare: [], at: undefined, whole: true },
      },
    ]);
  });

  test('keeps connections apart', () => {
    const { recorder, seen } = watched();
    frame(recorder, 1, 'client', 1, LIST);
    frame(recorder, 2, 'client', 2, HISTORY);
    frame(recorder, 2, 'client', 3, ROWS);
    frame(recorder, 1, 'client', 4, ROWS);
    expect(seen.slice(2)).toMatchObject([
      { ask: { type: 'history' }, answer: { type: 'other' } },
      { ask: { type: 'list' }, answer: { type: 'rows' } },
    ]);
  });

  test('lets a second answer to one request answer none', () => {
    const { recorder, seen } = watched();
    frame(recorder, 1, 'client', 1, LIST);
    frame(recorder, 1, 'client', 2, ROWS);
    frame(recorder, 1, 'client', 3, ROWS);
    expect(seen.at(-1)).toMatchObject({
      type: 'response',
      method: undefined,
      ask: undefined,
      answer: undefined,
    });
  });

  test('takes a request id that is used again for the newer request', () => {
    const { recorder, seen } = watched();
    frame(recorder, 1, 'client', 1, LIST);
    frame(recorder, 1, 'client', 2, ROWS);
    frame(recorder, 1, 'client', 3, HISTORY);
    frame(recorder, 1, 'client', 4, ROWS);
    expect(seen.at(-1)).toMatchObject({ ask: { type: 'history' } });
  });

  test('forgets a connection when both its legs are closed, not before', () => {
    const { recorder, seen } = watched();
    connection(recorder, 1, 'gateway', 'opened');
    connection(recorder, 1, 'client', 'opened');
    frame(recorder, 1, 'client', 1, LIST);
    connection(recorder, 1, 'gateway', 'closed');
    frame(recorder, 1, 'client', 2, ROWS);
    expect(seen.at(-1)).toMatchObject({ ask: { type: 'list' } });
    frame(recorder, 1, 'client', 3, LIST);
    connection(recorder, 1, 'client', 'closed');
    frame(recorder, 1, 'client', 4, ROWS);
    expect(seen.at(-1)).toMatchObject({ ask: undefined });
  });

  test('reads a payload that was broadcast once', () => {
    const { recorder, seen } = watched();
    const payload = { runId: 'k', sessionKey: 'main', seq: 1, state: 'final' };
    for (const conn of [1, 2])
      frame(
        recorder,
        conn,
        'gateway',
        conn,
        Message.of({ type: 'event', event: 'chat', payload, seq: conn }),
      );
    const tolds = seen.map((observation) => observation.type === 'event' && observation.meaning);
    expect(tolds[0]).toBe(tolds[1]);
  });

  test('reads an answer anew that has another frame, and once what both legs show', () => {
    const { recorder, seen } = watched();
    frame(recorder, 1, 'gateway', 1, LIST);
    frame(recorder, 1, 'client', 1, LIST);
    const asks = seen.map((observation) => observation.type === 'request' && observation.ask);
    expect(asks[0]).toBe(asks[1]);
    frame(recorder, 1, 'gateway', 2, ROWS);
    frame(recorder, 1, 'gateway', 3, Message.of({ type: 'res', id: '1', ok: true, payload: {} }));
    frame(recorder, 1, 'client', 3, Message.of({ type: 'res', id: '1', ok: true, payload: {} }));
    const answers = seen.slice(2).map((observation) => observation.type === 'response' && observation.answer);
    expect(answers).toMatchObject([{ type: 'rows' }, { type: 'other' }, { type: 'other' }]);
    expect(answers[1]).toBe(answers[2]);
  });

  test('reads one payload anew under another name', () => {
    const { recorder, seen } = watched();
    const payload = { runId: 'k', sessionKey: 'main', seq: 1, state: 'final' };
    for (const [at, event] of ['chat', 'tick', 'chat'].entries())
      frame(recorder, 1, 'gateway', at + 1, Message.of({ type: 'event', event, payload, seq: at + 1 }));
    const types = seen.map((observation) => observation.type === 'event' && observation.meaning.type);
    expect(types).toEqual(['terminal', 'tick', 'terminal']);
  });

  test('forgets a connection that only the gateway saw, when that closes', () => {
    const { recorder, seen } = watched();
    connection(recorder, 1, 'gateway', 'opened');
    frame(recorder, 1, 'gateway', 1, LIST);
    connection(recorder, 1, 'gateway', 'closed');
    frame(recorder, 1, 'gateway', 2, ROWS);
    expect(seen.at(-1)).toMatchObject({ ask: undefined });
    connection(recorder, 7, 'client', 'closed');
    expect(seen.at(-1)).toMatchObject({ type: 'connection' });
  });
});
