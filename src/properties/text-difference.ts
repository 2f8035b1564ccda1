/** How a text that was shown differs from what was said, in words: a few characters of both around the first difference. */
import type { SaidText } from './model/said-text.ts';

/** UTF-16 code units that are shown before the first difference and from it on. */
const BEFORE = 10;
const AFTER = 14;

/** `shown` should stand at this position of what was said, and does not, or is not all of it. */
export function difference(said: SaidText, at: number, shown: string, whose = 'the model said'): string {
  const same = said.commonAt(at, shown);
  const where = at + same;
  const own = said.slice(Math.max(0, where - BEFORE), Math.min(said.length, where + AFTER));
  const model =
    own === undefined ? 'something else' : around(own, where > BEFORE, where + AFTER < said.length);
  const theirs = shown.slice(Math.max(0, same - BEFORE), same + AFTER);
  const differs = around(theirs, same > BEFORE, same + AFTER < shown.length);
  return `${differs} where ${whose} ${model} (they part at character ${where} of ${said.length})`;
}

/** A piece of a text, and whether something stands before and behind it. */
function around(piece: string, isBehind: boolean, isBefore: boolean): string {
  return JSON.stringify(`${isBehind ? '…' : ''}${piece}${isBefore ? '…' : ''}`);
}

/** The beginning of a text. */
export function quoted(text: string | undefined): string {
  if (text === undefined) return 'kept as a hash';
  return around(text.slice(0, AFTER), false, text.length > AFTER);
}
