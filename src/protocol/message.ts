/**
 * One WebSocket message: a frame as a value, or raw text as it came. Its size is always the UTF-8 length of the
 * JSON text (or of the raw text), whichever form it has, and is computed once, as is its hash.
 * A frame given as a value must not change afterwards.
 */
import { decodeFrameText, type Decoded, type Frame } from './frame.ts';
import { isUnwritten, measure, utf8Length, type Measure } from './measure.ts';

export class Message {
  readonly #frame: Frame | undefined;
  #text: string | undefined;
  #decoded: Decoded<Frame> | undefined;
  #measure: Measure | undefined;
  #bytes = -1;

  private constructor(frame: Frame | undefined, text: string | undefined) {
    this.#frame = frame;
    this.#text = text;
  }

  static of(frame: Frame): Message {
    return new Message(frame, undefined);
  }

  static ofText(text: string): Message {
    return new Message(undefined, text);
  }

  /** UTF-8 bytes of the message as sent. */
  get bytes(): number {
    if (this.#bytes < 0) {
      this.#bytes =
        this.#frame === undefined ? utf8Length(this.#text ?? '') : this.#measured(this.#frame).bytes;
    }
    return this.#bytes;
  }

  /** The frame, or why the text is none. */
  decode(): Decoded<Frame> {
    if (this.#decoded === undefined) {
      this.#decoded =
        this.#frame === undefined ? decodeFrameText(this.#text ?? '') : { ok: true, value: this.#frame };
    }
    return this.#decoded;
  }

  /** The JSON text as it would cross a socket. */
  text(): string {
    this.#text ??= JSON.stringify(this.#frame);
    return this.#text;
  }

  /**
   * A hash of the content, for digests. Messages made from a frame, from its JSON text, and from that text with
   * other white space hash alike; text that is no frame hashes as text.
   */
  hash(): number {
    if (this.#measure !== undefined) return this.#measure.hash;
    const decoded = this.decode();
    if (decoded.ok) return this.#measured(decoded.value).hash;
    this.#measure = measure(this.#text ?? '');
    return this.#measure.hash;
  }

  #measured(frame: Frame): Measure {
    this.#measure ??= measureFrame(frame);
    return this.#measure;
  }
}

/** UTF-8 bytes of a frame's JSON text; the payload's share is remembered on the payload. */
export function frameBytes(frame: Frame): number {
  return measureFrame(frame).bytes;
}

/** Measures a frame's envelope afresh and what it carries once; the order of envelope members does not count. */
function measureFrame(frame: Frame): Measure {
  let members = 0;
  let bytes = 2;
  let hash = 0;
  for (const key in frame) {
    const member: unknown = (frame as unknown as Record<string, unknown>)[key];
    if (isUnwritten(member)) continue;
    members++;
    const known = MEMBER_SALT[key];
    const salt = known ?? measure(key).hash;
    // "key":value — only an unknown member's name can need escapes
    const name = known === undefined ? measure(key).bytes + 1 : key.length + 3;
    const carried = measure(member);
    bytes += name + carried.bytes;
    hash = (hash + Math.imul(carried.hash ^ salt, 0x9e3779b1 ^ (salt << 1))) | 0;
  }
  return { bytes: members > 1 ? bytes + members - 1 : bytes, hash: hash ^ (hash >>> 15) };
}

const MEMBER_SALT: { readonly [member: string]: number | undefined } = Object.assign(
  Object.create(null) as object,
  {
    type: 0x1b873593,
    id: 0x2c1b3c6d,
    method: 0x38b34ae5,
    params: 0x4cf5ad43,
    ok: 0x52dce729,
    payload: 0x6d2b79f5,
    error: 0x71fd4d2b,
    event: 0x0a1f3c59,
    seq: 0x165667b1,
    stateVersion: 0x27d4eb2f,
  },
);
