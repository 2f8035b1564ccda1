/**
 * Texts of other people as people may read them: names, log lines, error messages, paths. Whatever a terminal obeys
 * instead of showing, or an editor reorders, stands as an escape: C0, C1, bidi overrides, other line ends, lone surrogates.
 */

/** `\p{Cf}` holds the bidi overrides and what has no width; XML has no place for the last two kinds at all. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One line without any control character: `a\x1b[2J` for a text that would wipe the screen. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) => SHORT[character] ?? escaped(character));
}

/** The same value with every text in it printable: what a report is before it is rendered for people. */
export function printableValues<T>(value: T): T {
  const shown: unknown =
    typeof value === 'string'
      ? printable(value)
      : Array.isArray(value)
        ? value.map(printableValues)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, printableValues(member)]))
          : value;
  return shown as T;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return code < 0x1_0000 ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}
