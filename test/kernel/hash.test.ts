import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, foldNumber, hashString, mix } from '../../src/kernel/hash.ts';

function ofTexts(...texts: string[]): string {
  const digest = new Digest();
  for (const text of texts) digest.text(text);
  return digest.hex();
}

function ofNumbers(...values: number[]): string {
  const digest = new Digest();
  for (const value of values) digest.number(value);
  return digest.hex();
}

describe('hashString', () => {
  it.each([
    ['', 0],
    ['a', 1_274_858_987],
    ['ab', 33_200_609],
    ['ba', 1_018_407_399],
    ['gauntlet', 2_776_391_963],
    ['ü€😀', 2_383_527_086],
    ['x'.repeat(1_000), 2_129_658_489],
  ])('gives %j its known answer', (text, hash) => {
    expect(hashString(text)).toBe(hash);
  });

  it('is a whole number of 32 bits, never negative', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const hash = hashString(text);
        expect(hash).toBe(hash >>> 0);
      }),
    );
  });

  it('tells a thousand neighbouring texts apart', () => {
    const hashes = Array.from({ length: 1_000 }, (_none, k) => hashString(`plan/${k}`));
    expect(new Set(hashes).size).toBe(1_000);
  });
});

describe('mix', () => {
  it('gives known answers', () => {
    expect(mix(0, 0)).toBe(0);
    expect(mix(1, 2)).toBe(251_002_245);
  });
});

describe('foldNumber', () => {
  it('gives known answers', () => {
    expect(foldNumber(1)).toBe(1_231_228_609);
    expect(foldNumber(0.5)).toBe(337_281_013);
    expect(foldNumber(2 ** 53 - 1)).toBe(1_194_308_142);
  });

  it('sees the half of a number above 32 bits', () => {
    expect(foldNumber(2 ** 32 + 7)).not.toBe(foldNumber(7));
    expect(foldNumber(-1)).not.toBe(foldNumber(0));
    expect(foldNumber(2 ** 32)).not.toBe(foldNumber(1));
    expect(foldNumber(2 ** 33 + 7)).not.toBe(foldNumber(2 ** 32 + 7));
  });
});

describe('Digest', () => {
  it.each([
    ['nothing', [], 'bb9fcff38d7e07c8'],
    ['an empty text', [''], '9546c305cb554dad'],
    ['one letter', ['a'], 'e0e364d3beacbd59'],
    ['two letters', ['ab'], '0f53b0ac3d315663'],
    ['the letters the other way round', ['ba'], '5b8835d1634d9f96'],
    ['letters of one to four bytes', ['ü€😀'], 'bbd29a7688132246'],
    ['a long text', ['x'.repeat(1_000)], 'b6c2e00d4fd94534'],
  ])('gives %s its known answer', (_what, texts, hex) => {
    expect(ofTexts(...texts)).toBe(hex);
  });

  it.each([
    [0, 'c1714d5fb32e66d4'],
    [1, '93d939b07da4c5ab'],
    [-1, '0b0db9e15c1b6f4a'],
    [2 ** 32, '448127608d5c5f27'],
    [2 ** 53 - 1, 'ebc2e7e8768de508'],
    [0.5, '2b651d5293d4b180'],
    [NaN, 'daa92edc4c356736'],
  ])('gives the number %d its known answer', (value, hex) => {
    expect(ofNumbers(value)).toBe(hex);
  });

  it('depends on the order of what it was fed', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        fc.pre(one !== other);
        expect(ofTexts(one, other)).not.toBe(ofTexts(other, one));
      }),
    );
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (one, other) => {
        fc.pre(one !== other);
        expect(ofNumbers(one, other)).not.toBe(ofNumbers(other, one));
      }),
    );
  });

  it('depends on where one text ends and the next begins', () => {
    expect(ofTexts('ab', 'c')).not.toBe(ofTexts('a', 'bc'));
    expect(ofTexts('abc')).not.toBe(ofTexts('abc', ''));
  });

  it('differs for different input and is equal for equal input', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (one, other) => {
        const same = one.length === other.length && one.every((text, k) => text === other[k]);
        expect(ofTexts(...one) === ofTexts(...other)).toBe(same);
      }),
      { numRuns: 500 },
    );
  });

  it('may be read and fed on', () => {
    const digest = new Digest();
    digest.text('a');
    const middle = digest.hex();
    expect(digest.hex()).toBe(middle);
    digest.text('b');
    expect(digest.hex()).toBe(ofTexts('a', 'b'));
    expect(digest.hex()).not.toBe(middle);
  });

  it('is always sixteen hexadecimal digits', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (words) => {
        const digest = new Digest();
        for (const word of words) digest.word(word);
        expect(digest.hex()).toMatch(/^[0-9a-f]{16}$/);
      }),
    );
  });
});
