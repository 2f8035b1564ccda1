/** How reports say where two texts part, and what a limit that was announced may have cut. */
import { describe, expect, test } from 'vitest';
import { blocksOf, type RecordedText } from '../../src/history/recorded-text.ts';
import type { ConnectionState } from '../../src/properties/model/connections.ts';
import { SaidText } from '../../src/properties/model/said-text.ts';
import { difference, quoted } from '../../src/properties/text-difference.ts';
import { mayBeCut, mostBytes, surelyHolds } from '../../src/properties/text-limits.ts';

function saying(...pieces: readonly RecordedText[]): SaidText {
  const said = new SaidText();
  for (const piece of pieces) said.add(piece);
  return said;
}

const FIFTY = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX';

describe('a difference', () => {
  test.each<[says: string, at: number, shown: string, sentence: string]>([
    [
      'at the beginning of all',
      0,
      '#',
      '"#" where the model said "abcdefghijklmn…" (they part at character 0 of 50)',
    ],
    [
      'behind ten characters, which are all shown',
      0,
      'abcdefghij#',
      '"abcdefghij#" where the model said "abcdefghijklmnopqrstuvwx…" (they part at character 10 of 50)',
    ],
    [
      'behind eleven, of which the last ten are shown',
      0,
      'abcdefghijk#',
      '"…bcdefghijk#" where the model said "…bcdefghijklmnopqrstuvwxy…" (they part at character 11 of 50)',
    ],
    [
      'fourteen characters before both ends, which are all shown',
      30,
      'EFGHIJ##############',
      '"EFGHIJ##############" where the model said "…ABCDEFGHIJKLMNOPQRSTUVWX" (they part at character 36 of 50)',
    ],
    [
      'fifteen before both ends, of which the first fourteen are shown',
      30,
      'EFGHI###############',
      '"EFGHI##############…" where the model said "…zABCDEFGHIJKLMNOPQRSTUVW…" (they part at character 35 of 50)',
    ],
    [
      'in what goes on behind the end',
      46,
      'UVWX and on',
      '"UVWX and on" where the model said "…OPQRSTUVWX" (they part at character 50 of 50)',
    ],
  ])('is shown %s', (_, at, shown, sentence) => {
    expect(difference(saying(FIFTY), at, shown)).toBe(sentence);
  });

  test('is not shown of what is kept as hashes', () => {
    expect(difference(saying('so', blocksOf('x')), 0, 'sa', 'an entry said')).toBe(
      '"sa" where an entry said something else (they part at character 1 of 3)',
    );
  });
});

test('a beginning of fourteen characters is quoted whole, and of more with a mark', () => {
  expect([quoted(undefined), quoted(FIFTY.slice(0, 14)), quoted(FIFTY.slice(0, 15))]).toEqual([
    'kept as a hash',
    '"abcdefghijklmn"',
    '"abcdefghijklmn…"',
  ]);
});

describe('a limit', () => {
  const connection = (maxPayloadBytes: number, configuredPayloadBytes: number) =>
    ({ maxPayloadBytes, configuredPayloadBytes }) as ConnectionState;

  test('counts what may be escaped six times', () => {
    expect(['plain text, (as it is)', '"', 'é\n', ''].map(mostBytes)).toEqual([22, 6, 12, 0]);
  });

  test('surely holds a text whose every character may be escaped, of the smaller of two', () => {
    const [just, less] = [1_024 + 60, 1_024 + 59];
    expect(surelyHolds(10, connection(just, just))).toBe(true);
    expect(surelyHolds(10, connection(less, just))).toBe(false);
    expect(surelyHolds(10, connection(just, less))).toBe(false);
  });

  test('may have cut what is longer with its frame, or what is kept as hashes', () => {
    // with its quotes
    const [just, less] = [1_024 + 52, 1_024 + 51];
    expect(mayBeCut(saying(FIFTY), connection(just, just))).toBe(false);
    expect(mayBeCut(saying(FIFTY), connection(less, just))).toBe(true);
    expect(mayBeCut(saying(FIFTY), connection(just, less))).toBe(true);
    expect(mayBeCut(saying(blocksOf('x')), connection(9_999, 9_999))).toBe(true);
  });
});
