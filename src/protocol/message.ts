/**
 * One WebSocket message: a frame as a value, or raw text as it came. Its size is always the UTF-8 length of the
 * JSON text (or of the raw text), whichever form it has, and is computed once, as is its hash.
 * A frame given as a value must not change afterwards; `copy` is for who can not promise that.
 */
import { decodeFrameText, type Decoded, type EventFrame, type Frame } from './frame.ts';
import { plainCopy } from './plain-copy.ts';
import { isUnwritten, measure, measureAtom, utf8Length, type Measure } from './measure.ts';

/**
 * One WebSocket message, made by `of` (a frame), `event` (an event frame) or `ofText` (whatever came). Never throws:
 * what is no frame says why.
 */
export class Message {
  #frame: Frame | undefined;
  #text: string | undefined;
  /** Of a text, once somebody asked for its frame. */
  #decoded: Decoded<Frame> | undefined;
  #bytes = -1;
  #hash = 0;
  #isHashed = false;
  /** Made by `event`, so its members are known. */
  #isEvent = false;

  private constructor(frame: Frame | undefined, text: string | undefined) {
    this.#frame = frame;
    this.#text = text;
  }

  static of(frame: Frame): Message {
    return new Message(frame, undefined);
  }

  /** An event with an object for its payload, numbered or not: the frame that nearly all messages are. */
  static event(event: string, payload: object, seq?: number): Message {
    const type = 'event';
    const message = new Message(
      seq === undefined ? { type, event, payload } : { type, event, payload, seq },
      undefined,
    );
    message.#isEvent = true;
    return message;
  }

  static ofText(text: string): Message {
    return new Message(undefined, text);
  }

  /** The message as it is now, sharing nothing with this one that could be changed. */
  copy(): Message {
    if (this.#text !== undefined) return Message.ofText(this.#text);
    const copy = new Message(plainCopy(this.#frame), undefined);
    copy.#isEvent = this.#isEvent;
    return copy;
  }

  /** UTF-8 bytes of the message as sent. */
  get bytes(): number {
    if (this.#bytes < 0) {
      if (this.#text === undefined) this.#measure();
      else this.#bytes = utf8Length(this.#text);
    }
    return this.#bytes;
  }

  /** The frame; undefined when the text is none (`decode` says why). */
  get frame(): Frame | undefined {
    return this.#frame ?? this.#read();
  }

  /** The frame, or why the text is none. */
  decode(): Decoded<Frame> {
    const frame = this.#frame ?? this.#read();
    return frame === undefined ? (this.#decoded as Decoded<Frame>) : { ok: true, value: frame };
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
    if (!this.#isHashed) this.#measure();
    return this.#hash;
  }

  #read(): Frame | undefined {
    if (this.#decoded !== undefined) return undefined;
    this.#decoded = decodeFrameText(this.#text ?? '');
    if (this.#decoded.ok) this.#frame = this.#decoded.value;
    return this.#frame;
  }

  #measure(): void {
    const { frame } = this;
    const { bytes, hash } =
      frame === undefined
        ? measure(this.#text ?? '')
        : this.#isEvent
          ? measureEvent(frame as EventFrame)
          : measureFrame(frame);
    this.#hash = hash;
    this.#isHashed = true;
    // of a text that has other white space, the hash alone is the frame's
    if (this.#text === undefined) this.#bytes = bytes;
  }
}

/** UTF-8 bytes of a frame's JSON text; the payload's share is remembered on the payload. */
export function frameBytes(frame: Frame): number {
  return measureFrame(frame).bytes;
}

/** Of one member that is no object, and of one frame: read before the next is measured. */
const atom = { bytes: 0, hash: 0 };
const whole = { bytes: 0, hash: 0 };

/** What tells the members of an envelope apart. */
const SALT = {
  type: 0x1b873593,
  event: 0x0a1f3c59,
  payload: 0x6d2b79f5,
  seq: 0x165667b1,
  id: 0x2c1b3c6d,
  ok: 0x52dce729,
  method: 0x38b34ae5,
  params: 0x4cf5ad43,
  error: 0x71fd4d2b,
  stateVersion: 0x27d4eb2f,
} as const;
const SALTS: ReadonlyMap<string, number> = new Map(Object.entries(SALT));

const EVENT_TYPE_HASH = shareOf(measure('event').hash, SALT.type);

/** `{"type":"event","event":,"payload":}` without the values of the last two, and `,"seq":`. */
const EVENT_BYTES = 36;
const SEQ_BYTES = 7;

/** The same as `measureFrame` where the members are known, as they are of most messages. */
function measureEvent({ event, payload, seq }: EventFrame): Measure {
  const carried = measure(payload);
  let bytes = EVENT_BYTES + carried.bytes;
  let hash = EVENT_TYPE_HASH + shareOf(carried.hash, SALT.payload);
  const name = measureAtom(event, atom);
  bytes += name.bytes;
  hash += shareOf(name.hash, SALT.event);
  if (seq !== undefined) {
    const number = measureAtom(seq, atom);
    bytes += SEQ_BYTES + number.bytes;
    hash += shareOf(number.hash, SALT.seq);
  }
  return frameMeasure(bytes, hash | 0);
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
    const known = SALTS.get(key);
    const salt = known ?? measure(key).hash;
    // "key":value — only an unknown member's name can need escapes
    const name = known === undefined ? measure(key).bytes + 1 : key.length + 3;
    const carried =
      typeof member === 'object' && member !== null ? measure(member) : measureAtom(member, atom);
    bytes += name + carried.bytes;
    hash = (hash + shareOf(carried.hash, salt)) | 0;
  }
  return frameMeasure(members > 1 ? bytes + members - 1 : bytes, hash);
}

function frameMeasure(bytes: number, hash: number): Measure {
  whole.bytes = bytes;
  whole.hash = hash ^ (hash >>> 15);
  return whole;
}

/** What a member adds to the hash of its frame. */
function shareOf(hash: number, salt: number): number {
  return Math.imul(hash ^ salt, 0x9e3779b1 ^ (salt << 1));
}
