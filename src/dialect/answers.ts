/** What an accepted response says, read against what was asked; a payload that does not fit says `other`. */
import { isObject, type ErrorShape, type JsonObject } from '../protocol/frame.ts';
import type { ArchiveInfo, AuditRecord } from '../protocol/methods.ts';
import type {
  Answer,
  RequestMeaning,
  ObservedEntry,
  ObservedInput,
  ObservedRow,
  Refusal,
} from './observation.ts';
import {
  entryOf,
  generationOf,
  keyOf,
  listOf,
  markerAtEnd,
  numberOf,
  rowOf,
  stringOf,
  stringsOf,
  textOf,
  type Reading,
} from './reading.ts';

/** The reason of a refusal for a parameter that the release does not know. */
export const UNEXPECTED_PROPERTY = 'unexpected-property';

const OTHER: Answer = { type: 'other' };
const SUBSCRIBED: Answer = { type: 'subscribed' };

type Inputs = Pick<Extract<Answer, { type: 'history' }>, 'inputs' | 'inputsPartial'>;

const TRIGGERS: ReadonlySet<unknown> = new Set<AuditRecord['trigger']>([
  'slash-command',
  'ui-button',
  'rpc',
  'recovery',
  'rule',
]);

const NO_INPUTS: Inputs = { inputs: [], inputsPartial: false };

export function readAnswer(ask: RequestMeaning, payload: unknown, reading: Reading): Answer {
  if (!isObject(payload)) return OTHER;
  switch (ask.type) {
    case 'connect':
      return readHello(ask.scopes, payload);
    case 'send':
      return readSent(payload);
    case 'history':
      return readHistory(ask, payload, reading);
    case 'list':
    case 'list-some':
      return readRows(payload, reading, ask.type === 'list');
    case 'reset': {
      const row = rowOf(payload['entry'], reading, ask.key);
      return row === undefined ? OTHER : { type: 'reset', key: keyOf(payload['key']) ?? ask.key, row };
    }
    case 'delete':
      return {
        type: 'delete',
        key: ask.key,
        deleted: payload['deleted'] === true,
        archived: stringsOf(payload['archived']),
      };
    case 'compact':
      return {
        type: 'compact',
        key: ask.key,
        compacted: payload['compacted'] === true,
        isUnderWay: payload['compacted'] === false && payload['reason'] === 'in-progress',
        reason: stringOf(payload['reason']),
      };
    case 'abort':
      return {
        type: 'abort',
        aborted: payload['aborted'] === true,
        runIds: stringsOf(payload['runIds']) ?? [],
      };
    case 'audit-list':
      return readAudit(payload['records']);
    case 'archives-list':
      return readArchives(payload['archives']);
    case 'archive-read':
      return readArchive(ask, payload, reading);
    case 'subscribe-sessions':
    case 'subscribe-messages':
      return SUBSCRIBED;
    case 'other':
      return OTHER;
  }
}

export function readRefusal(error: ErrorShape | undefined): Refusal | undefined {
  if (error === undefined) return undefined;
  const details = isObject(error.details) ? error.details : undefined;
  return {
    code: error.code,
    reason: stringOf(details?.['reason']) ?? stringOf(details?.['code']) ?? unexpectedIn(error),
    retryable: error.retryable === true,
    retryAfterMs: error.retryAfterMs,
  };
}

/** Parameter schemas are closed: a release says so of a member that came later. */
function unexpectedIn({ code, message }: ErrorShape): string | undefined {
  return code === 'INVALID_REQUEST' && message.includes('unexpected property')
    ? UNEXPECTED_PROPERTY
    : undefined;
}

/** A hello without `auth` (2026.2.1) grants what was asked. */
function readHello(asked: readonly string[], payload: JsonObject): Answer {
  const features = payload['features'];
  const policy = payload['policy'];
  if (payload['type'] !== 'hello-ok' || !isObject(features) || !isObject(policy)) return OTHER;
  const maxPayloadBytes = numberOf(policy['maxPayload']);
  const maxBufferedBytes = numberOf(policy['maxBufferedBytes']);
  const tickIntervalMs = numberOf(policy['tickIntervalMs']);
  if (maxPayloadBytes === undefined || maxBufferedBytes === undefined || tickIntervalMs === undefined)
    return OTHER;
  const auth = payload['auth'];
  return {
    type: 'hello',
    protocol: numberOf(payload['protocol']),
    scopes: isObject(auth) ? (stringsOf(auth['scopes']) ?? []) : asked,
    methods: stringsOf(features['methods']) ?? [],
    events: stringsOf(features['events']) ?? [],
    maxPayloadBytes,
    maxBufferedBytes,
    tickIntervalMs,
  };
}

function readSent(payload: JsonObject): Answer {
  const runId = stringOf(payload['runId']);
  if (runId === undefined) return OTHER;
  switch (payload['status']) {
    case 'started':
      return { type: 'send', status: 'accepted', runId };
    case 'in_flight':
      return { type: 'send', status: 'in-flight', runId };
    case 'ok':
      return { type: 'send', status: 'ended', runId };
    default:
      return OTHER;
  }
}

