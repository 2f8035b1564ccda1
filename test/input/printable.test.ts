import { describe, expect, it } from 'vitest';
import { printable, printableValues } from '../../src/input/printable.ts';

describe('a text of somebody else', () => {
  it.each([
    ['wiping the screen', 'a\u001b[2Jb', 'a\\x1b[2Jb'],
    ['one byte that begins a sequence', 'a\u009b31mb', 'a\\x9b31mb'],
    ['line ends', 'a\r\nb\u2028c\u2029d\u0085e', 'a\\r\\nb\\u2028c\\u2029d\\x85e'],
    ['bidi overrides', 'a\u202etxt.exe\u2066\u200f', 'a\\u202etxt.exe\\u2066\\u200f'],
    ['invisible tags', 'a\u{e0041}', 'a\\u{e0041}'],
    ['half a character', 'a\ud800b', 'a\\ud800b'],
    ['what XML has no place for', 'a\u0000\uffff', 'a\\x00\\uffff'],
  ])('is shown with escapes: %s', (_name, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('stays as it is otherwise', () => {
    const text = 'agent:main:main, "é", 漢字, 👋 µs → 1.5 s \\n';
    expect(printable(text)).toBe(text);
  });

  it('is made printable wherever it stands in a report, and nothing else is changed', () => {
    const report = { name: 'a\u001b', count: 3, none: null, lines: [{ what: '\u0007' }, true] };
    expect(printableValues(report)).toEqual({
      name: 'a\\x1b',
      count: 3,
      none: null,
      lines: [{ what: '\\x07' }, true],
    });
  });
});
