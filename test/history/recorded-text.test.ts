import { hashString } from '../../src/kernel/hash.ts';
import { placeOfText } from '../../src/protocol/recent-texts.ts';
import { describe, expect, it } from 'vitest';
import {
  areSameText,
  blocksOf,
  BLOCK_UNITS,
  isText,
  LARGEST_WHOLE_TEXT_BYTES,
  markersOfText,
  recordText,
  standsAt,
  textBytes,
  textHash,
  textLength,
  type TextBlocks,
} from '../../src/history/recorded-text.ts';

/** Text in which every place differs from the next ones. */
function varied(units: number, alphabet = 'abcdefghijklmnopqrs'): string {
  let text = '';
  for (let k = 0; text.length < units; k++) text += `${k} ${alphabet} `;
  return text.slice(0, units);
}

const WORLD = '\u{1f30d}';

describe('a recorded text', () => {
  it('is the text itself up to 1 MiB, and blocks above', () => {
    const whole = 'x'.repeat(LARGEST_WHOLE_TEXT_BYTES);
    expect(recordText(whole)).toBe(whole);
    const long = recordText(`${whole}y`) as TextBlocks;
    expect(long).toMatchObject({ bytes: LARGEST_WHOLE_TEXT_BYTES + 1, last: 'y', markers: [] });
    expect(long.hashes).toHaveLength(256 * 8);
  });

  it('is measured in bytes of UTF-8, not in characters', () => {
    const third = LARGEST_WHOLE_TEXT_BYTES / 4;
    expect(recordText(WORLD.repeat(third))).toBe(WORLD.repeat(third));
    expect(recordText(`${WORLD.repeat(third)}x`)).toMatchObject({ bytes: LARGEST_WHOLE_TEXT_BYTES + 1 });
    expect(textBytes('\u00e4\u20ac')).toBe(5);
    expect(textBytes(blocksOf(`\u00e4${WORLD}`))).toBe(6);
  });

  it.each([1, BLOCK_UNITS - 1, BLOCK_UNITS, BLOCK_UNITS + 1, 3 * BLOCK_UNITS])(
    'keeps the last block of %i units as text',
    (units) => {
      const text = varied(units);
      const blocks = blocksOf(text);
      expect(blocks.hashes).toHaveLength((Math.ceil(units / BLOCK_UNITS) - 1) * 8);
      expect(text.endsWith(blocks.last)).toBe(true);
      expect(textLength(blocks)).toBe(units);
      expect(isText(blocks, text)).toBe(true);
      expect(isText(blocks, `${text}x`)).toBe(false);
      expect(isText(blocks, text.slice(0, -1))).toBe(false);
    },
  );

  it('keeps the names of its markers', () => {
    const text = `${'x'.repeat(BLOCK_UNITS - 3)}[[m1]] [[m2]]${'y'.repeat(2 * BLOCK_UNITS)}`;
    expect(markersOfText(blocksOf(text))).toEqual(['m1', 'm2']);
    expect(markersOfText('[[m3]]')).toEqual(['m3']);
  });
});

