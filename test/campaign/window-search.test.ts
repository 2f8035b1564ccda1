import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WindowSearch, type Searched, type Window } from '../../src/campaign/window-search.ts';

interface Found {
  readonly window: Window;
  readonly windows: readonly Window[];
  readonly executions: number;
  readonly search: WindowSearch;
}

/** Tries what the search wants, as an explanation does. */
function found(searched: Searched, fails: (value: number) => boolean, further = true): Found {
  const search = new WindowSearch(searched);
  for (const value of search.probes()) search.learn(value, fails(value));
  const follow = (next: () => number | undefined): void => {
    for (let value = next(); value !== undefined; value = next()) {
      expect(value).toBeGreaterThanOrEqual(searched.least);
      expect(value).toBeLessThanOrEqual(searched.most);
      search.learn(value, fails(value));
      expect(search.executions).toBeLessThan(200);
    }
  };
  follow(() => search.edge());
  if (further) follow(() => search.further());
  const { executions } = search;
  return { window: search.around(), windows: search.windows(), executions, search };
}

const inside =
  (...windows: readonly (readonly [number, number])[]) =>
  (value: number): boolean =>
    windows.some(([from, to]) => from <= value && value <= to);

describe('the search for a window', () => {
  it('finds both ends to the last one, whatever they are', () => {
    const ends = fc.tuple(fc.nat(20_000), fc.nat(20_000), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(ends, ([a, b, at]) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const value = Math.round(from + (to - from) * at);
        const { window, search, executions } = found(
          { value, least: 0, most: 20_000 },
          inside([from, to]),
          false,
        );
        expect(window).toEqual({
          from,
          to,
          below: from === 0 ? null : from - 1,
          above: to === 20_000 ? null : to + 1,
        });
        expect(search.isExact(window)).toBe(true);
        expect(executions).toBeLessThanOrEqual(48);
      }),
      { numRuns: 300 },
    );
  });

  it('says that any value does when every probe fails, and looks no further', () => {
    const search = new WindowSearch({ value: 5, least: 0, most: 10_000 });
    for (const value of search.probes()) search.learn(value, true);
    expect(search.failsAlways).toBe(true);
    expect(search.executions).toBeLessThanOrEqual(4);
  });

  it('takes a value between two whole numbers as its own end', () => {
    const { window } = found({ value: 2.5, least: 0, most: 100 }, inside([2.2, 7.3]));
    expect(window).toEqual({ from: 2.5, to: 7, below: 2, above: 8 });
  });

  it('goes below zero', () => {
    const { window } = found({ value: 3, least: -500, most: 20_000 }, inside([-40, 180]));
    expect(window).toEqual({ from: -40, to: 180, below: -41, above: 181 });
  });

  it('finds a hole where it halves the window, and ends before it', () => {
    const { window, windows } = found(
      { value: 0, least: 0, most: 20_000 },
      inside([0, 8_000], [12_000, 20_000]),
    );
    expect(window).toMatchObject({ from: 0, to: 8_000, above: 8_001 });
    expect(windows.at(-1)).toEqual({ from: 12_000, to: 20_000, below: 11_999, above: null });
  });

  it('finds further windows, and their ends', () => {
    const { windows } = found({ value: 10, least: 0, most: 20_000 }, inside([5, 20], [900, 1_500]));
    expect(windows).toEqual([
      { from: 5, to: 20, below: 4, above: 21 },
      { from: 900, to: 1_500, below: 899, above: 1_501 },
    ]);
  });

  it('is not exact before its ends are known', () => {
    const search = new WindowSearch({ value: 0, least: 0, most: 100 });
    search.learn(100, false);
    expect(search.around()).toEqual({ from: 0, to: 0, below: null, above: 100 });
    expect(search.isExact(search.around())).toBe(false);
  });
});
