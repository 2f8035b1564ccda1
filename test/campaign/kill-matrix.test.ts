import { describe, expect, it } from 'vitest';
import { isIdle, needs, NOT_ALONE, type MatrixRow } from '../../src/campaign/kill-matrix.ts';
import { PROPERTIES } from '../../src/properties/catalogue.ts';

function row(gateway: string, ...properties: readonly string[]): MatrixRow {
  return { gateway, plans: 20, by: properties.map((property) => ({ property, plans: 1 })) };
}

describe('the kill matrix', () => {
  const ROWS = [row('skips', 'a/b'), row('loses', 'a/b', 'c/d'), row('survives')];

  it('tells what a property convicts from what it alone convicts', () => {
    expect(needs(ROWS, ['a/b', 'c/d', 'e/f'])).toEqual([
      { property: 'a/b', convicts: ['skips', 'loses'], alone: ['skips'], reason: null },
      { property: 'c/d', convicts: ['loses'], alone: [], reason: null },
      { property: 'e/f', convicts: [], alone: [], reason: null },
    ]);
  });

  it('calls a property idle that would not be missed, unless a reason is written down', () => {
    const idle = (reasons: Record<string, string>) =>
      needs(ROWS, ['a/b', 'c/d'], reasons)
        .filter(isIdle)
        .map(({ property }) => property);
    expect(idle({})).toEqual(['c/d']);
    expect(idle({ 'c/d': 'whatever breaks it breaks a/b as well' })).toEqual([]);
  });

  it('gives reasons only for properties that exist', () => {
    const known = PROPERTIES.map(({ id }) => id);
    for (const property of Object.keys(NOT_ALONE)) expect(known).toContain(property);
  });
});
