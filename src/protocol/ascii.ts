/**
 * Long texts, nearly all of which are ASCII: read as bytes, five times faster than unit by unit. The encoder
 * is a pure function of the Encoding standard and in every engine; nothing here depends on a platform or its byte order.
 */

declare class TextEncoder {
  encodeInto(source: string, destination: Uint8Array): { readonly read: number; readonly written: number };
}

/** Shorter texts are not worth the call. */
export const LONG_TEXT = 64;

const CHUNK = 16 * 1024;
const encoder = new TextEncoder();
// a unit takes three bytes at most, so that a chunk always fits
const bytes = new Uint8Array(3 * CHUNK);

const PRIME = 0x9e3779b1;

/** How many bytes more than one an ASCII character takes in JSON text. */
export const ESCAPES = Uint8Array.from({ length: 128 }, (_, c) => {
  if (c === 0x22 || c === 0x5c) return 1;
  return c >= 0x20 ? 0 : c === 8 || c === 9 || c === 10 || c === 12 || c === 13 ? 1 : 5;
});

export interface AsciiRead {
  hash: number;
  /** Bytes in JSON text beside the characters themselves, without quotes. */
  escapes: number;
}

/** Reads a text into `read`; false, and `read` means nothing, when some of it is not ASCII. */
export function readAscii(text: string, read: AsciiRead): boolean {
  let hash = text.length | 0;
  let escapes = 0;
  for (let from = 0; from < text.length; from += CHUNK) {
    const length = encodeAscii(text, from);
    if (length < 0) return false;
    const whole = length & ~3;
    for (let i = 0; i < whole; i += 4) {
      const a = bytes[i] as number;
      const b = bytes[i + 1] as number;
      const c = bytes[i + 2] as number;
      const d = bytes[i + 3] as number;
      escapes += (ESCAPES[a] as number) + (ESCAPES[b] as number);
      escapes += (ESCAPES[c] as number) + (ESCAPES[d] as number);
      hash = Math.imul(hash ^ (a | (b << 8) | (c << 16) | (d << 24)), PRIME);
      hash ^= hash >>> 15;
    }
    for (let i = whole; i < length; i++) {
      const a = bytes[i] as number;
      escapes += ESCAPES[a] as number;
      hash = Math.imul(hash ^ a, PRIME);
    }
  }
  read.hash = hash;
  read.escapes = escapes;
  return true;
}

/** UTF-8 bytes of a text; half of a surrogate pair takes three, as what is written in its place does. */
export function encodedLength(text: string): number {
  if (text.length <= CHUNK) return encoder.encodeInto(text, bytes).written;
  let length = 0;
  for (let from = 0; from < text.length;) {
    const end = Math.min(from + CHUNK, text.length);
    // a pair is not parted
    const to = end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800 ? end - 1 : end;
    length += encoder.encodeInto(text.slice(from, to), bytes).written;
    from = to;
  }
  return length;
}

/** Writes one chunk of a text to `bytes` and gives its length; -1 when it is not all ASCII. */
function encodeAscii(text: string, from: number): number {
  const chunk = text.length <= CHUNK ? text : text.slice(from, from + CHUNK);
  const { written } = encoder.encodeInto(chunk, bytes);
  return written === chunk.length ? written : -1;
}
