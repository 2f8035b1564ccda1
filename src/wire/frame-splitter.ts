/**
 * The splitter: cuts one direction of a WebSocket byte stream (RFC 6455) into its opening handshake and its frames,
 * byte for byte, so that a proxy can hold, delay or tear them where they begin and end. Named states, no copies but of
 * a frame that came in pieces. Must not know what is done with the pieces.
 */

/** A piece of the stream. */
export type Piece =
  | { readonly type: 'head'; readonly raw: Buffer; readonly status: number | undefined }
  | WebSocketFrame
  /** The stream is no WebSocket stream, or announces a frame above the limit: it is given up. */
  | { readonly type: 'broken'; readonly reason: string };

export interface WebSocketFrame {
  readonly type: 'frame';
  readonly raw: Buffer;
  readonly opcode: number;
  readonly final: boolean;
  readonly payload: Buffer;
  /** The payload is masked, as every client's is. */
  readonly masked: boolean;
}

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

const LONGEST_HEAD = 64 * 1024;
const HEAD_END = Buffer.from('\r\n\r\n');

export class FrameSplitter {
  readonly #maxFrameBytes: number;
  #state: 'head' | 'frames' | 'broken' = 'head';
  #chunks: Buffer[] = [];
  #length = 0;

  /** A frame of more than `maxFrameBytes` is not collected. */
  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Bytes that do not make a piece yet. */
  get pendingBytes(): number {
    return this.#length;
  }

  /** Takes bytes and gives what is complete, in order. */
  *push(chunk: Buffer): Generator<Piece> {
    if (this.#state === 'broken') return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    for (;;) {
      const piece = this.#state === 'head' ? this.#head() : this.#frame();
      if (piece === undefined) return;
      if (piece.type === 'broken') {
        this.#state = 'broken';
        this.#chunks = [];
        this.#length = 0;
      }
      yield piece;
      if (piece.type === 'broken') return;
    }
  }

  #head(): Piece | undefined {
    const all = this.#peek(this.#length);
    const end = all.indexOf(HEAD_END);
    if (end < 0) {
      if (!looksLikeHttp(all)) return { type: 'broken', reason: 'does not speak HTTP' };
      if (all.length > LONGEST_HEAD) return { type: 'broken', reason: 'its HTTP head does not end' };
      return undefined;
    }
    const raw = this.#take(end + HEAD_END.length);
    const status = /^HTTP\/1\.1 (\d{3})/.exec(raw.toString('latin1', 0, 16))?.[1];
    this.#state = 'frames';
    return { type: 'head', raw, status: status === undefined ? undefined : Number(status) };
  }

  #frame(): Piece | undefined {
    if (this.#length < 2) return undefined;
    const start = this.#peek(Math.min(this.#length, 14));
    const first = start.readUInt8(0);
    const second = start.readUInt8(1);
    const masked = (second & 0x80) !== 0;
    const short = second & 0x7f;
    const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
    const header = 2 + lengthBytes + (masked ? 4 : 0);
    if (start.length < 2 + lengthBytes) return undefined;
    const length =
      lengthBytes === 8
        ? Number(start.readBigUInt64BE(2))
        : lengthBytes === 2
          ? start.readUInt16BE(2)
          : short;
    if ((first & 0x70) !== 0) return { type: 'broken', reason: 'sets reserved bits of a WebSocket frame' };
    if (length > this.#maxFrameBytes)
      return { type: 'broken', reason: `announces a frame of ${length} bytes` };
    if (this.#length < header + length) return undefined;
    const raw = this.#take(header + length);
    return {
      type: 'frame',
      raw,
      opcode: first & 0x0f,
      final: (first & 0x80) !== 0,
      payload: raw.subarray(header),
      masked,
    };
  }

  /** The first `count` bytes in one piece, or all there are. */
  #peek(count: number): Buffer {
    const first = this.#chunks[0] as Buffer;
    if (first.length >= count) return first;
    const all = Buffer.concat(this.#chunks, this.#length);
    this.#chunks = [all];
    return all;
  }

  #take(count: number): Buffer {
    const all = this.#peek(count);
    this.#length -= count;
    if (all.length === count) this.#chunks.shift();
    else this.#chunks[0] = all.subarray(count);
    return all.subarray(0, count);
  }
}

function looksLikeHttp(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, Math.min(bytes.length, 8));
  return 'HTTP/1.1'.startsWith(start) || /^[A-Z]+(?: |$)/.test(start) || 'GET '.startsWith(start);
}
