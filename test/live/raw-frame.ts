/** WebSocket frames as bytes (RFC 6455), for tests that say exactly what crosses a socket. */
import { OPCODE } from '../../src/wire/frame-splitter.ts';

export interface FrameShape {
  readonly opcode?: number;
  readonly final?: boolean;
  readonly masked?: boolean;
}

const MASK = Buffer.of(1, 2, 3, 4);

export function frame(
  content: string | Buffer,
  { opcode = OPCODE.text, final = true, masked = false }: FrameShape = {},
): Buffer {
  const payload = Buffer.from(content);
  const head = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10);
  head.writeUInt8((final ? 0x80 : 0) | opcode, 0);
  const mask = masked ? 0x80 : 0;
  if (head.length === 2) head.writeUInt8(mask | payload.length, 1);
  else if (head.length === 4) {
    head.writeUInt8(mask | 126, 1);
    head.writeUInt16BE(payload.length, 2);
  } else {
    head.writeUInt8(mask | 127, 1);
    head.writeBigUInt64BE(BigInt(payload.length), 2);
  }
  if (!masked) return Buffer.concat([head, payload]);
  const hidden = Buffer.from(payload.map((byte, k) => byte ^ (MASK[k % 4] ?? 0)));
  return Buffer.concat([head, MASK, hidden]);
}
