import { describe, expect, it } from 'vitest';
import { newestFor } from '../../../src/live/targets/node-release.ts';
import { compareVersions, satisfies } from '../../../src/live/targets/version-range.ts';

describe('satisfies', () => {
  it.each([
    ['22.12.0', '>=22.12.0'],
    ['24.16.0', '>=24.16.0 <25 || >=26.1.0'],
    ['26.1.0', '>=24.16.0 <25 || >=26.1.0'],
    ['22.19.3', '^22.19.0'],
    ['22.19.3', '~22.19.0'],
    ['0.2.9', '^0.2.3'],
    ['22.0.0', '22'],
    ['22.7.1', '22.x'],
    ['20.1.0', '20 || 22'],
    ['23.0.0', '> 22'],
    ['22.9.9', '<= 22'],
    ['24.1.2', '=24.1.2'],
    ['1.0.0', '*'],
    ['1.0.0', ''],
  ])('holds for %s in %s', (version, range) => {
    expect(satisfies(version, range)).toBe(true);
  });

  it.each([
    ['22.11.9', '>=22.12.0'],
    ['25.1.0', '>=24.16.0 <25 || >=26.1.0'],
    ['26.0.9', '>=24.16.0 <25 || >=26.1.0'],
    ['23.0.0', '^22.19.0'],
    ['22.20.0', '~22.19.0'],
    ['0.3.0', '^0.2.3'],
    ['22.5.0', '> 22'],
    ['23.0.0', '<= 22'],
    ['24.1.3', '24.1.2'],
    ['22.0.0', 'whatever is newest'],
  ])('does not hold for %s in %s', (version, range) => {
    expect(satisfies(version, range)).toBe(false);
  });
});

describe('compareVersions', () => {
  it('sorts releases, pre-releases before and repeated releases after them', () => {
    const sorted = ['2026.2.1', '2026.2.2-beta.2', '2026.2.2-beta.10', '2026.2.2', '2026.2.2-3', '2026.10.1'];
    expect(sorted.toReversed().toSorted(compareVersions)).toEqual(sorted);
  });
});

describe('newestFor', () => {
  const versions = ['22.19.0', '24.16.0', '24.9.0', '26.1.0', '26.2.0-nightly'];

  it('prefers the line that most releases were measured on', () => {
    expect(newestFor('>=22.12.0', versions)).toBe('24.16.0');
  });

  it('takes the newest of another line when the range asks for one', () => {
    expect(newestFor('>=25', versions)).toBe('26.1.0');
    expect(newestFor('^22', versions)).toBe('22.19.0');
  });

  it('finds none when none fits', () => {
    expect(newestFor('>=30', versions)).toBeUndefined();
  });
});
