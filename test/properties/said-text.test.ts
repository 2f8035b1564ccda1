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

  it('is the same wherever its pieces part: each part stands where it was said, and with another unit nowhere', () => {
    const whole = numbered(2 * BLOCK_UNITS + 7);
    const said = saying(whole.slice(0, 5), whole.slice(5));
    const borders = [
      0,
      1,
      5,
      BLOCK_UNITS - 1,
      BLOCK_UNITS,
      BLOCK_UNITS + 1,
      2 * BLOCK_UNITS,
      whole.length - 1,
    ];
    for (const from of borders)
      for (const to of [...borders, whole.length]) {
        const part = whole.slice(from, to);
        if (to > from) expect(said.slice(from, to)).toBe(part);
        expect(said.standsAt(from, part)).toBe(true);
        expect(said.commonAt(from, `${part}#`)).toBe(part.length);
        if (to <= from) continue;
        expect(said.standsAt(from, `${part.slice(0, -1)}#`)).toBe(false);
        expect(said.standsAt(from, `#${part.slice(1)}`)).toBe(false);
      }
    expect(said.commonAt(0, '#')).toBe(0);
    expect(said.commonAt(whole.length + 1, '')).toBe(0);
  });

  it('keeps its last MiB as text, and hashes of the blocks before', () => {
    const block = numbered(BLOCK_UNITS);
    const said = saying();
    const kept = LARGEST_WHOLE_TEXT_BYTES / BLOCK_UNITS;
    for (let k = 0; k < kept; k++) said.add(block);
    expect(said.slice(0, 1)).toBe('0');
    for (let more = 1; more <= 3; more++) {
      said.add(block);
      const from = more * BLOCK_UNITS;
      expect([said.slice(from - 1, from), said.slice(from, from + 1)]).toEqual([undefined, '0']);
    }
    expect(said.is(block.repeat(kept + 3))).toBe(true);
    expect(said.is(`#${block.slice(1)}${block.repeat(kept + 2)}`)).toBe(false);
  });

  it('keeps hashes of blocks behind a text that the history has in blocks', () => {
    const half = numbered(LARGEST_WHOLE_TEXT_BYTES / 2);
    const said = saying(blocksOf('before'), half, half, numbered(BLOCK_UNITS));
    expect([said.slice(6, 7), said.slice(6 + BLOCK_UNITS, 7 + BLOCK_UNITS)]).toEqual([
      undefined,
      half[BLOCK_UNITS],
    ]);
  });

  it('keeps not a single unit of what is forgotten', () => {
    const said = saying('x');
    said.forget();
    expect([said.slice(0, 1), said.is('x'), said.is('y')]).toEqual([undefined, true, false]);
  });
});
