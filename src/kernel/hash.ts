/**
 * Hashing without a platform: two 32-bit lanes of multiply-and-xor over strings, numbers and JSON values.
 * Good against accident, not against an adversary (certificates use SHA-256, outside the wing).
 * Deterministic on every engine: only Math.imul, shifts and string code units.
 */

const PRIME_A = 0x9e3779b1;
const PRIME_B = 0x85ebca77;

/** Mixes one 32-bit word into a 32-bit state. */
export function mix(state: number, word: number): number {
  let h = Math.imul(state ^ word, PRIME_A);
  h ^= h >>> 15;
  h = Math.imul(h, PRIME_B);
  return (h ^ (h >>> 13)) | 0;
}

/** A 32-bit hash of a string, never negative. The same string gives the same number on every machine. */
export function hashString(text: string): number {
  let h = text.length | 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), PRIME_A);
  return mix(h, text.length) >>> 0;
}

/** Folds a whole number of up to 53 bits into a 32-bit word. */
export function foldNumber(value: number): number {
  if (!Number.isInteger(value)) return hashString(String(value)) | 0;
  return mix(mix(PRIME_A, value | 0), Math.floor(value / 0x1_0000_0000) | 0);
}

/** An accumulating hash: feed it words, strings and numbers, then read `hex()`. */
export class Digest {
  #a = 0x243f6a88;
  #b = 0x13198a2e | 0;

  word(value: number): void {
    this.#a = mix(this.#a, value);
    this.#b = mix(this.#b ^ 0x5bd1e995, (value << 16) | (value >>> 16));
  }

  number(value: number): void {
    this.word(value | 0);
    this.word(
      Number.isInteger(value) ? Math.floor(value / 0x1_0000_0000) | 0 : hashString(String(value)) | 0,
    );
  }

  text(value: string): void {
    let h = value.length | 0;
    let k = 0x27d4eb2f;
    for (let i = 0; i < value.length; i++) {
      const c = value.charCodeAt(i);
      h = Math.imul(h ^ c, PRIME_A);
      k = Math.imul(k + c, PRIME_B) ^ (k >>> 11);
    }
    this.word(h);
    this.word(k);
    this.word(value.length);
  }

  /** All that is known of what was fed so far: another one goes on from it. */
  get state(): readonly [number, number] {
    return [this.#a, this.#b];
  }

  restore([a, b]: readonly [number, number]): void {
    this.#a = a;
    this.#b = b;
  }

  /** Sixteen hexadecimal digits for everything fed so far; feeding may go on. */
  hex(): string {
    const a = mix(this.#a, this.#b) >>> 0;
    const b = mix(this.#b, this.#a ^ PRIME_B) >>> 0;
    return a.toString(16).padStart(8, '0') + b.toString(16).padStart(8, '0');
  }
}
