/**
 * Secrets of one execution: credentials and paths of this machine, which nothing that is shown or kept may hold. Found
 * as they are and as other texts carry them: base64 at any alignment, hexadecimal, percent signs, escapes; of a token
 * every long enough piece, for it may be split over frames, chunks and lines. Replaced by as many stars as bytes, so
 * that sizes stay true. One pass over a text, however many secrets there are.
 */

/** Shorter ones cannot be told from ordinary text. */
const SHORTEST = 4;
/** Nobody encodes what is shorter, and its encoded form would be found everywhere. */
const SHORTEST_ENCODED = 8;
/** A piece of a token that is as good as the token, if half of the token is not less. */
const PIECE = 12;
const SHORTEST_PIECE = 6;

/** So many bytes are looked up at a time. */
const KEY = 4;
const KEY_BITS = 65_536;
const STAR = 0x2a;
const BACKSLASH = 0x5c;

interface Form {
  readonly bytes: Buffer;
  /** So many bytes of it in a row are masked. */
  readonly enough: number;
}

interface Place {
  readonly form: Form;
  readonly at: number;
}

export class SecretTexts {
  readonly #known = new Set<string>();
  readonly #places = new Map<number, Place[]>();
  /** By a few bits of a key, whether it may be in the map at all: most are not. */
  readonly #maybe = new Uint8Array(KEY_BITS);
  /** From one look to the next: no occurrence that counts fits between. */
  #stride = Number.MAX_SAFE_INTEGER;
  #escaped: RegExp | undefined;
  readonly #escapes = new Set(['%', '&#', '\\u', '\\x', '\\/']);
  readonly #patterns: string[] = [];

  /** Texts that count when they are there in whole. */
  add(...texts: readonly string[]): void {
    for (const text of texts) this.#add(text, false);
  }

  /** Credentials, which nobody may put together from pieces either. */
  addToken(...texts: readonly string[]): void {
    for (const text of texts) this.#add(text, true);
  }

  masked(text: string): string {
    if (this.#escaped === undefined) return text;
    const shown = this.#mayBeEscaped(text)
      ? text.replace(this.#escaped, (found) => '*'.repeat(Buffer.byteLength(found)))
      : text;
    const bytes = Buffer.from(shown);
    const found = [...this.#found(bytes)];
    for (const { from, to } of found) bytes.fill(STAR, from, to);
    return found.length > 0 ? bytes.toString() : shown;
  }

  /** A secret is in it in whole, in whatever form. */
  isIn(text: string): boolean {
    if (this.#escaped === undefined) return false;
    if (this.#mayBeEscaped(text) && text.search(this.#escaped) >= 0) return true;
    for (const { from, to, form } of this.#found(Buffer.from(text)))
      if (to - from === form.bytes.length) return true;
    return false;
  }

  #mayBeEscaped(text: string): boolean {
    for (const escape of this.#escapes) if (text.includes(escape)) return true;
    return false;
  }

  #add(text: string, inPieces: boolean): void {
    if (text.length < SHORTEST) return;
    for (const form of formsOf(text)) this.#look(form, inPieces);
    // these escape themselves
    if (/["\\]/.test(text)) this.#escapes.add('\\');
    this.#patterns.push(escapedForms(text));
    // the longest first: a path may begin with another
    this.#patterns.sort((a, b) => b.length - a.length);
    this.#escaped = new RegExp(this.#patterns.join('|'), 'gi');
  }

  #look(text: string, inPieces: boolean): void {
    const name = `${String(inPieces)} ${text}`;
    if (this.#known.has(name)) return;
    this.#known.add(name);
    const bytes = Buffer.from(text);
    const half = Math.max(SHORTEST_PIECE, Math.ceil(bytes.length / 2));
    // a piece must not end within a character
    const enough = inPieces && bytes.length === text.length ? Math.min(PIECE, half) : bytes.length;
    const form: Form = { bytes, enough: Math.min(enough, bytes.length) };
    this.#stride = Math.min(this.#stride, form.enough - KEY + 1);
    for (let at = 0; at + KEY <= bytes.length; at++) {
      const key = keyAt(bytes, at);
      const places = this.#places.get(key) ?? [];
      places.push({ form, at });
      this.#places.set(key, places);
      this.#maybe[bitsOf(key)] = 1;
    }
  }

  *#found(bytes: Buffer): Generator<{ readonly from: number; readonly to: number; readonly form: Form }> {
    for (let at = 0; at + KEY <= bytes.length; at += this.#stride) {
      const key = keyAt(bytes, at);
      if (this.#maybe[bitsOf(key)] === 0) continue;
      for (const place of this.#places.get(key) ?? []) {
        const { form } = place;
        const length = form.bytes.length;
        let before = 0;
        while (before < place.at && at > before && same(bytes, at - before - 1, form, place.at - before - 1))
          before++;
        let after = KEY;
        while (place.at + after < length && same(bytes, at + after, form, place.at + after)) after++;
        if (before + after < form.enough) continue;
        const from = at - before;
        // what an escape ends with is not ours: `\n` stays a line feed
        yield { from: isEscaped(bytes, from) ? from + 1 : from, to: at + after, form };
      }
    }
  }
}

function same(bytes: Buffer, at: number, { bytes: wanted }: Form, place: number): boolean {
  return bytes[at] === wanted[place];
}

function keyAt(bytes: Buffer, at: number): number {
  const [a, b] = [bytes[at] as number, bytes[at + 1] as number];
  return a | (b << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
}

function bitsOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> 16;
}

function isEscaped(bytes: Buffer, at: number): boolean {
  let backslashes = 0;
  while (bytes[at - backslashes - 1] === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

/** As it is, as it stands in JSON, in hexadecimal digits, and in base64 at each of three alignments. */
function* formsOf(text: string): Generator<string> {
  yield text;
  yield JSON.stringify(text).slice(1, -1);
  const bytes = Buffer.from(text);
  if (bytes.length < SHORTEST_ENCODED) return;
  yield bytes.toString('hex');
  yield bytes.toString('hex').toUpperCase();
  // the digits that come of these bytes alone, whatever stands before and after
  for (const [before, first] of [0, 2, 3].entries()) {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const last = Math.floor((padded.length * 8) / 6);
    yield padded.toString('base64').slice(first, last);
    yield padded.toString('base64url').slice(first, last);
  }
}

/** A pattern for a text whose characters stand for themselves or in escapes, in any mixture. */
function escapedForms(text: string): string {
  return Array.from(text, (character) => {
    const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
    const itself = units.map((unit) => `\\u${hex(unit, 4)}`).join('');
    const percent = Array.from(Buffer.from(character), (byte) => `%${hex(byte, 2)}`).join('');
    const escapes = units.map((unit) => `\\\\+u${hex(unit, 4)}`).join('');
    const point = character.codePointAt(0) ?? 0;
    const short = point < 0x100 ? `|\\\\+x${hex(point, 2)}` : '';
    return `(?:\\\\*${itself}|${percent}|${escapes}${short}|&#(?:x0*${hex(point, 1)}|0*${point});)`;
  }).join('');
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
