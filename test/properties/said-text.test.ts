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
    const said = saying(half, half, 'x', 'and more');
    expect(said.is(`${half}${half}xand more`)).toBe(true);
    expect(said.isPrefix(`${half}#`)).toBe(true);
    expect(said.isPrefix(`${half}#${half.slice(1)}`)).toBe(false);
    expect(said.isSuffix('xand more')).toBe(true);
    expect(said.isSuffix('yand more')).toBe(false);
  });

  it.each<[string, readonly RecordedText[], number, number]>([
    ['nothing', [], 0, 0],
    ['no white space', ['ab'], 0, 2],
    ['white space alone', [' ', '\n'], 2, 0],
    ['at both ends', [' ', '\n a', ' b ', ' '], 3, 6],
    ['before and after blocks', [' ', blocksOf('ab  '), ' '], 1, 3],
    ['in the last block alone', [blocksOf(`a${'b'.repeat(BLOCK_UNITS - 1)} `)], 0, BLOCK_UNITS],
  ])('knows where it stands without outer white space: %s', (_name, pieces, start, end) => {
    const said = saying(...pieces);
    expect([said.start, said.end]).toEqual([start, end]);
  });
});
