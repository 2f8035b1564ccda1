import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markerAtEnd } from '../../src/dialect/reading.ts';
import { markersIn } from '../../src/protocol/marker.ts';

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
