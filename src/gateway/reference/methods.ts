/**
 * Requests: parameters checked, scope checked, then one handler per method. Parameter schemas are closed, as on the
 * measured releases. Owns the method table and what only reads; the handlers that change sessions live beside it.
 */
import { ERROR, REASON } from '../../protocol/error-codes.ts';
import { isObject, type RequestFrame } from '../../protocol/frame.ts';
import { remember } from '../../protocol/measure.ts';
import type {
  ArchivesListResult,
  ArchivesReadResult,
  AuditListResult,
  ChatHistoryResult,
  HealthResult,
  SessionsListResult,
  TranscriptMessage,
} from '../../protocol/methods.ts';
import type { Connection } from './connection.ts';
import { revisionOf } from './announce.ts';
import { invalid, type Core } from './core.ts';
import { entriesOf, toMessage, type Entry } from './entry.ts';
import { page, type Page } from './page.ts';
import type { Params, Request } from './request.ts';
import { abortRuns, compactSession, deleteSession, resetSession } from './session-requests.ts';
import { send } from './send.ts';

/** What a parameter is; one with a question mark may be left out, and the others are not empty. */
const KINDS = { string: 'string', 'string?': 'string', 'number?': 'number', 'boolean?': 'boolean' } as const;

interface Method {
  readonly takes: { readonly [name: string]: keyof typeof KINDS };
  /** Gives the answer; undefined: it has refused, or answers later. */
  handle(request: Request): unknown;
}

const DEFAULT_HISTORY = 200;
const LONGEST_HISTORY = 1000;
const DEFAULT_CHARS = 8_000;
/** Without a key of its own, `main` means the main session. */
const MAIN_ALIAS = 'main';

const TABLE: { readonly [method: string]: Method } = {
  'chat.send': {
    takes: { sessionKey: 'string', message: 'string', idempotencyKey: 'string', sessionId: 'string?' },
    handle: send,
  },
  'chat.history': {
    takes: { sessionKey: 'string', limit: 'number?', offset: 'number?', maxChars: 'number?' },
    handle: history,
  },
  'chat.abort': { takes: { sessionKey: 'string', runId: 'string?' }, handle: abortRuns },
  'sessions.list': { takes: { limit: 'number?' }, handle: listSessions },
  'sessions.subscribe': {
    takes: {},
    handle({ core, connection }) {
      core.hub.subscribeSessions(connection);
      return { subscribed: true };
    },
  },
  'sessions.messages.subscribe': {
    takes: { key: 'string' },
    handle({ core, connection, key }) {
      core.hub.follow(connection, key);
      return { subscribed: true, key };
    },
  },
  'sessions.reset': { takes: { key: 'string', reason: 'string?' }, handle: resetSession },
  'sessions.delete': { takes: { key: 'string', expectedSessionId: 'string?' }, handle: deleteSession },
  'sessions.compact': { takes: { key: 'string' }, handle: compactSession },
  'sessions.audit.list': {
    takes: {},
    handle: ({ core }): AuditListResult => ({ records: newest(core, core.audit) }),
  },
  'sessions.archives.list': {
    takes: {},
    handle: ({ core }): ArchivesListResult => ({ archives: newest(core, core.archives) }),
  },
  'sessions.archives.read': {
    takes: { archive: 'string', offset: 'number?', maxChars: 'number?' },
    handle: readArchive,
  },
  health: {
    takes: { probe: 'boolean?', includeSensitive: 'boolean?' },
    handle: ({ core }): HealthResult => ({ ok: true, ts: core.host.clock.wallMillis(), durationMs: 0 }),
  },
  // this model has no channels, no peers that announce themselves and no configuration to show
  status: { takes: {}, handle: () => ({}) },
  'system-presence': { takes: {}, handle: () => [] },
  'config.get': { takes: {}, handle: () => ({}) },
};

