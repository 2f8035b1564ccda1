/**
 * Frames: what one WebSocket message means (request, response, event), and the decoder that turns unknown JSON
 * into a frame or a reason, never an exception. Unknown methods, events and payload members pass through: a
 * frame is judged by its envelope, its meaning by the dialect.
 */

/** What a client sends. `id` is the client's choice; the response has the same. */
export interface RequestFrame {
  readonly type: 'req';
  readonly id: string;
  readonly method: string;
  readonly params?: unknown;
}

/** Why a request was refused: `code` is one of `ERROR`, `message` is for people. */
export interface ErrorShape {
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
  readonly retryable?: boolean;
  /** Milliseconds after which a retry may succeed. */
  readonly retryAfterMs?: number;
}

/** The one answer to a request, in any order. `error` is there when `ok` is false. */
export interface ResponseFrame {
  readonly type: 'res';
  readonly id: string;
  readonly ok: boolean;
  readonly payload?: unknown;
  readonly error?: ErrorShape;
}

/** What the gateway says unasked. */
export interface EventFrame {
  readonly type: 'event';
  readonly event: string;
  readonly payload?: unknown;
  /** The connection seq; absent on events that the release leaves unnumbered. */
  readonly seq?: number;
  readonly stateVersion?: { readonly presence: number; readonly health: number };
}

/** What one message means. */
export type Frame = RequestFrame | ResponseFrame | EventFrame;

/** What was read, or in words why it could not be. */
export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

/** An object of which nothing else is known. */
export type JsonObject = { readonly [member: string]: unknown };

/** Whether a value is an object, and neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Deeper values are no frame: no gateway sends them, and everything that walks a frame recurses. */
const MAX_DEPTH = 500;

/** Parses JSON text; a syntax error becomes a reason, in the same words on every engine. */
export function parseJson(text: string, maxDepth = MAX_DEPTH): Decoded<unknown> {
  if (text.length > 2 * maxDepth && isDeeperThan(text, maxDepth))
    return fail(`nested deeper than ${maxDepth} levels`);
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return fail('not JSON');
  }
}

function isDeeperThan(text: string, limit: number): boolean {
  // fewer brackets than levels, in most texts by far
  if (countOf('{', text, limit) + countOf('[', text, limit) <= limit) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: // a string: skip to its closing quote
        for (i++; i < text.length && text.charCodeAt(i) !== 0x22; i++) if (text.charCodeAt(i) === 0x5c) i++;
        break;
      case 0x5b:
      case 0x7b:
        if (++depth > limit) return true;
        break;
      case 0x5d:
      case 0x7d:
        depth--;
    }
  }
  return false;
}

/** How often a character stands in a text; counts no further than one more than `most`. */
function countOf(character: string, text: string, most: number): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0 && count <= most; at = text.indexOf(character, at + 1))
    count++;
  return count;
}

/** Decodes one frame from JSON text. */
export function decodeFrameText(text: string): Decoded<Frame> {
  const parsed = parseJson(text);
  return parsed.ok ? decodeFrame(parsed.value) : parsed;
}

/** Decodes one frame from a parsed JSON value. The value itself is returned, typed; nothing is copied. */
export function decodeFrame(value: unknown): Decoded<Frame> {
  if (!isObject(value)) return fail('a frame is a JSON object');
  switch (value['type']) {
    case 'req':
      return decodeRequest(value);
    case 'res':
      return decodeResponse(value);
    case 'event':
      return decodeEvent(value);
    default:
      return fail(`unknown frame type ${describe(value['type'])} (expected req, res or event)`);
  }
}

function decodeRequest(value: JsonObject): Decoded<Frame> {
  if (!isName(value['id'])) return fail('a request needs a non-empty string id');
  if (!isName(value['method'])) return fail('a request needs a non-empty string method');
  return { ok: true, value: value as unknown as RequestFrame };
}

function decodeResponse(value: JsonObject): Decoded<Frame> {
  if (!isName(value['id'])) return fail('a response needs a non-empty string id');
  if (typeof value['ok'] !== 'boolean') return fail('a response needs a boolean ok');
  const error = value['error'];
  if (error !== undefined) {
    if (!isObject(error)) return fail('a response error is an object');
    if (!isName(error['code'])) return fail('a response error needs a non-empty string code');
    if (typeof error['message'] !== 'string') return fail('a response error needs a string message');
    const retryAfter = error['retryAfterMs'];
    if (retryAfter !== undefined && !isCount(retryAfter))
      return fail('retryAfterMs is a whole number of milliseconds');
  } else if (!value['ok']) return fail('a refused response needs an error');
  return { ok: true, value: value as unknown as ResponseFrame };
}

function decodeEvent(value: JsonObject): Decoded<Frame> {
  if (!isName(value['event'])) return fail('an event needs a non-empty string event name');
  const seq = value['seq'];
  if (seq !== undefined && !isCount(seq)) return fail('an event seq is a whole number, 0 or more');
  const version = value['stateVersion'];
  if (
    version !== undefined &&
    !(isObject(version) && isCount(version['presence']) && isCount(version['health']))
  )
    return fail('stateVersion carries whole numbers presence and health');
  return { ok: true, value: value as unknown as EventFrame };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}

function fail(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}
