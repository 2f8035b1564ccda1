/**
 * Frames that a WebSocket client writes (RFC 6455), and the request that begins a connection. The mask is zero: it
 * guards against proxies, of which there are none, and what is sent stays the same bytes in every run.
 */
import { OPCODE } from './frame-splitter.ts';

const MASKED = 0x80;

export function clientFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = Buffer.alloc(2 + lengthBytes + 4);
  head[0] = 0x80 | opcode;
  head[1] = MASKED | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) head.writeUInt16BE(length, 2);
  if (lengthBytes === 8) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** The code is left out when there is none to say (1005). */
export function clientClose(code: number, reason: string): Buffer {
  if (code === 1005) return clientFrame(OPCODE.close, Buffer.alloc(0));
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code, 0);
  payload.write(reason, 2);
  return clientFrame(OPCODE.close, payload);
}

/** `key`: 16 bytes in base64. */
export function upgradeRequest(host: string, path: string, key: string): Buffer {
  return Buffer.from(
    [
      `GET ${path} HTTP/1.1`,
      `Host: ${host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${key}`,
      '\r\n',
    ].join('\r\n'),
  );
}
