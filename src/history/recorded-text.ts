/**
 * Text as a history keeps it: as it was said, or in blocks where that would be too much. Of a text in blocks the hashes
 * of all blocks but the last are kept, and the last one as text. Owns both forms: how they are made, compared and
 * hashed. A gateway cuts and chunks what was said anew, so that a part of it may begin and end anywhere: of a part that
 * begins or ends inside a block of which only the hash is kept, that block cannot be told, and is taken to be the same.
 *
 * Positions and blocks are counted in UTF-16 code units, as strings are: a block of ASCII is 4 KiB, and a border may
 * part a surrogate pair, whose halves hash and stand in JSON for themselves. Must not know: who said it.
 */
import { hashString, mix } from '../kernel/hash.ts';
import { markersIn } from '../protocol/marker.ts';
import { utf8Length } from '../protocol/measure.ts';
import { NO_PLACE, placeOfText, RecentTexts, TEXT_PLACES } from '../protocol/recent-texts.ts';

/** A text of more bytes is kept in blocks. */
export const LARGEST_WHOLE_TEXT_BYTES = 1024 * 1024;

/** UTF-16 code units in each block but the last, which has as many at most and one at least. */
export const BLOCK_UNITS = 4096;

const HASH_DIGITS = 8;

export interface TextBlocks {
  /** UTF-8 bytes of the whole text. */
  readonly bytes: number;
  /** Eight hexadecimal digits for each block but the last, in order. */
  readonly hashes: string;
  /** The last block. */
  readonly last: string;
  /** The names of all markers in the text, in order. */
  readonly markers: readonly string[];
}

/** A text of up to 1 MiB as it is, a longer one in blocks. */
export type RecordedText = string | TextBlocks;

export function recordText(text: string): RecordedText {
  // three bytes a unit at most
  if (text.length * 3 <= LARGEST_WHOLE_TEXT_BYTES) return text;
  const bytes = utf8Length(text);
  return bytes <= LARGEST_WHOLE_TEXT_BYTES ? text : blocksOf(text, bytes);
}

/** The same whatever its length. `bytes`: UTF-8 bytes of the text, which is not empty. */
export function blocksOf(text: string, bytes = utf8Length(text)): TextBlocks {
  const lastFrom = Math.floor((text.length - 1) / BLOCK_UNITS) * BLOCK_UNITS;
  let hashes = '';
  for (let from = 0; from < lastFrom; from += BLOCK_UNITS) hashes += blockHash(text, from);
  return { bytes, hashes, last: text.slice(lastFrom), markers: markersIn(text) };
}

function blockHash(text: string, from: number): string {
  return hashString(text.slice(from, from + BLOCK_UNITS))
    .toString(16)
    .padStart(HASH_DIGITS, '0');
}

/** UTF-16 code units. */
export function textLength(text: RecordedText): number {
  return typeof text === 'string' ? text.length : lastFrom(text) + text.last.length;
}

/** UTF-8 bytes. */
export function textBytes(text: RecordedText): number {
  return typeof text === 'string' ? utf8Length(text) : text.bytes;
}

/** The names of all markers in the text, in order. */
export function markersOfText(text: RecordedText): readonly string[] {
  return typeof text === 'string' ? markersIn(text) : text.markers;
}

function lastFrom({ hashes }: TextBlocks): number {
  return (hashes.length / HASH_DIGITS) * BLOCK_UNITS;
}

const recent = new RecentTexts();
const recentHashes = new Float64Array(TEXT_PLACES);

/** A 32-bit hash of all that is kept of a text; never negative. */
export function textHash(text: RecordedText): number {
  if (typeof text === 'string') return plainHash(text);
  const { bytes, hashes, last, markers } = text;
  const words = [hashString(hashes), hashString(last), ...markers.map(hashString)];
  return words.reduce(mix, bytes) >>> 0;
}

/** Those that prompts hold are asked for again and again. */
function plainHash(text: string): number {
  const place = placeOfText(text);
  if (place === NO_PLACE) return hashString(text);
  if (!recent.has(text, place)) {
    recentHashes[place] = hashString(text);
    recent.put(text, place);
  }
  return recentHashes[place] as number;
}

/** `part` stands at this position of the text, as far as can be told. */
export function standsAt(text: RecordedText, at: number, part: string): boolean {
  if (at < 0 || at + part.length > textLength(text)) return false;
  return typeof text === 'string' ? isPartOf(text, at, part) : standsInBlocks(text, at, part);
}

/** Shorter parts than this are compared sooner where they stand. */
const LONG_PART_UNITS = 64;

/** `part` stands at this position of a plain text. `startsWith` takes a nanosecond for each character. */
export function isPartOf(text: string, at: number, part: string): boolean {
  return part.length < LONG_PART_UNITS
    ? text.startsWith(part, at)
    : text.slice(at, at + part.length) === part;
}

function standsInBlocks(text: TextBlocks, at: number, part: string): boolean {
  const end = at + part.length;
  const last = lastFrom(text);
  for (let from = Math.ceil(at / BLOCK_UNITS) * BLOCK_UNITS; from + BLOCK_UNITS <= end && from < last;) {
    const digits = (from / BLOCK_UNITS) * HASH_DIGITS;
    if (!text.hashes.startsWith(blockHash(part, from - at), digits)) return false;
    from += BLOCK_UNITS;
  }
  if (end <= last) return true;
  const from = Math.max(last, at);
  return text.last.startsWith(part.slice(from - at), from - last);
}

/** The text is `whole`. */
export function isText(text: RecordedText, whole: string): boolean {
  // texts that nobody copied are compared at once
  if (typeof text === 'string') return text === whole;
  return textLength(text) === whole.length && standsAt(text, 0, whole);
}

/** Both are the same text. */
export function areSameText(a: RecordedText, b: RecordedText): boolean {
  if (typeof a === 'string') return typeof b === 'string' ? a === b : isText(b, a);
  if (typeof b === 'string') return isText(a, b);
  return a.bytes === b.bytes && a.hashes === b.hashes && a.last === b.last;
}
