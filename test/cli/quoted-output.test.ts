import { describe, expect, it } from 'vitest';
import { misquoted } from './quoted-output.ts';

const PRINTED = 'first\nsecond line\nthird\nfourth of 5 in 3.210 s, and so on\n';

describe('a quoted output', () => {
  it.each([
    'second line\nthird',
    'first\n…\nthird',
    'sec…\nthird',
    'third\nfourth of 5 in 99.001 s, and so on\n',
  ])('is the output: %j', (quoted) => {
    expect(misquoted(quoted, PRINTED)).toBeUndefined();
  });

  it.each([
    ['first\nthird', 'quoted:  third\nprinted: second line'],
    ['second\nthird', 'quoted:  second\nprinted: (nowhere)'],
    ['third\n…\nsecond line', 'quoted:  second line\nprinted: (nowhere)'],
    ['fourth of 6 in 3.210 s, and so on', 'quoted:  fourth of 6 in some time, and so on\nprinted: (nowhere)'],
    ['fourth of 5 in 3.210 s, and so on\nfifth', 'quoted:  fifth\nprinted: (the end)'],
  ])('is not: %j', (quoted, sentence) => {
    expect(misquoted(quoted, PRINTED)).toBe(sentence);
  });
});