function readHistory(
  { key: askedKey, offset }: Extract<RequestMeaning, { type: 'history' }>,
  payload: JsonObject,
  reading: Reading,
): Answer {
  const entries = readEntries(payload['messages'], reading);
  if (entries === undefined) return OTHER;
  const key = keyOf(payload['sessionKey']) ?? askedKey;
  const generation = generationOf(payload, reading);
  const partial = payload['hasMore'] === true;
  if (offset > 0) return { type: 'history-page', key, generation, offset, entries, partial };
  const { inputs, inputsPartial } = readInputs(payload['pendingInputs']);
  return { type: 'history', key, generation, entries, partial, inputs, inputsPartial };
}

/** A page of the messages that no run took up. */
function readInputs(page: unknown): Inputs {
  const items = isObject(page) ? listOf(page['items']) : undefined;
  if (!isObject(page) || items === undefined) return NO_INPUTS;
  const inputs = items.flatMap((item) => inputOf(item) ?? []);
  return { inputs, inputsPartial: (numberOf(page['total']) ?? 0) > items.length };
}

function inputOf(item: unknown): ObservedInput | undefined {
  if (!isObject(item)) return undefined;
  const { state, message } = item;
  if (state !== 'queued' && state !== 'cancelled' && state !== 'interrupted') return undefined;
  const text = isObject(message) ? textOf(message['content']) : '';
  return { runId: stringOf(item['runId']), marker: markerAtEnd(text), state };
}

/** Entries in order; one that cannot be read is left out, one without an id is named by its position. */
function readEntries(messages: unknown, reading: Reading): readonly ObservedEntry[] | undefined {
  const list = listOf(messages);
  if (list === undefined) return undefined;
  const entries: ObservedEntry[] = [];
  for (const message of list) {
    const entry = entryOf(message, reading) ?? entryOf(message, reading, `unnamed-${entries.length}`);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

/** `all`: all sessions were asked for. */
function readRows(payload: JsonObject, reading: Reading, all: boolean): Answer {
  const sessions = listOf(payload['sessions']);
  if (sessions === undefined) return OTHER;
  const rows: ObservedRow[] = [];
  const bare: string[] = [];
  const names = new Set<unknown>();
  const twice: string[] = [];
  for (const session of sessions) {
    const name = isObject(session) ? stringOf(session['key']) : undefined;
    if (name !== undefined && names.has(name)) twice.push(...[keyOf(name) ?? []].flat());
    names.add(name);
    const row = rowOf(session, reading);
    if (row !== undefined) rows.push(row);
    else if (isObject(session)) bare.push(...[keyOf(session['key']) ?? []].flat());
  }
  // what the answer says itself counts; a total that says otherwise does not make up for rows that are not there
  const more = payload['hasMore'];
  const isCut = typeof more === 'boolean' ? more : (numberOf(payload['totalCount']) ?? 0) > sessions.length;
  const list = { type: 'rows', rows, bare, at: numberOf(payload['ts']), whole: all && !isCut } as const;
  return twice.length === 0 ? list : { ...list, twice };
}

/** A record that lacks a demanded field is no audit record and is left out. */
function readAudit(records: unknown): Answer {
  const read = listOf(records)?.filter(isAuditRecord);
  return read === undefined ? OTHER : { type: 'audit', records: read };
}

function isAuditRecord(value: unknown): value is AuditRecord {
  return (
    isObject(value) &&
    (value['type'] === 'reset' || value['type'] === 'delete') &&
    TRIGGERS.has(value['trigger']) &&
    typeof value['oldSessionId'] === 'string' &&
    (typeof value['newSessionId'] === 'string' || value['newSessionId'] === null) &&
    typeof value['sessionKey'] === 'string' &&
    typeof value['timestamp'] === 'number' &&
    typeof value['postResetMessagePresent'] === 'boolean' &&
    typeof value['archive'] === 'string'
  );
}

function readArchives(archives: unknown): Answer {
  const read = listOf(archives)?.filter(isArchive);
  return read === undefined ? OTHER : { type: 'archives', archives: read };
}

function isArchive(value: unknown): value is ArchiveInfo {
  return (
    isObject(value) &&
    typeof value['archive'] === 'string' &&
    typeof value['sessionKey'] === 'string' &&
    typeof value['sessionId'] === 'string' &&
    typeof value['reason'] === 'string' &&
    typeof value['timestamp'] === 'number'
  );
}

function readArchive(
  { archive: asked, offset }: Extract<RequestMeaning, { type: 'archive-read' }>,
  payload: JsonObject,
  reading: Reading,
): Answer {
  const entries = readEntries(payload['messages'], reading);
  if (entries === undefined) return OTHER;
  const archive = stringOf(payload['archive']) ?? asked;
  const partial = payload['hasMore'] === true;
  return { type: 'archive', archive, offset, entries, partial };
}
