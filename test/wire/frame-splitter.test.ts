import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameSplitter, OPCODE, type Piece } from '../../src/wire/frame-splitter.ts';
import { frame } from '../live/raw-frame.ts';

const REQUEST = Buffer.from('GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n');
const ANSWER = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n');
const LIMIT = 1_000_000;

function pieces(chunks: Iterable<Buffer>, limit = LIMIT): Piece[] {
  const splitter = new FrameSplitter(limit);
  return [...chunks].flatMap((chunk) => [...splitter.push(chunk)]);
}

/** In a few words each, as long buffers take long to compare one by one. */
function told(found: readonly Piece[]): string[] {
  return found.map((piece) => {
    if (piece.type === 'broken') return piece.reason;
    const hash = createHash('sha256').update(piece.raw).digest('hex');
    if (piece.type === 'head') return `head ${piece.status} ${hash}`;
    return `${piece.opcode} ${piece.final} ${piece.masked} ${piece.payload.length} ${hash}`;
  });
}

/** Of one stream, the pieces behind its head. */
function behindHead(...frames: readonly Buffer[]): Piece[] {
  return pieces([ANSWER, ...frames]).slice(1);
}

const opcodes = fc.constantFrom(...Object.values(OPCODE));
const anyFrame = fc
  .record({
    opcode: opcodes,
    final: fc.boolean(),
    masked: fc.boolean(),
    // short, 16-bit and 64-bit lengths
    size: fc.oneof(fc.integer({ min: 0, max: 130 }), fc.constantFrom(65_535, 65_536, 70_000)),
  })
  .map(({ opcode, final, masked, size }) =>
    frame(Buffer.alloc(size, opcode + 65), { opcode, final, masked }),
  );

const stream = fc
  .tuple(fc.constantFrom(REQUEST, ANSWER), fc.array(anyFrame, { maxLength: 6 }))
  .map(([head, frames]) => Buffer.concat([head, ...frames]));

/** A stream and where it is cut. */
const cutStream = stream.chain((bytes) =>
  fc.tuple(fc.constant(bytes), fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 40 })),
);

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...places, bytes.length].sort((a, b) => a - b);
  return sorted.slice(1).map((end, k) => bytes.subarray(sorted[k], end));
}

describe('the frame splitter', () => {
  it('gives the same pieces however the stream is cut', () => {
    fc.assert(
      fc.property(cutStream, ([bytes, places]) => {
        expect(told(pieces(cut(bytes, places)))).toEqual(told(pieces([bytes])));
      }),
    );
  });

  it('gives the same pieces byte by byte, and every byte once', () => {
    const bytes = Buffer.concat([ANSWER, frame('hello'), frame('x'.repeat(200)), frame('', { opcode: 8 })]);
    const single = pieces(cut(bytes, [...bytes.keys()]));
    expect(single).toEqual(pieces([bytes]));
    expect(Buffer.concat(single.map((piece) => (piece.type === 'broken' ? Buffer.of() : piece.raw)))).toEqual(
      bytes,
    );
  });

  it('knows the head and its status', () => {
    expect(pieces([ANSWER])).toEqual([{ type: 'head', raw: ANSWER, status: 101 }]);
    expect(pieces([REQUEST])).toEqual([{ type: 'head', raw: REQUEST, status: undefined }]);
    const refused = Buffer.from('HTTP/1.1 403 Forbidden\r\n\r\n');
    expect(pieces([refused])).toMatchObject([{ status: 403 }]);
  });

  it.each([0, 1, 125, 126, 65_535, 65_536, 100_000])('reads a payload of %i bytes, masked or not', (size) => {
    for (const masked of [false, true]) {
      const raw = frame(Buffer.alloc(size, 7), { masked });
      expect(behindHead(raw)).toMatchObject([{ type: 'frame', opcode: OPCODE.text, final: true, masked }]);
      const [piece] = behindHead(raw);
      expect(piece).toHaveProperty('raw', raw);
      expect((piece as Extract<Piece, { type: 'frame' }>).payload).toHaveLength(size);
    }
  });

  it('leaves fragments and the control frames between them as they are', () => {
    const kinds = behindHead(
      frame('a', { final: false }),
      frame('', { opcode: OPCODE.ping }),
      frame('b', { opcode: OPCODE.continuation, final: false }),
      frame('c', { opcode: OPCODE.continuation }),
    ).map((piece) => piece.type === 'frame' && `${piece.opcode} ${piece.final} ${piece.payload.toString()}`);
    expect(kinds).toEqual(['1 false a', '9 true ', '0 false b', '0 true c']);
  });

  it.each([0x40, 0x20, 0x10])('gives a stream up whose frames set the reserved bit %i', (bit) => {
    const bad = frame('x');
    bad.writeUInt8(bad.readUInt8(0) | bit, 0);
    expect(behindHead(frame('good'), bad, frame('never seen'))).toMatchObject([
      { type: 'frame' },
      { type: 'broken', reason: 'sets reserved bits of a WebSocket frame' },
    ]);
  });

  it('gives a stream up as soon as it announces a frame above the limit', () => {
    const large = frame(Buffer.alloc(101));
    expect(pieces([ANSWER, large.subarray(0, 4)], 100).at(-1)).toEqual({
      type: 'broken',
      reason: 'announces a frame of 101 bytes',
    });
    expect(pieces([ANSWER, frame(Buffer.alloc(100))], 100).at(-1)).toMatchObject({ type: 'frame' });
    const absurd = Buffer.from([0x81, 127, 255, 255, 255, 255, 255, 255, 255, 255]);
    expect(behindHead(absurd)).toMatchObject([{ type: 'broken' }]);
  });

  it.each([
    '220 mail.example ESMTP\r\n',
    '\u0016\u0003\u0001',
    'SSH-2.0-x\r\n',
    'http/1.1 101\r\n',
    '{"a":1}',
  ])('gives up what does not speak HTTP: %j', (text) => {
    expect(pieces([Buffer.from(text, 'latin1')])).toEqual([
      { type: 'broken', reason: 'does not speak HTTP' },
    ]);
  });

  it('gives up a head that does not end', () => {
    const line = Buffer.from(`X-Pad: ${'x'.repeat(1_000)}\r\n`);
    const chunks = [Buffer.from('HTTP/1.1 101 Switching Protocols\r\n'), ...Array<Buffer>(100).fill(line)];
    expect(pieces(chunks)).toEqual([{ type: 'broken', reason: 'its HTTP head does not end' }]);
  });

  it('takes nothing after it gave up', () => {
    const splitter = new FrameSplitter(LIMIT);
    expect([...splitter.push(Buffer.from('nonsense'))]).toHaveLength(1);
    expect([...splitter.push(ANSWER)]).toEqual([]);
    expect(splitter.pendingBytes).toBe(0);
  });
});
