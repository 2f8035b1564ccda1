/**
 * What each kind of record must carry, as data: the check that turns one parsed line of a history file into a record
 * or a reason. Members nobody knows are refused, because the digest would not cover them.
 */
import { isObject, type JsonObject } from '../protocol/frame.ts';
import { BLOCK_UNITS } from './recorded-text.ts';
import type { HistoryRecord } from './record.ts';

interface Check {
  readonly says: string;
  readonly optional: boolean;
  readonly holds: (value: unknown) => boolean;
}

type Shape = { readonly [member: string]: Check };

const text = check('a string', (value) => typeof value === 'string');
const flag = check('true or false', (value) => typeof value === 'boolean');
const count = check(
  'a whole number, 0 or more',
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
);
const number = check('a number', (value) => Number.isFinite(value));
const texts = check('a list of strings', (value) => Array.isArray(value) && value.every(text.holds));
const clients = check(
  'a list of {client, role}',
  (value) =>
    Array.isArray(value) &&
    value.every((item) => isObject(item) && text.holds(item['client']) && text.holds(item['role'])),
);

const HASHES = /^(?:[0-9a-f]{8})*$/;
const recordedText = check(
  'a string, or {bytes, hashes, last, markers}',
  (value) => text.holds(value) || (isObject(value) && isTextBlocks(value)),
);
const prompt = check(
  '{like, same, hash, rest}',
  (value) =>
    isObject(value) &&
    hasOnly(value, 'like', 'same', 'hash', 'rest') &&
    (value['like'] === undefined || count.holds(value['like'])) &&
    count.holds(value['same']) &&
    count.holds(value['hash']) &&
    Array.isArray(value['rest']) &&
    value['rest'].every((item) => isObject(item) && isPromptMessage(item)),
);

function isTextBlocks(value: JsonObject): boolean {
  const { bytes, hashes, last, markers } = value;
  return (
    hasOnly(value, 'bytes', 'hashes', 'last', 'markers') &&
    count.holds(bytes) &&
    typeof hashes === 'string' &&
    HASHES.test(hashes) &&
    typeof last === 'string' &&
    last.length > 0 &&
    last.length <= BLOCK_UNITS &&
    texts.holds(markers)
  );
}

function isPromptMessage(value: JsonObject): boolean {
  return (
    hasOnly(value, 'role', 'text') &&
    ['user', 'assistant', 'tool', 'system'].includes(value['role'] as string) &&
    recordedText.holds(value['text'])
  );
}

/** Members nobody knows would be in no digest. */
function hasOnly(value: JsonObject, ...members: readonly string[]): boolean {
  return Object.keys(value).every((member) => members.includes(member));
}

function check(says: string, holds: Check['holds']): Check {
  return { says, optional: false, holds };
}

function oneOf(...names: readonly string[]): Check {
  return check(`one of ${names.join(', ')}`, (value) => names.includes(value as string));
}

function maybe(check: Check): Check {
  return { ...check, optional: true };
}

const BASE: Shape = { i: count, atMicros: number, incarnation: count, kind: text };

/** The body of a frame record (`frame`, `text` or `blob`) is checked by its reader. */
export const FRAME_BODIES = ['frame', 'text', 'blob'] as const;
const anything = maybe(check('anything', () => true));

const LEG = oneOf('gateway', 'client');

const SHAPES: { readonly [K in HistoryRecord['kind']]: Shape } = {
  plan: {
    dailyRule: flag,
    maxPayloadBytes: count,
    maxBufferedBytes: count,
    dedupeWindowMs: count,
    clients,
    modelHidden: maybe(check('true', (value) => value === true)),
  },
  connection: {
    event: oneOf('opened', 'refused', 'closed'),
    leg: LEG,
    conn: count,
    client: text,
    code: maybe(count),
    reason: maybe(text),
    by: maybe(oneOf('gateway', 'client', 'network', 'process')),
  },
  frame: {
    from: LEG,
    leg: LEG,
    conn: count,
    client: text,
    frameId: count,
    bufferedBytes: maybe(count),
    frame: anything,
    text: anything,
    blob: anything,
  },
  provider: {
    event: oneOf('call', 'start', 'delta', 'tool', 'end', 'error', 'cancel'),
    call: count,
    purpose: oneOf('run', 'summary'),
    prompt: maybe(prompt),
    text: maybe(recordedText),
    stopReason: maybe(text),
    message: maybe(text),
    promptMarkers: maybe(texts),
    promptTexts: maybe(texts),
    bytes: maybe(count),
    tokens: maybe(count),
    injected: maybe(flag),
  },
  process: { event: oneOf('booting', 'listening', 'stopping', 'exited', 'crashed', 'paused', 'resumed') },
  disk: {
    op: oneOf('read', 'list', 'append', 'write', 'sync', 'rename', 'remove'),
    path: text,
    to: maybe(text),
    bytes: count,
    ok: flag,
  },
  fault: {
    event: oneOf('injected', 'landed', 'healed'),
    fault: text,
    faultKind: text,
    scope: oneOf('client', 'process', 'disk', 'provider', 'clock', 'workload'),
    client: maybe(text),
  },
  operation: {
    operation: text,
    client: text,
    do: text,
    session: maybe(text),
    marker: maybe(text),
    replayOf: maybe(text),
    idempotencyKey: maybe(text),
  },
  phase: { phase: oneOf('safety', 'heal', 'quiet', 'end'), pending: maybe(texts) },
  clock: { wallMillis: number },
  log: { level: oneOf('info', 'warn', 'error'), text, detail: maybe(text) },
};

/** Why an object is no record; undefined when it is one (but for a frame's body). */
export function whyNoRecord(value: JsonObject): string | undefined {
  const kind = value['kind'];
  if (typeof kind !== 'string' || !Object.hasOwn(SHAPES, kind))
    return `unknown record kind ${JSON.stringify(kind)}`;
  const shape = SHAPES[kind as HistoryRecord['kind']];
  return whyMisfit(value, BASE, kind) ?? whyMisfit(value, shape, kind) ?? whyStrange(value, shape, kind);
}

function whyMisfit(value: JsonObject, shape: Shape, kind: string): string | undefined {
  for (const member of Object.keys(shape)) {
    const check = shape[member] as Check;
    const found = value[member];
    if (found === undefined ? !check.optional : !check.holds(found))
      return `${kind}.${member} must be ${check.says}`;
  }
  return undefined;
}

function whyStrange(value: JsonObject, shape: Shape, kind: string): string | undefined {
  const stranger = Object.keys(value).find(
    (member) => !Object.hasOwn(shape, member) && !Object.hasOwn(BASE, member),
  );
  return stranger === undefined ? undefined : `unknown member ${kind}.${stranger}`;
}
