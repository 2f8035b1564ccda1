import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeOfText } from '../../src/protocol/recent-texts.ts';
import { measure, remember, utf8Length } from '../../src/protocol/measure.ts';
import { hardStrings, hardValues } from './json-values.ts';

const encoder = new TextEncoder();

function trueBytes(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}

describe('measure', () => {
  test('counts the bytes of the JSON text, whatever the value', () => {
    fc.assert(
      fc.property(hardValues, (value) => {
        if (JSON.stringify(value) === undefined) return;
        expect(measure(value).bytes).toBe(trueBytes(value));
      }),
      { numRuns: 2_000 },
    );
  });

  test('hashes a value and the one read back from its text alike', () => {
    fc.assert(
      fc.property(hardValues, (value) => {
        const text = JSON.stringify(value);
        if (text === undefined) return;
        expect(measure(JSON.parse(text)).hash).toBe(measure(value).hash);
      }),
      { numRuns: 2_000 },
    );
  });

  test('hashes an object alike whether or not its parts were measured before', () => {
    fc.assert(
      fc.property(hardValues, (value) => {
        const text = JSON.stringify(value);
        if (text === undefined) return;
        const fresh: unknown = JSON.parse(text);
        const known: unknown = JSON.parse(text);
        measureParts(known);
        expect(measure(known)).toEqual(measure(fresh));
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['', '\u0001'],
    ['`', '\u0002a'],
    ['ab', '\u0003cb'],
  ])('hashes %j and %j differently: neither length nor beginning is lost', (one, other) => {
    expect(measure(one).hash).not.toBe(measure(other).hash);
  });

  test('hashes different values differently', () => {
    fc.assert(
      fc.property(hardValues, hardValues, (one, other) => {
        const text = JSON.stringify(one);
        const otherText = JSON.stringify(other);
        if (text === undefined || otherText === undefined || text === otherText) return;
        expect(measure(one).hash).not.toBe(measure(other).hash);
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ['fractions', 0.5, 0.25],
    ['a fraction and the whole number below', 1.5, 1],
    ['numbers past 32 bits', 4294967296, 0],
    ['numbers past 53 bits', 2 ** 64, 0],
    ['huge numbers', 1e300, 1e301],
    ['signs', -1, 1],
    ['a number and its text', 7, '7'],
    ['null and the number seven', null, 7],
    ['null and false', null, false],
    ['a value and the list of it', 7, [7]],
    ['an empty list and an empty object', [], {}],
    ['nesting of lists', [[1], 2], [1, [2]]],
    ['nesting of objects', { a: { b: 1 } }, { a: 1, b: 1 }],
    ['a list with null and one without', [null, 0], [0]],
    ['swapped values', { a: 1, b: 2 }, { a: 2, b: 1 }],
    ['a member set to null and one left out', { a: null }, {}],
    ['one letter', { text: 'w0' }, { text: 'w1' }],
    ['the order of letters', 'ab', 'ba'],
    ['surrogate pairs that share their first half', '\u{1f600}', '\u{1f601}'],
  ])('tells apart %s', (_what, one, other) => {
    expect(measure(one).hash).not.toBe(measure(other).hash);
  });

  test('gives minus zero, which JSON writes as 0, the hash of zero', () => {
    expect(measure([-0])).toEqual(measure([0]));
  });

  test('gives what JSON writes as null the measure of null', () => {
    expect(measure([NaN, Infinity, undefined])).toEqual(measure([null, null, null]));
  });

  test('leaves out members that JSON leaves out', () => {
    expect(measure({ a: undefined, b: () => 1, c: Symbol('x'), d: 1 })).toEqual(measure({ d: 1 }));
  });

  test.each([
    ['plain', 'x'.repeat(40_000)],
    ['with escapes', '"a\\b\n\u0001'.repeat(9_000)],
    ['with one character beyond ASCII, behind the first chunk', `${'x'.repeat(20_000)}é`],
    ['with a character of two units where chunks meet', `${'x'.repeat(16 * 1024 - 1)}😀${'x'.repeat(99)}`],
    ['with half a character where chunks meet', `${'x'.repeat(16 * 1024 - 1)}\ud83d${'x'.repeat(99)}`],
    ['of 64 units', 'é'.repeat(64)],
  ])('measures long text %s', (_, text) => {
    expect(measure(text).bytes).toBe(Buffer.byteLength(JSON.stringify(text)));
    expect(utf8Length(text)).toBe(Buffer.byteLength(text));
  });

  test('tells long texts apart wherever they differ', () => {
    const text = 'abcd'.repeat(10_000);
    const others = [0, 1, 2, 3, 16_383, 16_384, 39_999].map(
      (at) => `${text.slice(0, at)}#${text.slice(at + 1)}`,
    );
    expect(new Set([text, ...others].map((one) => measure(one).hash)).size).toBe(8);
  });

  test.each([100, 8_000])('tells apart texts of %i units that share a place, asked for in turns', (units) => {
    // its first, middle and last units are those of the others
    const texts = ['x', '"', 'é', '\u{1f600}', '\ud800'].map(
      (one) => `${'x'.repeat(9)}${one}${'x'.repeat(units - 9 - one.length)}`,
    );
    const places = new Set(texts.map(placeOfText));
    expect(places.size).toBe(1);
    for (let round = 0; round < 2; round++)
      for (const text of texts) expect(measure(text).bytes).toBe(Buffer.byteLength(JSON.stringify(text)));
    expect(new Set(texts.map((text) => measure(text).hash)).size).toBe(texts.length);
  });

  /** An object that says how often its text was read. */
  function counting(text: string): { readonly shared: { readonly text: string }; reads: () => number } {
    let reads = 0;
    const shared = {
      get text(): string {
        reads++;
        return text;
      },
    };
    return { shared, reads: () => reads };
  }

  test('walks a large shared object once', () => {
    const { shared, reads } = counting('x'.repeat(2_000));
    measure(shared);
    measure({ payload: shared });
    measure({ payload: shared });
    expect(reads()).toBe(1);
  });

  test('walks the object of a broadcast once, however small', () => {
    const { shared, reads } = counting('x');
    measure(shared);
    measure(shared);
    expect(reads()).toBe(1);
  });

  test('walks a small object that is to be remembered once', () => {
    const { shared, reads } = counting('x');
    remember(shared);
    measure({ payload: shared });
    measure({ payload: shared });
    expect(reads()).toBe(1);
  });
});

describe('utf8Length', () => {
  test('counts the bytes a socket would send', () => {
    fc.assert(
      fc.property(hardStrings, (text) => {
        expect(utf8Length(text)).toBe(encoder.encode(text).length);
      }),
      { numRuns: 2_000 },
    );
  });
});

function measureParts(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const part of Object.values(value)) measureParts(part);
  if (typeof value === 'object' && value !== null) remember(value);
}
