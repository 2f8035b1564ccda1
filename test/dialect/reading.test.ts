import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markerAtEnd } from '../../src/dialect/reading.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { markersIn } from '../../src/protocol/marker.ts';
import { answered } from './seen.ts';

describe('the marker at the end of a text', () => {
  it.each([
    '',
    'none',
    '[[m1]] a [[m2]] b',
    '[[[a]]',
    '[[]]',
    '[[a b]] [[c]',
    '[[x]]]',
    '[[a[[b]]',
    '[[a.b_c-D9]]',
  ])('is the last one in %j', (text) => {
    expect(markerAtEnd(text)).toBe(markersIn(text).at(-1));
  });

  it('is the last one in whatever text', () => {
    const piece = fc.constantFrom(
      '[',
      '[[',
      ']',
      ']]',
      'a',
      'Z',
      '7',
      '.',
      '-',
      '_',
      ' ',
      '/',
      'é',
      '[[m1]]',
    );
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(fc.property(text, (some) => markerAtEnd(some) === markersIn(some).at(-1)));
  });
});

describe('the ends of the ranges of letters and digits', () => {
  it.each(['a', 'z', 'A', 'Z', '0', '9'])('%s may stand in a name', (letter) => {
    expect(markerAtEnd(`[[${letter}]]`)).toBe(letter);
  });

  it.each(['`', '{', '@', '[', '/', ':'])('%s may not', (sign) => {
    expect(markerAtEnd(`[[m${sign}]]`)).toBeUndefined();
  });
});

describe('an entry that was cut', () => {
  const shown = (content: string): unknown => {
    const messages = [{ role: 'assistant', content, __openclaw: { id: 'e1', truncated: true } }];
    return answered(REFERENCE, 'chat.history', { sessionKey: 'main' }, { messages });
  };

  it.each([
    ['a\ud800', 'a'],
    ['a\udbff', 'a'],
    ['a\ud7ff', 'a\ud7ff'],
    ['a\udc00', 'a\udc00'],
    ['a', 'a'],
  ])('loses half of a pair at its end: %j', (content, text) => {
    expect(shown(content)).toMatchObject({ entries: [{ text, isCut: true }] });
  });
});
