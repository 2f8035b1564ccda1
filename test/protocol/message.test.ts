import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Frame } from '../../src/protocol/frame.ts';
import { frameBytes, Message } from '../../src/protocol/message.ts';
import { hardStrings, hardValues } from './json-values.ts';

const encoder = new TextEncoder();

const names = hardStrings.filter((text) => text.length > 0);
const counts = fc.nat();

const frames: fc.Arbitrary<Frame> = fc.oneof(
  fc.record(
    {
      type: fc.constant('event' as const),
      event: names,
      payload: hardValues,
      seq: counts,
      stateVersion: fc.record({ presence: counts, health: counts }),
    },
    { requiredKeys: ['type', 'event'] },
  ),
  fc.record(
    { type: fc.constant('req' as const), id: names, method: names, params: hardValues },
    { requiredKeys: ['type', 'id', 'method'] },
  ),
  fc.record(
    { type: fc.constant('res' as const), id: names, ok: fc.constant(true), payload: hardValues },
    { requiredKeys: ['type', 'id', 'ok'] },
  ),
  fc.record({
    type: fc.constant('res' as const),
    id: names,
    ok: fc.constant(false),
    error: fc.record(
      {
        code: names,
        message: hardStrings,
        details: hardValues,
        retryable: fc.boolean(),
        retryAfterMs: counts,
      },
      { requiredKeys: ['code', 'message'] },
    ),
  }),
);

describe('Message', () => {
  test('copies what it is now, and the copy keeps it', () => {
    fc.assert(
      fc.property(frames, fc.boolean(), (frame, asText) => {
        const own = structuredClone(frame);
        const message = asText ? Message.ofText(JSON.stringify(own)) : Message.of(own);
        const copy = message.copy();
        for (const key of Object.keys(own)) delete (own as unknown as Record<string, unknown>)[key];
        const fresh = Message.of(frame);
        expect([copy.bytes, copy.hash()]).toEqual([fresh.bytes, fresh.hash()]);
        expect(copy.text()).toBe(JSON.stringify(frame));
      }),
    );
  });

  test('costs the UTF-8 length of its JSON text', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const bytes = encoder.encode(JSON.stringify(frame)).length;
        expect(frameBytes(frame)).toBe(bytes);
        expect(Message.of(frame).bytes).toBe(bytes);
        expect(Message.ofText(JSON.stringify(frame)).bytes).toBe(bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  test('hashes alike from a frame and from its text', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const text = JSON.stringify(frame);
        const spaced = JSON.stringify(JSON.parse(text), null, 2);
        expect(Message.ofText(text).hash()).toBe(Message.of(frame).hash());
        expect(Message.ofText(spaced).hash()).toBe(Message.of(frame).hash());
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([undefined, 0, 9, 1_767_268_800_000])('is the same made as an event, numbered %s', (seq) => {
    const payload = { runId: 'r1', data: { delta: 'é "quoted"' } };
    const made = Message.event('agent', payload, seq);
    const given = Message.of({
      type: 'event',
      event: 'agent',
      payload,
      ...(seq === undefined ? {} : { seq }),
    });
    expect(made.frame).toEqual(given.frame);
    expect([made.bytes, made.hash()]).toEqual([given.bytes, given.hash()]);
  });

  test('hashes different frames differently', () => {
    fc.assert(
      fc.property(frames, frames, (one, other) => {
        if (JSON.stringify(one) === JSON.stringify(other)) return;
        expect(Message.of(one).hash()).not.toBe(Message.of(other).hash());
      }),
      { numRuns: 2_000 },
    );
  });

  test.each<[string, Frame, Frame]>([
    [
      'the number of an event',
      { type: 'event', event: 'tick', seq: 1 },
      { type: 'event', event: 'tick', seq: 2 },
    ],
    [
      'a numbered and an unnumbered event',
      { type: 'event', event: 'tick', seq: 0 },
      { type: 'event', event: 'tick' },
    ],
    [
      'the state version',
      { type: 'event', event: 'health', stateVersion: { presence: 1, health: 1 } },
      { type: 'event', event: 'health', stateVersion: { presence: 1, health: 2 } },
    ],
    ['id and method', { type: 'req', id: 'a', method: 'b' }, { type: 'req', id: 'b', method: 'a' }],
    [
      'payload and error',
      { type: 'res', id: '1', ok: false, error: { code: 'A', message: 'b' } },
      { type: 'res', id: '1', ok: false, error: { code: 'A', message: 'c' } },
    ],
  ])('tells apart %s', (_what, one, other) => {
    expect(Message.of(one).hash()).not.toBe(Message.of(other).hash());
  });

  test('counts envelope members nobody knows', () => {
    const frame = {
      type: 'event',
      event: 'tick',
      trace: { 'quo"ted': 1 },
      'na"me': [1, 2],
    } as unknown as Frame;
    expect(frameBytes(frame)).toBe(encoder.encode(JSON.stringify(frame)).length);
  });

  test('keeps text that is no frame as it came', () => {
    const message = Message.ofText('{"type":"event"');
    expect(message.decode()).toEqual({ ok: false, reason: 'not JSON' });
    expect(message.text()).toBe('{"type":"event"');
    expect(message.bytes).toBe(15);
    expect(message.hash()).not.toBe(Message.ofText('{"type":"event" ').hash());
  });
});
