import { describe, expect, it } from 'vitest';
import { idempotencyKeyOf, keyOf } from '../../src/client/send-text.ts';
import { sendOf } from './bench.ts';

describe('idempotencyKeyOf', () => {
  it.each([
    ['its own key', {}, 'm2'],
    ['its own key for a replay', { replayOf: 'm1' }, 'm2'],
    ['the key of what it retries', { replayOf: 'm1', sameKey: true }, 'm1'],
    ['the key of a send to another session', { keyOf: 'm1' }, 'm1'],
  ])('gives a send %s', (_which, more, owner) => {
    expect(idempotencyKeyOf(sendOf('m2', more))).toBe(keyOf(owner));
  });
});
