import { describe, expect, it } from 'vitest';
import {
  blocksOf,
  BLOCK_UNITS,
  LARGEST_WHOLE_TEXT_BYTES,
  type RecordedText,
} from '../../src/history/recorded-text.ts';
import { SaidText } from '../../src/properties/model/said-text.ts';

function saying(...pieces: readonly RecordedText[]): SaidText {
  const said = new SaidText();
  for (const piece of pieces) said.add(piece);
  return said;
}

function numbered(units: number): string {
  let text = '';
  for (let k = 0; text.length < units; k++) text += `${k},`;
  return text.slice(0, units);
}

describe('said text', () => {
  it('adds up, however it was cut', () => {
    const said = saying('so be', '', ' it');
    expect(said.length).toBe(8);
    expect(said.is('so be it')).toBe(true);
    expect(said.is('so be i')).toBe(false);
    expect(said.is('so be at')).toBe(false);
    expect(said.isPrefix('so b')).toBe(true);
    expect(said.isPrefix('so d')).toBe(false);
    expect(said.isSuffix('it')).toBe(true);
    expect(said.isSuffix('at')).toBe(false);
    expect(said.standsAt(3, 'be')).toBe(true);
    expect(said.standsAt(-1, '')).toBe(false);
    expect(said.standsAt(7, 'tt')).toBe(false);
  });

  it('is nothing before anything was said', () => {
    expect(saying().is('')).toBe(true);
    expect(saying().isPrefix('x')).toBe(false);
  });

  it('goes on behind a text in blocks, and a part may begin and end in any piece', () => {
    const middle = numbered(2 * BLOCK_UNITS + 10);
    const said = saying('before ', blocksOf(middle), ' after', blocksOf('!'), ' end');
    const whole = `before ${middle} after! end`;
    expect(said.is(whole)).toBe(true);
    for (const at of [0, 8, 7 + BLOCK_UNITS - 1, 7 + BLOCK_UNITS, 7 + middle.length - 1, whole.length - 6]) {
      expect(said.standsAt(at, whole.slice(at))).toBe(true);
      expect(said.isPrefix(whole.slice(0, at))).toBe(true);
      const other = `${whole.slice(0, at)}#${whole.slice(at + 1)}`;
      expect(said.is(other)).toBe(false);
    }
  });

  it('is kept in blocks when it grows long', () => {
    const half = numbered(LARGEST_WHOLE_TEXT_BYTES / 2);
    const said = saying(half, half, numbered(BLOCK_UNITS), 'x', 'and more');
    expect(said.is(`${half}${half}${numbered(BLOCK_UNITS)}xand more`)).toBe(true);
    // the first block is a hash by now, which tells nothing of a part of it
    expect(said.isPrefix('#')).toBe(true);
    expect(said.isPrefix(`#${half.slice(1)}`)).toBe(false);
    expect(said.isPrefix(`${half}#`)).toBe(false);
    expect(said.commonAt(0, `${half}#`)).toBe(half.length);
    expect(said.isSuffix('xand more')).toBe(true);
    expect(said.isSuffix('yand more')).toBe(false);
  });

  it('says how much of a part stands at a position, and what stands there itself', () => {
    const said = saying('so be', ' it');
    expect(said.commonAt(3, 'be at')).toBe(3);
    expect(said.commonAt(3, 'be it')).toBe(5);
    expect(said.commonAt(3, 'be it is')).toBe(5);
    expect(said.commonAt(9, 'x')).toBe(0);
    expect(said.slice(3, 7)).toBe('be i');
    expect(saying('x', blocksOf('y')).slice(0, 2)).toBeUndefined();
    expect(saying('x', blocksOf('y')).slice(0, 1)).toBe('x');
  });

  it('tells the whole alone once it is forgotten, and goes on behind that', () => {
    const said = saying('so be');
    said.forget();
    expect([said.is('so be'), said.is('so bi'), said.isPrefix('si')]).toEqual([true, false, true]);
    said.add(' it');
    expect([said.is('so be it'), said.is('so be at')]).toEqual([true, false]);
  });
});
