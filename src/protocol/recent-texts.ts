/**
 * Texts that were asked about a moment ago, each in a place of its own, so that what a walk over one found is not looked
 * for again: a text of a model crosses many frames, lines and prompts. A table of weak keys cannot hold texts, and a map
 * would first hash them. Owns which texts are kept and where; must not know: what is known of them, which whoever asks
 * keeps by place. An answer never depends on what is kept here.
 */

/** Shorter texts are walked over sooner than they are found. */
const LEAST_UNITS = 32;
/** Long texts have few places, so that what is kept stays small. */
const LONG_UNITS = 4096;
const MOST_UNITS = 1024 * 1024;
const SHORT_PLACES = 256;
const LONG_PLACES = 16;

/** So many places there are. */
export const TEXT_PLACES = SHORT_PLACES + LONG_PLACES;

/** No place: the text is not worth one. */
export const NO_PLACE = -1;

export class RecentTexts {
  readonly #texts = Array.from({ length: TEXT_PLACES }, () => '');

  /** The text stands at this place, its own. */
  has(text: string, place: number): boolean {
    return this.#texts[place] === text;
  }

  /** Whatever stood there before is gone. */
  put(text: string, place: number): void {
    this.#texts[place] = text;
  }
}

/** The place of a text, which it shares with others. */
export function placeOfText(text: string): number {
  const { length } = text;
  if (length < LEAST_UNITS || length > MOST_UNITS) return NO_PLACE;
  let mixed = Math.imul(length, 0x9e3779b1) ^ (text.charCodeAt(0) * 3);
  mixed ^= (text.charCodeAt(length >> 1) * 31) ^ (text.charCodeAt(length - 1) * 7);
  mixed ^= mixed >>> 15;
  return length < LONG_UNITS ? mixed & (SHORT_PLACES - 1) : SHORT_PLACES + (mixed & (LONG_PLACES - 1));
}