describe('a part of a text in blocks', () => {
  const text = varied(3 * BLOCK_UNITS + 100);
  const blocks = blocksOf(text);

  it.each([0, 1, 99, BLOCK_UNITS - 1, BLOCK_UNITS, BLOCK_UNITS + 1, 2 * BLOCK_UNITS + 7, text.length])(
    'is a prefix or a suffix of any length: %i',
    (length) => {
      expect(standsAt(blocks, 0, text.slice(0, length))).toBe(true);
      expect(standsAt(blocks, text.length - length, text.slice(text.length - length))).toBe(true);
    },
  );

  it('may begin and end anywhere', () => {
    for (const from of [0, 5, BLOCK_UNITS - 1, BLOCK_UNITS, 3 * BLOCK_UNITS, 3 * BLOCK_UNITS + 9])
      for (const to of [from, from + 50, text.length - 1, text.length])
        expect(standsAt(blocks, from, text.slice(from, to))).toBe(true);
  });

  it('is none when a unit of a whole block differs, or one of the last block', () => {
    for (const at of [
      0,
      BLOCK_UNITS - 1,
      BLOCK_UNITS,
      3 * BLOCK_UNITS - 1,
      3 * BLOCK_UNITS,
      text.length - 1,
    ]) {
      const other = `${text.slice(0, at)}#${text.slice(at + 1)}`;
      expect(isText(blocks, other)).toBe(false);
      expect(standsAt(blocks, 0, other)).toBe(false);
    }
  });

  it('is taken to be the same where it covers only a part of a block whose hash is kept', () => {
    expect(standsAt(blocks, 5, '#'.repeat(50))).toBe(true);
    expect(standsAt(blocks, 0, '#'.repeat(BLOCK_UNITS))).toBe(false);
    expect(standsAt(blocks, 3 * BLOCK_UNITS + 5, '#')).toBe(false);
  });

  it('is none outside of it', () => {
    expect(standsAt(blocks, -1, 'x')).toBe(false);
    expect(standsAt(blocks, text.length, 'x')).toBe(false);
    expect(standsAt(blocks, text.length, '')).toBe(true);
    expect(standsAt('abc', 1, 'bc')).toBe(true);
    expect(standsAt('abc', 1, 'bcd')).toBe(false);
    expect(standsAt('abc', -1, '')).toBe(false);
  });
});

describe('characters of several bytes at the border of a block', () => {
  it.each([
    ['two bytes', '\u00e4'],
    ['three bytes', '\u20ac'],
    ['four bytes, parted', WORLD],
    ['a surrogate without its pair', '\ud83c'],
  ])('%s', (_name, character) => {
    const text = `${'x'.repeat(BLOCK_UNITS - 1)}${character}${varied(BLOCK_UNITS)}`;
    const blocks = JSON.parse(JSON.stringify(blocksOf(text))) as TextBlocks;
    expect(isText(blocks, text)).toBe(true);
    for (const length of [BLOCK_UNITS - 1, BLOCK_UNITS, BLOCK_UNITS + 1])
      expect(standsAt(blocks, 0, text.slice(0, length))).toBe(true);
    const other = text.replace(character, '\ufffd'.repeat(character.length));
    expect(isText(blocks, other)).toBe(false);
  });
});

describe('two texts', () => {
  const text = varied(2 * BLOCK_UNITS);
  const blocks = blocksOf(text);

  it('are the same whatever their form', () => {
    expect(areSameText(text, text)).toBe(true);
    expect(areSameText(text, blocks)).toBe(true);
    expect(areSameText(blocks, text)).toBe(true);
    expect(areSameText(blocks, blocksOf(text))).toBe(true);
    expect(areSameText(text, `${text}x`)).toBe(false);
    expect(areSameText(`${text}x`, blocks)).toBe(false);
    expect(areSameText(blocks, `x${text}`)).toBe(false);
    expect(areSameText(blocks, blocksOf(`${text}x`))).toBe(false);
    for (const change of [{ bytes: 1 }, { hashes: '00000000' }, { last: 'x' }])
      expect(areSameText(blocks, { ...blocks, ...change })).toBe(false);
  });

  it('hash by everything that is kept', () => {
    expect(textHash(blocks)).toBe(textHash(blocksOf(text)));
    for (const change of [{ bytes: 1 }, { hashes: '00000000' }, { last: 'x' }, { markers: ['m'] }])
      expect(textHash({ ...blocks, ...change })).not.toBe(textHash(blocks));
    expect(textHash('a')).not.toBe(textHash('b'));
    expect(textHash(blocks)).toBeGreaterThanOrEqual(0);
  });

  it('is the same when it is asked for again, whichever texts share a place with it', () => {
    // all but one of its units are those of the others
    const texts = [100, 8_000].flatMap((units) =>
      ['a', 'b', 'c'].map((one) => `${'x'.repeat(9)}${one}${'x'.repeat(units - 10)}`),
    );
    expect(new Set(texts.map(placeOfText)).size).toBe(2);
    for (let round = 0; round < 2; round++) expect(texts.map(textHash)).toEqual(texts.map(hashString));
  });
});
