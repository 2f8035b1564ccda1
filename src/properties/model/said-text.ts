/**
 * Said text: what was said so far, as it adds up from pieces of any size and form. What is long is kept in blocks, so
 * memory is bounded by the format's largest whole text. A part that is compared with it may begin and end anywhere.
 * Must not know: who said it and who repeats it.
 */
import {
  blocksOf,
  LARGEST_WHOLE_TEXT_BYTES,
  standsAt,
  textLength,
  type RecordedText,
} from '../../history/recorded-text.ts';

interface Piece {
  /** Where it begins, in UTF-16 code units. */
  readonly from: number;
  readonly text: RecordedText;
}

export class SaidText {
  /** Closed pieces, in order. */
  readonly #pieces: Piece[] = [];
  /** What follows them. */
  #open = '';
  #openFrom = 0;
  #start = 0;

  /** UTF-16 code units. */
  get length(): number {
    return this.#openFrom + this.#open.length;
  }

  /** Where it begins but for white space; its length when it is nothing else. */
  get start(): number {
    return this.#start;
  }

  /** Where it ends but for white space; 0 when it is nothing else. */
  get end(): number {
    const open = this.#open.trimEnd();
    if (open !== '') return this.#openFrom + open.length;
    for (const { from, text } of this.#pieces.toReversed()) {
      const known = typeof text === 'string' ? text : text.last;
      const shown = known.trimEnd();
      if (shown !== '' || known !== text) return from + textLength(text) - (known.length - shown.length);
    }
    return 0;
  }

  add(text: RecordedText): void {
    if (this.#start === this.length && typeof text === 'string')
      this.#start += text.length - text.trimStart().length;
    if (typeof text !== 'string') {
      this.#close(this.#open);
      this.#close(text);
      return;
    }
    this.#open += text;
    if (this.#open.length > LARGEST_WHOLE_TEXT_BYTES) this.#close(blocksOf(this.#open));
  }

  #close(text: RecordedText): void {
    const length = textLength(text);
    if (length > 0) this.#pieces.push({ from: this.#openFrom, text });
    this.#openFrom += length;
    this.#open = '';
  }

  /** `part` stands at this position, as far as can be told. */
  standsAt(at: number, part: string): boolean {
    const end = at + part.length;
    if (at < 0 || end > this.length) return false;
    // nearly all text is never closed
    if (at >= this.#openFrom) return this.#open.startsWith(part, at - this.#openFrom);
    if (end > this.#openFrom && !this.#open.startsWith(part.slice(this.#openFrom - at))) return false;
    return this.#pieces.every(({ from, text }) => {
      const begins = Math.max(from, at);
      const ends = Math.min(from + textLength(text), end);
      return begins >= ends || standsAt(text, begins - from, part.slice(begins - at, ends - at));
    });
  }

  isPrefix(part: string): boolean {
    return this.standsAt(0, part);
  }

  isSuffix(part: string): boolean {
    return this.standsAt(this.length - part.length, part);
  }

  /** It is `whole`. */
  is(whole: string): boolean {
    return whole.length === this.length && this.standsAt(0, whole);
  }
}
