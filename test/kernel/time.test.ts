import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError, invariant, unreachable } from '../../src/kernel/invariant.ts';
import { ms, seconds } from '../../src/kernel/time.ts';

describe('ms', () => {
  it.each([
    [0, 0],
    [1, 1_000],
    [0.5, 500],
    [0.0004, 0],
    [1.0006, 1_001],
    [2 ** 40, 2 ** 40 * 1_000],
  ])('makes %d milliseconds whole microseconds', (count, micros) => {
    expect(ms(count)).toBe(micros);
  });

  it('is always whole', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (count) => {
        expect(Number.isInteger(ms(count))).toBe(true);
        expect(Math.abs(ms(count) - count * 1_000)).toBeLessThanOrEqual(0.5);
      }),
    );
  });
});

describe('seconds', () => {
  it('makes seconds a thousand times milliseconds', () => {
    expect(seconds(1)).toBe(ms(1_000));
    expect(seconds(0.25)).toBe(250_000);
  });
});

describe('invariant', () => {
  it('throws what should have been true, and only when it is not', () => {
    expect(() => invariant(true, 'never said')).not.toThrow();
    expect(() => invariant(0, 'zero is something')).toThrow(InvariantError);
    expect(() => invariant(false, 'a queue is not empty')).toThrow(
      'internal invariant broken: a queue is not empty',
    );
  });

  it('names a case nobody thought of', () => {
    expect(() => unreachable('sideways' as never, 'direction')).toThrow('unexpected direction: "sideways"');
  });
});
