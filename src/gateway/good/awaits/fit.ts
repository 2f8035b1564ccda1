/** Fitting: what goes out is cut until it is within the limits. Texts are cut, never members left out. */
import { measure } from '../../../protocol/measure.ts';
import type { TranscriptMessage } from '../../../protocol/methods.ts';

/** The text's beginning; a pair of surrogates is not parted. */
export function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const last = text.charCodeAt(maxChars - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxChars - 1 : maxChars);
}

/** An entry with its text cut, and the mark that it was. */
export function shortened(entry: TranscriptMessage, maxChars: number): TranscriptMessage {
  if (entry.content.length <= maxChars) return entry;
  return {
    ...entry,
    content: cut(entry.content, maxChars),
    __openclaw: { ...entry.__openclaw, truncated: true },
  };
}

/** What `make` builds with the longest texts, of at most `maxChars`, that stay within so many bytes. */
export function fitting<T>(bytes: number, make: (maxChars: number) => T, maxChars = Infinity): T {
  let made = make(maxChars);
  for (let chars = Math.min(maxChars, bytes); measure(made).bytes > bytes && chars > 0;) {
    chars = Math.floor(chars / 2);
    made = make(chars);
  }
  return made;
}

export interface Page<T> {
  /** In the order they were given. */
  readonly items: readonly T[];
  readonly hasMore: boolean;
}

/** The newest items, at most so many and within so many bytes. `newest` gives them one by one, newest first. */
export function page<T>(newest: Iterable<T>, limit: number, bytes: number): Page<T> {
  const items: T[] = [];
  let left = bytes;
  for (const item of newest) {
    left -= measure(item).bytes + 1;
    if (items.length >= limit || left < 0) return { items: items.reverse(), hasMore: true };
    items.push(item);
  }
  return { items: items.reverse(), hasMore: false };
}
