/** The messages of a WebSocket stream: frames joined where a message came in several. Must not know what they mean. */
import { FrameSplitter, OPCODE } from './frame-splitter.ts';

export type Heard =
  | { readonly type: 'open' }
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'ping'; readonly payload: Buffer }
  | { readonly type: 'close'; readonly code: number; readonly reason: string }
  | { readonly type: 'broken'; readonly reason: string };

const NO_CODE = 1005;

export class MessageJoiner {
  readonly #splitter: FrameSplitter;
  #parts: Buffer[] = [];

  constructor(maxFrameBytes: number) {
    this.#splitter = new FrameSplitter(maxFrameBytes);
  }

  *push(bytes: Buffer): Generator<Heard> {
    for (const piece of this.#splitter.push(bytes)) {
      if (piece.type === 'broken') yield piece;
      else if (piece.type === 'head') {
        if (piece.status === 101) yield { type: 'open' };
        else yield { type: 'broken', reason: `answers the handshake with status ${piece.status ?? 'none'}` };
      } else if (piece.opcode === OPCODE.ping) yield { type: 'ping', payload: piece.payload };
      else if (piece.opcode === OPCODE.close) yield closeOf(piece.payload);
      else if (piece.opcode !== OPCODE.pong) {
        this.#parts.push(piece.payload);
        if (!piece.final) continue;
        const text = Buffer.concat(this.#parts).toString('utf8');
        this.#parts = [];
        yield { type: 'message', text };
      }
    }
  }
}

function closeOf(payload: Buffer): Heard {
  const code = payload.length < 2 ? NO_CODE : payload.readUInt16BE(0);
  return { type: 'close', code, reason: payload.subarray(2).toString('utf8') };
}
