/**
 * Chance of a hosted process: one stream, seeded by our side, for everything that Node draws by itself. Keys are made
 * of drawn bytes where their kind allows it; other kinds are refused by name. Must not know who draws.
 */
import crypto from 'node:crypto';
import { birth, refuse, replace, later, trace, replaceAll } from './life.ts';

let [a, b, c, d] = birth.seed;

/** A stream of its own from here on. */
export function seedChance(): void {
  [a, b, c, d] = birth.seed;
  for (let i = 0; i < 15; i++) next32();
}

/** sfc32. */
function next32(): number {
  const t = (((a + b) | 0) + d) | 0;
  d = (d + 1) | 0;
  a = b ^ (b >>> 9);
  b = (c + (c << 3)) | 0;
  c = (c << 21) | (c >>> 11);
  c = (c + t) | 0;
  return t >>> 0;
}
seedChance();

/** A float in [0, 1). */
export function draw(): number {
  return next32() / 4294967296;
}

export function drawBytes(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += 4) {
    const word = next32();
    for (let k = 0; k < 4 && at + k < bytes.length; k++) bytes[at + k] = word >>> (8 * k);
  }
}

/** Drawn letters and digits. */
export function drawName(length: number): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  let name = '';
  for (let i = 0; i < length; i++) name += alphabet[Math.floor(draw() * alphabet.length)] ?? '';
  return name;
}

function viewOf(buffer: ArrayBufferView | ArrayBuffer): Uint8Array {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
}

function randomBytes(size: number, done?: (error: null, bytes: Buffer) => void): Buffer | undefined {
  const bytes = Buffer.alloc(size);
  drawBytes(bytes);
  trace(() => `draw ${size} bytes`);
  if (done === undefined) return bytes;
  later(0, () => done(null, bytes));
  return undefined;
}

function randomFillSync<T extends ArrayBufferView>(buffer: T, offset = 0, size?: number): T {
  const unit = 'BYTES_PER_ELEMENT' in buffer ? (buffer.BYTES_PER_ELEMENT as number) : 1;
  const view = viewOf(buffer);
  const from = offset * unit;
  drawBytes(view.subarray(from, size === undefined ? undefined : from + size * unit));
  trace(() => `draw into ${view.length} bytes`);
  return buffer;
}

function randomFill(buffer: ArrayBufferView, ...rest: unknown[]): void {
  const done = rest.pop() as (error: null, buffer: ArrayBufferView) => void;
  randomFillSync(buffer, ...(rest as [number?, number?]));
  later(0, () => done(null, buffer));
}

function randomUUID(): string {
  const bytes = Buffer.alloc(16);
  drawBytes(bytes);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  trace(() => `draw uuid ${hex}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function randomInt(...args: unknown[]): number | undefined {
  const done = typeof args.at(-1) === 'function' ? (args.pop() as (e: null, n: number) => void) : undefined;
  const [low, high] = args.length > 1 ? (args as [number, number]) : [0, args[0] as number];
  const value = low + Math.floor(draw() * (high - low));
  trace(() => `draw integer ${value}`);
  if (done === undefined) return value;
  later(0, () => done(null, value));
  return undefined;
}

/** PKCS #8 around 32 bytes of a private key, by kind (RFC 8410). */
const RAW_KEYS: Readonly<Record<string, string>> = {
  ed25519: '302e020100300506032b657004220420',
  x25519: '302e020100300506032b656e04220420',
};

function generateKeyPairSync(kind: string, options: Record<string, unknown> = {}): unknown {
  const head = RAW_KEYS[kind];
  if (head === undefined) refuse(`crypto.generateKeyPair('${kind}'): only ed25519 and x25519 can be drawn`);
  const secret = Buffer.alloc(32);
  drawBytes(secret);
  const key = Buffer.concat([Buffer.from(head, 'hex'), secret]);
  const privateKey = crypto.createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  const publicKey = crypto.createPublicKey(privateKey);
  const encoded = (made: crypto.KeyObject, encoding: unknown): unknown =>
    encoding === undefined ? made : made.export(encoding as crypto.KeyExportOptions<'pem'>);
  return {
    publicKey: encoded(publicKey, options['publicKeyEncoding']),
    privateKey: encoded(privateKey, options['privateKeyEncoding']),
  };
}

function generateKeyPair(
  kind: string,
  options: Record<string, unknown>,
  done: (...args: unknown[]) => void,
): void {
  const { publicKey, privateKey } = generateKeyPairSync(kind, options) as Record<string, unknown>;
  later(0, () => done(null, publicKey, privateKey));
}

export function installChance(): void {
  replace(Math, 'random', draw);
  replaceAll(crypto, {
    randomBytes,
    pseudoRandomBytes: randomBytes,
    randomFill,
    randomFillSync,
    randomUUID,
    randomInt,
    generateKeyPairSync,
    generateKeyPair,
  });
  // promisified forms give one value, or an object of two
  const custom = Symbol.for('nodejs.util.promisify.custom');
  replace(generateKeyPair, custom, async (kind: string, options: Record<string, unknown>) =>
    Promise.resolve(generateKeyPairSync(kind, options)),
  );
  const web = globalThis.crypto;
  replace(Object.getPrototypeOf(web) as object, 'getRandomValues', (buffer: ArrayBufferView) =>
    randomFillSync(buffer),
  );
  replace(Object.getPrototypeOf(web) as object, 'randomUUID', randomUUID);
}
