/**
 * What a JSON value costs on the wire and what it hashes to, in one walk and without building the text:
 * `bytes` is the UTF-8 length of `JSON.stringify(value)`. Objects that many frames share (an event's payload)
 * are measured once, so a broadcast is measured once, and limit ± 1 means the same everywhere.
 * Values must be plain JSON (no toJSON, no getters) and must not change after they were first measured.
 * Two values with the same JSON text hash alike; members are hashed in their order.
 */
import { NO_PLACE, placeOfText, RecentTexts, TEXT_PLACES } from './recent-texts.ts';
import { encodedLength, ESCAPES, LONG_TEXT, readAscii, type AsciiRead } from './ascii.ts';

const PRIME_A = 0x9e3779b1;
const PRIME_B = 0x85ebca77;

/** What a walk over a value has found so far. */
export interface Walk {
  /** UTF-8 bytes of the JSON text. */
  bytes: number;
  /** A 32-bit hash of the value, keys in insertion order. */
  hash: number;
}

export type Measure = Readonly<Walk>;

/** Objects worth remembering unasked: a weak table costs more than measuring a smaller one again. */
const LARGE_BYTES = 1_024;
const remembered = new WeakMap<object, Measure>();
/** The object measured last: a broadcast asks for the same one again and again. */
let lastObject: object | undefined;
let lastMeasure: Measure = { bytes: 0, hash: 0 };

/** Measures a JSON value; remembers the answer for large objects, and for the last one. */
export function measure(value: unknown): Measure {
  if (typeof value !== 'object' || value === null) return measureAtom(value, { bytes: 0, hash: 0 });
  if (value === lastObject) return lastMeasure;
  let known = remembered.get(value);
  if (known === undefined) {
    const walk: Walk = { bytes: 0, hash: 0 };
    measureInto(value, walk);
    if (walk.bytes >= LARGE_BYTES) remembered.set(value, walk);
    known = walk;
  }
  lastObject = value;
  lastMeasure = known;
  return known;
}

/** Measures a value and remembers the answer whatever its size: for what will be a part of many frames. */
export function remember(value: object): Measure {
  const known = remembered.get(value);
  if (known !== undefined) return known;
  const measured = measure(value);
  remembered.set(value, measured);
  return measured;
}

/** The same for what is no object, without allocating: the answer stands in `walk` until it is used again. */
export function measureAtom(value: unknown, walk: Walk): Measure {
  walk.bytes = 0;
  walk.hash = 0;
  measureInto(value, walk);
  return walk;
}

/** UTF-8 length of a string, without quotes or escapes. */
export function utf8Length(text: string): number {
  if (text.length >= LONG_TEXT) return encodedLength(text);
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x80) continue;
    if (c < 0x800) bytes += 1;
    else if (c >= 0xd800 && c <= 0xdbff && isLowSurrogate(text.charCodeAt(i + 1))) {
      bytes += 2;
      i++;
    } else bytes += 2;
  }
  return bytes;
}

/** True for what JSON.stringify leaves out of an object: undefined, functions, symbols. */
export function isUnwritten(value: unknown): boolean {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol';
}

// Each type begins with a word of its own, so that 7, null, "7" and [7] differ.
const NULL = 0x2545f491;
const TRUE = 0x4f6cdd1d;
const FALSE = 0x19660d35;
const NUMBER = 0x3c6ef35f;
const ARRAY = 0x6c078965;
const OBJECT = 0x5d588b65;
const STRING = 0x27d4eb2f;

function word(walk: Walk, value: number): void {
  const h = Math.imul(walk.hash ^ value, PRIME_A);
  walk.hash = Math.imul(h ^ (h >>> 15), PRIME_B);
}

function measureInto(value: unknown, walk: Walk): void {
  switch (typeof value) {
    case 'string':
      measureString(value, walk);
      return;
    case 'number':
      measureNumber(value, walk);
      return;
    case 'boolean':
      walk.bytes += value ? 4 : 5;
      word(walk, value ? TRUE : FALSE);
      return;
    case 'object':
      if (value !== null) {
        if (Array.isArray(value)) measureArray(value, walk);
        else measureObject(value as Record<string, unknown>, walk);
        return;
      }
      break;
    default:
  }
  // null; and what JSON.stringify writes as null inside arrays: undefined, functions, symbols
  walk.bytes += 4;
  word(walk, NULL);
}

