/**
 * Secrets never enter a history: credentials in a connect request, and tokens a hello hands out, are replaced by
 * stars of the same length (sizes stay true) before a record is kept, hashed or written.
 */
import { isObject, type Frame, type JsonObject } from '../protocol/frame.ts';
import { measure } from '../protocol/measure.ts';
import { Message } from '../protocol/message.ts';

/** Members of a hello's `auth` that are no secrets. */
const OPEN_MEMBERS: ReadonlySet<string> = new Set(['role', 'scopes', 'method', 'issuedAtMs', 'expiresAtMs']);

/** The message without its secrets; the same object when it has none. */
export function withoutSecrets(message: Message): Message {
  const { frame } = message;
  if (frame === undefined || frame.type === 'event') return message;
  const body = frame.type === 'req' ? frame.params : frame.payload;
  if (!isObject(body)) return message;
  const holder = frame.type === 'req' ? frame.method === 'connect' : body['type'] === 'hello-ok';
  const auth = body['auth'];
  if (!holder || !isObject(auth)) return message;
  const masked = masking(auth, frame.type === 'res');
  if (masked === undefined) return message;
  const open = { ...body, auth: masked };
  const shown: Frame = frame.type === 'req' ? { ...frame, params: open } : { ...frame, payload: open };
  return Message.of(shown);
}

/** A copy of a value with each of its strings masked. */
export function maskedTexts<T>(value: T, masked: (text: string) => string): T;
export function maskedTexts(value: unknown, masked: (text: string) => string): unknown {
  if (typeof value === 'string') return masked(value);
  if (Array.isArray(value)) return value.map((one: unknown) => maskedTexts(one, masked));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, maskedTexts(one, masked)]));
}

/** A copy with every secret string masked; undefined when nothing needs a mask. */
function masking(auth: JsonObject, hello: boolean): JsonObject | undefined {
  let copy: { [member: string]: unknown } | undefined;
  for (const member of Object.keys(auth)) {
    const value = auth[member];
    if (typeof value !== 'string' || (hello && OPEN_MEMBERS.has(member))) continue;
    const stars = '*'.repeat(measure(value).bytes - 2);
    if (stars === value) continue;
    copy ??= { ...auth };
    copy[member] = stars;
  }
  return copy;
}
