/** Two JSON values as lines of the newer one, each of which says what became of it. Pure. */

export interface JsonLine {
  readonly depth: number;
  readonly text: string;
  /** `gone`: only the older value has it. */
  readonly state: 'same' | 'new' | 'changed' | 'gone';
  /** What stood there before, where it changed. */
  readonly was?: string;
}

/** Lines that are shown of a list or object; of what is longer, the end is left out. */
const LONGEST = 200;

/** `older`: undefined where there is nothing to compare with. */
export function jsonLines(value: unknown, older?: unknown): readonly JsonLine[] {
  return linesOf('', value, older === undefined ? value : older, 0, '');
}

function linesOf(name: string, value: unknown, older: unknown, depth: number, comma: string): JsonLine[] {
  const lead = name === '' ? '' : `${JSON.stringify(name)}: `;
  if (!isTree(value)) {
    const text = `${lead}${plain(value)}${comma}`;
    const same = plain(value) === plain(older) && !isTree(older);
    if (same) return [{ depth, text, state: 'same' }];
    const was = isTree(older) ? (Array.isArray(older) ? '[…]' : '{…}') : plain(older);
    return [{ depth, text, state: 'changed', was }];
  }
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const before = isTree(older) && Array.isArray(older) === Array.isArray(value) ? older : {};
  const names = Object.keys(value);
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(value, key));
  if (names.length === 0 && gone.length === 0)
    return [{ depth, text: `${lead}${open}${close}${comma}`, state: isTree(older) ? 'same' : 'changed' }];
  const lines: JsonLine[] = [{ depth, text: `${lead}${open}`, state: 'same' }];
  for (const [k, key] of names.slice(0, LONGEST).entries()) {
    const shown = Array.isArray(value) ? '' : key;
    const end = k === names.length - 1 ? '' : ',';
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (Object.hasOwn(before, key)) {
      const was = (before as Readonly<Record<string, unknown>>)[key];
      lines.push(...linesOf(shown, member, was, depth + 1, end));
    } else
      lines.push(
        ...linesOf(shown, member, member, depth + 1, end).map((line): JsonLine => ({
          ...line,
          state: 'new',
        })),
      );
  }
  if (names.length > LONGEST)
    lines.push({ depth: depth + 1, text: `… ${names.length - LONGEST} more`, state: 'same' });
  for (const key of gone) {
    const was = (before as Readonly<Record<string, unknown>>)[key];
    const shown = Array.isArray(value) ? '' : `${JSON.stringify(key)}: `;
    lines.push({ depth: depth + 1, text: `${shown}${clipped(JSON.stringify(was) ?? '')}`, state: 'gone' });
  }
  lines.push({ depth, text: `${close}${comma}`, state: 'same' });
  return lines;
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function plain(value: unknown): string {
  return isTree(value) ? '' : clipped(JSON.stringify(value) ?? 'undefined');
}

const LONGEST_TEXT = 2_000;

function clipped(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}… ${text.length} characters`;
}
