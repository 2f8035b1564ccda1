import { describe, expect, it } from 'vitest';
import { PROPERTIES } from '../../src/properties/catalogue.ts';

/** Those that say more than their sentence: each line here is a promise that a profile may name. */
describe('a property', () => {
  it.each(PROPERTIES.filter(({ id }) => id !== 'seq/contiguous'))('$id passes when exercised once', (one) => {
    expect(one.minimum ?? 1).toBe(1);
  });

  it('seq/contiguous takes two numbered events, of which one follows the other', () => {
    expect(PROPERTIES.find(({ id }) => id === 'seq/contiguous')).toMatchObject({ minimum: 2 });
  });

  it.each(PROPERTIES)(
    '$id knows which causes came with each of its versions',
    ({ version = 1, later = {} }) => {
      const versions = Object.keys(later).map(Number);
      expect(versions.filter((one) => one < 2 || one > version)).toEqual([]);
      expect(version === 1 || versions.includes(version)).toBe(true);
    },
  );
});
