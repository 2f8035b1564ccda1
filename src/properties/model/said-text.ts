/**
 * Said text: what was said so far, as it adds up from pieces of any size and form. Of what is long only the last part is
 * kept as text, of the rest hashes, so memory is bounded by the format's largest whole text. A part that is compared
 * with it may begin and end anywhere: where it covers a piece of which only the hash is kept in part, that piece cannot
 * be told, and is taken to be the same. Must not know: who said it and who repeats it.
 */
import {
  BLOCK_UNITS,
  LARGEST_WHOLE_TEXT_BYTES,
  isPartOf,
  standsAt,
  textLength,
  type RecordedText,
} from '../../history/recorded-text.ts';
import { hashString } from '../../kernel/hash.ts';

interface Piece {
  /** Where it begins and ends, in UTF-16 code units. */
  readonly from: number;
  readonly to: number;
  /** As text, as the history has it, or the hash of a text. */
  text: RecordedText | number;
}

export class SaidText {
  /** Closed pieces, in order. */
  readonly #pieces: Piece[] = [];
  /** So many of them are kept as hashes, or in blocks. */
  #hashed = 0;
  /** What follows them. */
  #open = '';
  #openFrom = 0;
  #wholeUnits = 0;
  /** What was added last, where it is a text that stands in what is open: who streams says it again at once. */
  #last = '';

  /** UTF-16 code units. */
  get length(): number {
    return this.#openFrom + this.#open.length;
  }

  add(text: RecordedText): void {
    if (typeof text === 'string') {
      this.#last = text;
      this.#open += text;
      // what is open is copied when it is compared, so that it must not grow long
      while (this.#open.length >= BLOCK_UNITS) this.#close();
      return;
    }
    this.#close();
    this.#push(text);
  }

  /** Keeps nothing but its length and a hash: afterwards only the whole can be told. */
  forget(): void {
    this.#close();
    this.#hash(0);
  }

  /** Closes as much of what is open as a piece may hold. */
  #close(): void {
    const text = this.#open.slice(0, BLOCK_UNITS);
    this.#open = this.#open.slice(BLOCK_UNITS);
    this.#wholeUnits += text.length;
    this.#push(text);
    this.#hash(LARGEST_WHOLE_TEXT_BYTES);
  }

  #push(text: RecordedText): void {
    const from = this.#openFrom;
    this.#openFrom += textLength(text);
    if (this.#openFrom > from) this.#pieces.push({ from, to: this.#openFrom, text });
  }

  /** Keeps the hashes of the oldest pieces, until so many units are text. */
  #hash(keptUnits: number): void {
    for (; this.#wholeUnits > keptUnits && this.#hashed < this.#pieces.length; this.#hashed++) {
      const piece = this.#pieces[this.#hashed] as Piece;
      if (typeof piece.text !== 'string') continue;
      this.#wholeUnits -= piece.text.length;
      piece.text = hashString(piece.text);
    }
  }

  /** `part` stands at this position, as far as can be told. */
  standsAt(at: number, part: string): boolean {
    const end = at + part.length;
    if (at < 0 || end > this.length) return false;
    // nearly all text is never closed, and what is open is put together from parts: comparing it copies it
    if (at >= this.#openFrom) {
      if (end === this.length && part === this.#last) return true;
      return isPartOf(this.#open, at - this.#openFrom, part);
    }
    if (end > this.#openFrom && !this.#open.startsWith(part.slice(this.#openFrom - at))) return false;
    for (let k = this.#pieces.length - 1; k >= 0; k--) {
      const piece = this.#pieces[k] as Piece;
      if (piece.to <= at) return true;
      if (piece.from < end && !standsIn(piece, at, part)) return false;
    }
    return true;
  }

  isPrefix(part: string): boolean {
    return this.standsAt(0, part);
  }

  isSuffix(part: string): boolean {
    return this.standsAt(this.length - part.length, part);
  }

  /** It is `whole`. */
  is(whole: string): boolean {
    if (this.#openFrom === 0) return this.#open === whole;
    return whole.length === this.length && this.standsAt(0, whole);
  }

  /** How much of the beginning of `part` stands at this position. */
  commonAt(at: number, part: string): number {
    let [same, differs] = [0, part.length + 1];
    while (differs - same > 1) {
      const middle = (same + differs) >> 1;
      if (this.standsAt(at, part.slice(0, middle))) same = middle;
      else differs = middle;
    }
    return same;
  }

  /** What stands between two positions; undefined where it is kept as hashes. */
  slice(from: number, to: number): string | undefined {
    let text = '';
    for (const piece of this.#pieces) {
      if (piece.to <= from || piece.from >= to) continue;
      if (typeof piece.text !== 'string') return undefined;
      text += piece.text.slice(Math.max(0, from - piece.from), to - piece.from);
    }
    return text + this.#open.slice(Math.max(0, from - this.#openFrom), Math.max(0, to - this.#openFrom));
  }
}

/** The share of `part`, which stands at `at`, that this piece has. */
function standsIn({ from, to, text }: Piece, at: number, part: string): boolean {
  const begins = Math.max(from, at);
  const ends = Math.min(to, at + part.length);
  const share = part.slice(begins - at, ends - at);
  if (typeof text !== 'number') return standsAt(text, begins - from, share);
  return begins > from || ends < to || hashString(share) === text;
}
