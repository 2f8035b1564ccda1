import { describe, expect, it } from 'vitest';
import { isIdle, needs, NOT_ALONE } from '../../src/campaign/kill-matrix.ts';
import { PROPERTIES } from '../../src/properties/catalogue.ts';

describe('the kill matrix', () => {
  const ROWS = [
    { name: 'skips', by: ['a/b'] },
    { name: 'loses', by: ['a/b', 'c/d'] },
    { name: 'survives', by: [] },
  ];

  it('tells what a property convicts from what it alone convicts', () => {
    expect(needs(ROWS, ['a/b', 'c/d', 'e/f'])).toEqual([
      { id: 'a/b', convicts: ['skips', 'loses'], alone: ['skips'], reason: null },
      { id: 'c/d', convicts: ['loses'], alone: [], reason: null },
      { id: 'e/f', convicts: [], alone: [], reason: null },
    ]);
  });

  it('calls a property idle that would not be missed, unless a reason is written down', () => {
    const idle = (reasons: Record<string, string>) =>
      needs(ROWS, ['a/b', 'c/d'], reasons)
        .filter(isIdle)
        .map(({ id }) => id);
    expect(idle({})).toEqual(['c/d']);
    expect(idle({ 'c/d': 'whatever breaks it breaks a/b as well' })).toEqual([]);
  });

  it('does not count a superseded property beside the one that supersedes it', () => {
    const [wider, superseded] = needs([{ name: 'loses', by: ['a/b', 'c/d'] }], ['a/b', 'c/d'], {
      'c/d': 'superseded by a/b',
    });
    expect(wider).toMatchObject({ id: 'a/b', alone: ['loses'] });
    expect(superseded).toMatchObject({ id: 'c/d', convicts: ['loses'], alone: [] });
    expect([wider, superseded].map((need) => need !== undefined && isIdle(need))).toEqual([false, false]);
  });

  it('exempts what a wider property has superseded', () => {
    expect(NOT_ALONE).toMatchObject({ 'context/continuous': 'superseded by prompt/faithful' });
  });

  it('gives reasons only for properties that exist', () => {
    const known = PROPERTIES.map(({ id }) => id);
    for (const property of Object.keys(NOT_ALONE)) expect(known).toContain(property);
  });
});
