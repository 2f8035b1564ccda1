import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROPERTIES } from '../../src/properties/catalogue.ts';
import type { Property } from '../../src/properties/property.ts';
import {
  CATALOGUE,
  earlierOf,
  idIn,
  nameableIn,
  propertiesAt,
  referenceTo,
  verdictWithout,
  versionsFor,
} from '../../src/properties/versions.ts';

const [FIRST, SECOND] = PROPERTIES as readonly [Property, Property];
const STRICTER: Property = { ...FIRST, id: 'a/b', version: 3 };
const OLDER: Property = { ...FIRST, id: 'a/b', version: 1 };
const SOME = { current: [{ ...SECOND, id: 'c/d', version: 1 }, STRICTER], earlier: [OLDER] };

describe('a version of a property', () => {
  it('is named after its id, and is the first where it is not said', () => {
    expect([referenceTo(STRICTER), referenceTo({ id: 'c/d' })]).toEqual(['a/b@3', 'c/d@1']);
    expect([idIn('a/b@3'), idIn('c/d')]).toEqual(['a/b', 'c/d']);
  });

  it('may be named by a profile also when it is gone, but not before it is there', () => {
    expect([...nameableIn(SOME)].toSorted()).toEqual(['a/b', 'a/b@1', 'a/b@2', 'a/b@3', 'c/d', 'c/d@1']);
  });

  it('is the named one, and else that of the others, each property once', () => {
    expect(versionsFor(['a/b', 'e/f@2'], ['c/d@1', 'a/b@3'])).toEqual(['c/d@1', 'a/b@1', 'e/f@2']);
  });

  it('is found where its code is kept', () => {
    const { properties, gone } = propertiesAt(['a/b', 'c/d', 'a/b@2', 'e/f@1'], SOME);
    expect(properties).toEqual([OLDER, SOME.current[0]]);
    expect(gone).toEqual(['a/b@2', 'e/f@1']);
  });

  it('is inconclusive when it is gone, and it is said by what is judged now', () => {
    expect(verdictWithout('a/b@2', SOME)).toMatchObject({
      property: 'a/b',
      verdict: 'inconclusive',
      reason: 'this version judges by a/b@3, and no more by a/b@2',
    });
    expect(verdictWithout('e/f@1', SOME).reason).toBe('this version has no e/f@1');
  });
});

describe('an older version', () => {
  it('is the current one without the causes that came later, as far back as they tell', () => {
    const later = { 4: ['fourth'], 3: ['third', 'too'] };
    const earlier = earlierOf({ ...STRICTER, version: 4, later });
    expect(earlier.map(referenceTo)).toEqual(['a/b@3', 'a/b@2']);
    expect(earlier.map(({ without }) => [...(without ?? [])])).toEqual([
      ['fourth'],
      ['fourth', 'third', 'too'],
    ]);
    expect(earlierOf(STRICTER)).toEqual([]);
    expect(earlierOf(FIRST)).toEqual([]);
  });
});

describe('the catalogue', () => {
  it('has each version of a property once, older ones only in what is kept', () => {
    const all = [...CATALOGUE.current, ...CATALOGUE.earlier];
    expect(new Set(all.map(referenceTo)).size).toBe(all.length);
    expect(CATALOGUE.earlier.map(referenceTo)).toEqual(
      expect.arrayContaining(['status/coherent@1', 'rotation/audited@1']),
    );
  });

  it.each(PROPERTIES.filter(({ later }) => later !== undefined))(
    'names causes of $id that it has, and says in its header what came',
    ({ id, version = 1, later = {} }) => {
      const file = new URL(`../../src/properties/${id.replace('/', '-')}.ts`, import.meta.url);
      const text = readFileSync(file, 'utf8');
      for (const [came, causes] of Object.entries(later)) {
        expect(Number(came)).toBeLessThanOrEqual(version);
        expect(text).toMatch(new RegExp(`[vV]ersion ${came}`));
        // where it is listed, and where it is found
        for (const cause of causes) expect(text.split(`'${cause}'`).length, cause).toBeGreaterThan(2);
      }
    },
  );
});