function measureNumber(value: number, walk: Walk): void {
  if (Number.isSafeInteger(value)) {
    walk.bytes += digitsOf(value);
    word(walk, value ^ NUMBER);
    const high = Math.floor(value / 0x1_0000_0000);
    if (high !== 0) word(walk, high);
  } else if (Number.isFinite(value)) {
    const text = String(value);
    walk.bytes += text.length;
    word(walk, NUMBER);
    word(walk, hashAscii(text));
  } else {
    walk.bytes += 4;
    word(walk, NULL);
  }
}

/** Characters of a whole number written in decimal. */
function digitsOf(value: number): number {
  const size = Math.abs(value);
  let digits = 1;
  // times of a clock have thirteen
  if (size >= 1e12) digits = 13;
  for (let power = digits === 13 ? 1e13 : 10; size >= power; power *= 10) digits++;
  return value < 0 ? digits + 1 : digits;
}

function hashAscii(text: string): number {
  let h = text.length;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), PRIME_A);
  return h;
}

function measureArray(items: readonly unknown[], walk: Walk): void {
  walk.bytes += 2 + Math.max(0, items.length - 1);
  word(walk, items.length ^ ARRAY);
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (typeof item === 'object' && item !== null) measureMember(item, walk);
    else measureInto(item, walk);
  }
}

function measureObject(value: Record<string, unknown>, walk: Walk): void {
  let members = 0;
  word(walk, OBJECT);
  for (const key in value) {
    const member = value[key];
    if (isUnwritten(member)) continue;
    members++;
    measureString(key, walk);
    walk.bytes += 1;
    if (typeof member === 'string') measureString(member, walk);
    else if (typeof member === 'number') measureNumber(member, walk);
    else if (typeof member === 'object' && member !== null) measureMember(member, walk);
    else measureInto(member, walk);
  }
  walk.bytes += members > 1 ? members + 1 : 2;
  word(walk, members);
}

/** Measures a nested object with a hash of its own, so that a remembered and a fresh member hash alike. */
function measureMember(member: object, walk: Walk): void {
  const known = remembered.get(member);
  if (known !== undefined) {
    walk.bytes += known.bytes;
    word(walk, known.hash);
    return;
  }
  const outer = walk.hash;
  walk.hash = 0;
  measureInto(member, walk);
  const inner = walk.hash;
  walk.hash = outer;
  word(walk, inner);
}

const recent = new RecentTexts();
const recentBytes = new Float64Array(TEXT_PLACES);
const recentHashes = new Int32Array(TEXT_PLACES);

function measureString(text: string, walk: Walk): void {
  const place = placeOfText(text);
  if (place === NO_PLACE) {
    readString(text);
    walk.bytes += read.bytes;
    word(walk, read.hash);
    return;
  }
  if (!recent.has(text, place)) {
    readString(text);
    recent.put(text, place);
    recentBytes[place] = read.bytes;
    recentHashes[place] = read.hash;
  }
  walk.bytes += recentBytes[place] as number;
  word(walk, recentHashes[place] as number);
}

const ascii: AsciiRead = { hash: 0, escapes: 0 };
/** Of one string, with its quotes: read before the next is. */
const read = { bytes: 0, hash: 0 };

function readString(text: string): void {
  if (text.length >= LONG_TEXT && readAscii(text, ascii)) {
    read.bytes = text.length + 2 + ascii.escapes;
    read.hash = ascii.hash ^ (ascii.hash >>> 16);
    return;
  }
  // a text that begins with its own length would begin with nothing, as if that were not there
  let h = text.charCodeAt(0) === text.length ? STRING : text.length | 0;
  let more = 0;
  let kinds = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    h = Math.imul(h ^ c, PRIME_A);
    const extra = EXTRA[c] as number;
    more += extra;
    kinds |= extra;
  }
  read.bytes = text.length + 2 + (kinds < SURROGATE ? more : escapes(text));
  read.hash = h ^ (h >>> 16);
}

/** What a surrogate takes depends on its neighbours. */
const SURROGATE = 0x80;

/** By code unit: how many bytes more than one it takes in JSON text. */
const EXTRA = Uint8Array.from({ length: 0x1_0000 }, (_, c) => {
  if (c < 0x80) return ESCAPES[c] as number;
  if (c < 0x800) return 1;
  return c < 0xd800 || c > 0xdfff ? 2 : SURROGATE;
});

/** How many bytes more than code units a string takes in JSON text, without its quotes. */
function escapes(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 0x80) {
      if (c < 0x800) bytes += 1;
      else if (c < 0xd800 || c > 0xdfff) bytes += 2;
      else if (c <= 0xdbff && isLowSurrogate(text.charCodeAt(i + 1))) {
        bytes += 2;
        i++;
      } else bytes += 5; // a lone surrogate is written as \udxxx
    } else bytes += ESCAPES[c] as number;
  }
  return bytes;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