/** Handles one request of a greeted connection. */
export function handleRequest(core: Core, connection: Connection, frame: RequestFrame): void {
  const { id, method: name, params = {} } = frame;
  const method = Object.hasOwn(TABLE, name) ? TABLE[name] : undefined;
  if (method === undefined) return connection.refuse(id, invalid(`unknown method: ${name}`));
  if (!core.policies.scopes.mayCall(name, connection.scopes ?? []))
    return connection.refuse(id, { code: ERROR.forbidden, message: `missing scope for ${name}` });
  const problem = problemOf(method, params);
  if (problem !== undefined) return connection.refuse(id, invalid(`${name}: ${problem}`));
  const { sessionKey, key = sessionKey ?? '' } = params as { sessionKey?: string; key?: string };
  const meant = key === MAIN_ALIAS ? core.host.settings.mainSessionKey : key;
  const answer = method.handle({ core, connection, id, key: meant, params: params as Params });
  if (answer !== undefined) connection.respond(id, answer);
}

function problemOf({ takes }: Method, params: unknown): string | undefined {
  if (!isObject(params)) return 'params must be an object';
  for (const name in takes) {
    const value = params[name];
    if (takes[name] === 'string' && (typeof value !== 'string' || value === ''))
      return `${name} must be a non-empty string`;
  }
  for (const name of Object.keys(params)) {
    const kind = Object.hasOwn(takes, name) ? takes[name] : undefined;
    if (kind === undefined) return `unknown parameter ${name}`;
    const value = params[name];
    if (value !== undefined && typeof value !== KINDS[kind]) return `${name} must be a ${KINDS[kind]}`;
  }
  return undefined;
}

function history({ core, key, params }: Request): ChatHistoryResult {
  const session = core.sessions.get(key);
  if (session?.generation === undefined) return { sessionKey: key, messages: [], hasMore: false };
  const { items, hasMore } = messagesOf(core, session.entries, params);
  return {
    sessionKey: key,
    sessionId: session.sessionId,
    ...revisionOf(core, session.revision),
    messages: items,
    hasMore,
  };
}

function messagesOf(
  core: Core,
  entries: readonly Entry[],
  { limit = DEFAULT_HISTORY, offset = 0, maxChars = DEFAULT_CHARS }: Params,
): Page<TranscriptMessage> {
  const most = Math.min(LONGEST_HISTORY, Math.max(1, limit));
  const until = Math.max(0, entries.length - Math.max(0, offset));
  const wanted = entries
    .slice(Math.max(0, until - most), until)
    .map((entry) => toMessage(entry, Math.max(1, maxChars)));
  const { items } = page(wanted, 'newest', most, core.host.settings.limits);
  return { items, hasMore: items.length < until };
}

/** The newest of what is listed again and again, as many as fit into one answer. */
function newest<T extends object>({ host }: Core, items: readonly T[]): T[] {
  return page(items, 'newest', 1000, host.settings.limits, remember).items;
}

function listSessions({ core, params: { limit = 1000 } }: Request): SessionsListResult {
  const live = [...core.sessions.values()].filter((session) => session.generation !== undefined);
  const rows = live.map((session) => session.toRow(core.policies.rotation.inPlace));
  const { items, hasMore } = page(rows, 'start', limit, core.host.settings.limits);
  const ts = core.host.clock.wallMillis();
  return { ts, count: items.length, totalCount: rows.length, hasMore, sessions: items };
}

function readArchive({ core, connection, id, params }: Request): void {
  const { archive = '' } = params;
  if (!core.archives.some((one) => one.archive === archive))
    return connection.refuse(id, invalid(`no archive ${archive}`, REASON.staleSession));
  core.store.readArchive(archive, (lines) => {
    if (lines === undefined)
      return connection.refuse(id, invalid(`archive ${archive} can not be read`, REASON.storage));
    const extent = { limit: LONGEST_HISTORY, ...params };
    const { items, hasMore } = messagesOf(core, entriesOf(lines), extent);
    connection.respond(id, { archive, messages: items, hasMore } satisfies ArchivesReadResult);
  });
}
