import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFrame, decodeFrameText } from '../../src/protocol/frame.ts';
import { Message } from '../../src/protocol/message.ts';
import { hardStrings, hardValues } from './json-values.ts';

describe('decodeFrame', () => {
  test.each([
    ['a request', { type: 'req', id: '1', method: 'connect' }],
    ['a request with parameters of any kind', { type: 'req', id: '1', method: 'x', params: [1] }],
    ['a response', { type: 'res', id: '1', ok: true }],
    [
      'a refusal',
      {
        type: 'res',
        id: '1',
        ok: false,
        error: { code: 'UNAVAILABLE', message: '', retryable: true, retryAfterMs: 50 },
      },
    ],
    ['an unnumbered event', { type: 'event', event: 'tick', payload: { ts: 1 } }],
    ['a numbered event', { type: 'event', event: 'never heard of', seq: 0 }],
    [
      'a versioned event',
      { type: 'event', event: 'health', seq: 2, stateVersion: { presence: 0, health: 3 } },
    ],
    ['members nobody knows', { type: 'event', event: 'tick', trace: {} }],
  ])('accepts %s', (_what, value) => {
    expect(decodeFrame(value)).toEqual({ ok: true, value });
  });

  test('returns the very value it was given', () => {
    const value = { type: 'event', event: 'tick' };
    const decoded = decodeFrame(value);
    expect(decoded.ok && decoded.value).toBe(value);
  });

  test.each([
    [undefined, 'a frame is a JSON object'],
    [null, 'a frame is a JSON object'],
    ['tick', 'a frame is a JSON object'],
    [[], 'a frame is a JSON object'],
    [{}, 'unknown frame type nothing (expected req, res or event)'],
    [{ type: 'hello' }, 'unknown frame type "hello" (expected req, res or event)'],
    [{ type: { deep: [] } }, 'unknown frame type object (expected req, res or event)'],
    [{ type: 'x'.repeat(100) }, `unknown frame type "${'x'.repeat(40)}…" (expected req, res or event)`],
    [{ type: 'req', method: 'a' }, 'a request needs a non-empty string id'],
    [{ type: 'req', id: 7, method: 'a' }, 'a request needs a non-empty string id'],
    [{ type: 'req', id: '', method: 'a' }, 'a request needs a non-empty string id'],
    [{ type: 'req', id: '1' }, 'a request needs a non-empty string method'],
    [{ type: 'res', ok: true }, 'a response needs a non-empty string id'],
    [{ type: 'res', id: '1' }, 'a response needs a boolean ok'],
    [{ type: 'res', id: '1', ok: 1 }, 'a response needs a boolean ok'],
    [{ type: 'res', id: '1', ok: false }, 'a refused response needs an error'],
    [{ type: 'res', id: '1', ok: false, error: 'no' }, 'a response error is an object'],
    [
      { type: 'res', id: '1', ok: false, error: { message: 'no' } },
      'a response error needs a non-empty string code',
    ],
    [{ type: 'res', id: '1', ok: false, error: { code: 'A' } }, 'a response error needs a string message'],
    [
      { type: 'res', id: '1', ok: false, error: { code: 'A', message: '', retryAfterMs: 0.5 } },
      'retryAfterMs is a whole number of milliseconds',
    ],
    [{ type: 'event' }, 'an event needs a non-empty string event name'],
    [{ type: 'event', event: 'tick', seq: -1 }, 'an event seq is a whole number, 0 or more'],
    [{ type: 'event', event: 'tick', seq: '1' }, 'an event seq is a whole number, 0 or more'],
    [{ type: 'event', event: 'tick', seq: null }, 'an event seq is a whole number, 0 or more'],
    [
      { type: 'event', event: 'tick', stateVersion: { presence: 1 } },
      'stateVersion carries whole numbers presence and health',
    ],
  ])('refuses %j with a reason', (value, reason) => {
    expect(decodeFrame(value)).toEqual({ ok: false, reason });
  });

  test('never throws, whatever the value', () => {
    fc.assert(fc.property(hardValues, (value) => typeof decodeFrame(value).ok === 'boolean'));
  });

  test('never throws, however a good frame is damaged', () => {
    const members = fc.constantFrom('type', 'id', 'method', 'ok', 'error', 'event', 'seq', 'stateVersion');
    const good = fc.constantFrom<{ [member: string]: unknown }>(
      { type: 'req', id: '1', method: 'a' },
      { type: 'res', id: '1', ok: false, error: { code: 'A', message: 'b' } },
      { type: 'event', event: 'tick', seq: 1, stateVersion: { presence: 1, health: 1 } },
    );
    fc.assert(
      fc.property(good, members, hardValues, (frame, member, value) => {
        const decoded = decodeFrame({ ...frame, [member]: value });
        expect(decoded.ok || decoded.reason.length > 0).toBe(true);
      }),
    );
  });
});

describe('decodeFrameText', () => {
  test('never throws, whatever the text', () => {
    fc.assert(fc.property(hardStrings, (text) => typeof decodeFrameText(text).ok === 'boolean'));
  });

  test('gives cut frames a reason', () => {
    const text = JSON.stringify({ type: 'event', event: 'tick', payload: { ts: 1, text: 'a"b' }, seq: 12 });
    for (let length = 0; length < text.length; length++) {
      expect(decodeFrameText(text.slice(0, length))).toEqual({ ok: false, reason: 'not JSON' });
    }
  });

  test('refuses a value nested so deep that walking it would overflow', () => {
    const deep = `{"type":"event","event":"x","payload":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(decodeFrameText(deep)).toEqual({ ok: false, reason: 'nested deeper than 500 levels' });
    expect(Message.ofText(deep).hash()).toBeTypeOf('number');
  });

  test('does not count brackets inside strings as nesting', () => {
    const text = JSON.stringify({ type: 'event', event: 'x', payload: '["{\\'.repeat(2_000) });
    expect(decodeFrameText(text).ok).toBe(true);
  });
});
