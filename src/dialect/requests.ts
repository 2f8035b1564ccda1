/** What a request asks for, whatever it carries; parameters that make no sense ask for `other`. */
import { isObject, type JsonObject } from '../protocol/frame.ts';
import { parseSessionControl } from '../protocol/session-control.ts';
import type { RequestMeaning } from './observation.ts';
import { keyOf, markerAtEnd, numberOf, stringOf, stringsOf } from './reading.ts';

const OTHER: RequestMeaning = { type: 'other' };
/** What these ask for, whatever they carry. */
const PLAIN: ReadonlyMap<string, RequestMeaning> = new Map([
  ['sessions.subscribe', { type: 'subscribe-sessions' }],
  ['sessions.audit.list', { type: 'audit-list' }],
  ['sessions.archives.list', { type: 'archives-list' }],
]);
const LIST: RequestMeaning = { type: 'list' };
const LIST_SOME: RequestMeaning = { type: 'list-some' };
const NOTHING: JsonObject = {};

export function readRequest(method: string, params: unknown): RequestMeaning {
  const from = isObject(params) ? params : NOTHING;
  switch (method) {
    case 'connect':
      return readConnect(from);
    case 'chat.send':
      return readSend(from);
    case 'chat.history':
      return readHistory(from);
    case 'chat.abort': {
      const key = keyOf(from['sessionKey']);
      return key === undefined ? OTHER : { type: 'abort', key, runId: stringOf(from['runId']) };
    }
    case 'sessions.list':
      // how many are wanted at most leaves out none that the answer does not own up to
      return Object.keys(from).every((name) => name === 'limit') ? LIST : LIST_SOME;
    case 'sessions.messages.subscribe':
      return aboutKey('subscribe-messages', from['key']);
    case 'sessions.reset':
      return aboutKey('reset', from['key']);
    case 'sessions.delete': {
      const key = keyOf(from['key']);
      const named = stringOf(from['expectedSessionId']);
      return key === undefined ? OTHER : { type: 'delete', key, ...(named === undefined ? {} : { named }) };
    }
    case 'sessions.compact':
      return aboutKey('compact', from['key']);
    case 'sessions.archives.read': {
      const archive = stringOf(from['archive']);
      return archive === undefined
        ? OTHER
        : {
            type: 'archive-read',
            archive,
            offset: offsetOf(from['offset']),
            maxChars: numberOf(from['maxChars']),
          };
    }
    default:
      return PLAIN.get(method) ?? OTHER;
  }
}

function readConnect(from: JsonObject): RequestMeaning {
  const lowest = numberOf(from['minProtocol']);
  const highest = numberOf(from['maxProtocol']);
  return {
    type: 'connect',
    scopes: stringsOf(from['scopes']) ?? [],
    protocols: lowest === undefined || highest === undefined ? undefined : [lowest, highest],
    isAnonymous: !isObject(from['device']) && !hasText(from['auth']),
  };
}

/** A credential is a text, whatever it is called. */
function hasText(auth: unknown): boolean {
  return isObject(auth) && Object.values(auth).some((value) => typeof value === 'string');
}

function readHistory(from: JsonObject): RequestMeaning {
  const key = keyOf(from['sessionKey']);
  const maxChars = numberOf(from['maxChars']);
  return key === undefined ? OTHER : { type: 'history', key, offset: offsetOf(from['offset']), maxChars };
}

function offsetOf(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}

function aboutKey(type: 'reset' | 'compact' | 'subscribe-messages', name: unknown): RequestMeaning {
  const key = keyOf(name);
  return key === undefined ? OTHER : { type, key };
}

function readSend(from: JsonObject): RequestMeaning {
  const key = keyOf(from['sessionKey']);
  const runId = stringOf(from['idempotencyKey']);
  const text = stringOf(from['message']);
  if (key === undefined || runId === undefined || text === undefined) return OTHER;
  return {
    type: 'send',
    key,
    runId,
    text,
    marker: markerAtEnd(text),
    named: stringOf(from['sessionId']),
    control: parseSessionControl(text)?.command,
  };
}
