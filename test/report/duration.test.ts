import { describe, expect, it } from 'vitest';
import { formatMicros } from '../../src/report/duration.ts';

describe('formatMicros', () => {
  it.each([
    [0, '0 µs'],
    [12, '12 µs'],
    [999, '999 µs'],
    [1_000, '1.000 ms'],
    [3_400, '3.400 ms'],
    [999_999, '999.999 ms'],
    [1_250_000, '1.250 s'],
    [3_600_000_000, '3600.000 s'],
  ])('writes %d as people read it', (micros, text) => {
    expect(formatMicros(micros)).toBe(text);
  });
});
