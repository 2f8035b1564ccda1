/**
 * Requests: parameters checked, scope checked, then one handler per method. Parameter schemas are closed, as on the
 * measured releases. Owns the method table; the handlers that change sessions live beside it.
 */
import { REASON } from '../../protocol/error-codes.ts';
import { isObject, type RequestFrame } from '../../protocol/frame.ts';
import { remember } from '../../protocol/measure.ts';
import type {
  ArchivesListResult,
  ArchivesReadResult,
  AuditListResult,
  ChatHistoryResult,
  ChatSendParams,
  HealthResult,
  SessionsListResult,
} from '../../protocol/methods.ts';
import { ERROR } from '../../protocol/error-codes.ts';
import type { Connection } from './connection.ts';
import { invalid, type Core } from './core.ts';
import { toMessage, type Entry } from './entry.ts';
import { answerBudget, page } from './page.ts';
import { abortRuns, compactSession, deleteSession, resetSession } from './session-requests.ts';
import { send } from './send.ts';

type Params = { readonly [member: string]: unknown };
type Handler = (core: Core, connection: Connection, id: string, params: Params) => void;
type Kind = 'string' | 'number' | 'boolean';

interface Method {
  readonly required: { readonly [member: string]: Kind };
  readonly optional: { readonly [member: string]: Kind };
  readonly handle: Handler;
}

const DEFAULT_HISTORY = 200;
const DEFAULT_CHARS = 8_000;
/** Without a key of its own, `main` means the main session. */
const MAIN_ALIAS = 'main';

const NO_PARAMS = { required: {}, optional: {} };

const TABLE: { readonly [method: string]: Method } = {
  'chat.send': {
    required: { sessionKey: 'string', message: 'string', idempotencyKey: 'string' },
    optional: { sessionId: 'string' },
    handle: (core, connection, id, params) =>
      send(core, connection, id, {
        ...(params as unknown as ChatSendParams),
        sessionKey: keyOf(core, params['sessionKey']),
      }),
  },
  'chat.history': {
    required: { sessionKey: 'string' },
    optional: { limit: 'number', offset: 'number', maxChars: 'number' },
    handle: history,
  },
  'chat.abort': {
    required: { sessionKey: 'string' },
    optional: { runId: 'string' },
    handle: (core, connection, id, params) =>
      abortRuns(
        core,
        connection,
        id,
        keyOf(core, params['sessionKey']),
        params['runId'] as string | undefined,
      ),
  },
  'sessions.list': { required: {}, optional: { limit: 'number' }, handle: listSessions },
  'sessions.subscribe': {
    ...NO_PARAMS,
    handle(core, connection, id) {
      core.hub.subscribeSessions(connection);
      connection.respond(id, { subscribed: true });
    },
  },
  'sessions.messages.subscribe': {
    required: { key: 'string' },
    optional: {},
    handle(core, connection, id, params) {
      const key = keyOf(core, params['key']);
      core.hub.follow(connection, key);
      connection.respond(id, { subscribed: true, key });
    },
  },
  'sessions.reset': {
    required: { key: 'string' },
    optional: { reason: 'string' },
    handle: (core, connection, id, params) => resetSession(core, connection, id, keyOf(core, params['key'])),
  },
  'sessions.delete': {
    required: { key: 'string' },
    optional: { expectedSessionId: 'string' },
    handle: (core, connection, id, params) =>
      deleteSession(
        core,
        connection,
        id,
        keyOf(core, params['key']),
        params['expectedSessionId'] as string | undefined,
      ),
  },
  'sessions.compact': {
    required: { key: 'string' },
    optional: {},
    handle: (core, connection, id, params) =>
      compactSession(core, connection, id, keyOf(core, params['key'])),
  },
  'sessions.audit.list': {
    ...NO_PARAMS,
    handle(core, connection, id) {
      const result: AuditListResult = { records: newest(core, core.audit) };
      connection.respond(id, result);
    },
  },
  'sessions.archives.list': {
    ...NO_PARAMS,
    handle(core, connection, id) {
      const result: ArchivesListResult = { archives: newest(core, core.archives) };
      connection.respond(id, result);
    },
  },
  'sessions.archives.read': {
    required: { archive: 'string' },
    optional: { offset: 'number', maxChars: 'number' },
    handle: readArchive,
  },
  health: {
    required: {},
    optional: { probe: 'boolean', includeSensitive: 'boolean' },
    handle(core, connection, id) {
      const result: HealthResult = { ok: true, ts: core.host.clock.wallMillis(), durationMs: 0 };
      connection.respond(id, result);
    },
  },
  // this model has no channels, no peers that announce themselves and no configuration to show
  status: { ...NO_PARAMS, handle: (_core, connection, id) => connection.respond(id, {}) },
  'system-presence': { ...NO_PARAMS, handle: (_core, connection, id) => connection.respond(id, []) },
  'config.get': { ...NO_PARAMS, handle: (_core, connection, id) => connection.respond(id, {}) },
};

/** Handles one request of a greeted connection. */
export function handleRequest(core: Core, connection: Connection, frame: RequestFrame): void {
  const method = Object.hasOwn(TABLE, frame.method) ? TABLE[frame.method] : undefined;
  if (method === undefined) return connection.refuse(frame.id, invalid(`unknown method: ${frame.method}`));
  if (!core.policies.scopes.mayCall(frame.method, connection.scopes ?? []))
    return connection.refuse(frame.id, {
      code: ERROR.forbidden,
      message: `missing scope for ${frame.method}`,
    });
  const params = frame.params ?? {};
  const problem = checkParams(method, params);
  if (problem !== undefined) return connection.refuse(frame.id, invalid(`${frame.method}: ${problem}`));
  method.handle(core, connection, frame.id, params as Params);
}

function checkParams(method: Method, params: unknown): string | undefined {
  if (!isObject(params)) return 'params must be an object';
  for (const [name, kind] of Object.entries(method.required)) {
    const value = params[name];
    if (typeof value !== kind || value === '') return `${name} must be a non-empty ${kind}`;
  }
  for (const name of Object.keys(params)) {
    if (Object.hasOwn(method.required, name)) continue;
    const kind = Object.hasOwn(method.optional, name) ? method.optional[name] : undefined;
    if (kind === undefined) return `unknown parameter ${name}`;
    if (params[name] !== undefined && typeof params[name] !== kind) return `${name} must be a ${kind}`;
  }
  return undefined;
}

function keyOf(core: Core, value: unknown): string {
  return value === MAIN_ALIAS ? core.host.settings.mainSessionKey : (value as string);
}

function history(core: Core, connection: Connection, id: string, params: Params): void {
  const key = keyOf(core, params['sessionKey']);
  const session = core.sessions.get(key);
  if (session?.generation === undefined) {
    const empty: ChatHistoryResult = { sessionKey: key, messages: [], hasMore: false };
    return connection.respond(id, empty);
  }
  const { items, hasMore } = messagesOf(core, session.entries, params);
  const result: ChatHistoryResult = {
    sessionKey: key,
    sessionId: session.sessionId,
    ...(core.policies.rotation.inPlace ? { lifecycleRevision: `r${session.revision}` } : {}),
    messages: items,
    hasMore,
  };
  connection.respond(id, result);
}

function messagesOf(
  core: Core,
  entries: readonly Entry[],
  params: Params,
): ReturnType<typeof page<ReturnType<typeof toMessage>>> {
  const limit = Math.min(1000, Math.max(1, (params['limit'] as number | undefined) ?? DEFAULT_HISTORY));
  const maxChars = Math.max(1, (params['maxChars'] as number | undefined) ?? DEFAULT_CHARS);
  const until = Math.max(0, entries.length - Math.max(0, (params['offset'] as number | undefined) ?? 0));
  const wanted = entries.slice(Math.max(0, until - limit), until).map((entry) => toMessage(entry, maxChars));
  const { items } = page(wanted, 'newest', limit, answerBudget(core.host.settings.limits));
  return { items, hasMore: items.length < until };
}

/** The newest of what is listed again and again, as many as fit into one answer. */
function newest<T extends object>({ host }: Core, items: readonly T[]): T[] {
  return page(items, 'newest', 1000, answerBudget(host.settings.limits), remember).items;
}

function listSessions(core: Core, connection: Connection, id: string, params: Params): void {
  const rows = [];
  for (const session of core.sessions.values())
    if (session.generation !== undefined) rows.push(session.toRow(core.policies.rotation.inPlace));
  const limit = (params['limit'] as number | undefined) ?? 1000;
  const { items } = page(rows, 'start', limit, answerBudget(core.host.settings.limits));
  const result: SessionsListResult = {
    ts: core.host.clock.wallMillis(),
    count: items.length,
    totalCount: rows.length,
    hasMore: items.length < rows.length,
    sessions: items,
  };
  connection.respond(id, result);
}

function readArchive(core: Core, connection: Connection, id: string, params: Params): void {
  const archive = params['archive'] as string;
  if (!core.archives.some((one) => one.archive === archive))
    return connection.refuse(id, invalid(`no archive ${archive}`, REASON.staleSession));
  core.store.readArchive(archive, (lines) => {
    if (lines === undefined)
      return connection.refuse(id, invalid(`archive ${archive} can not be read`, REASON.storage));
    const entries = lines.flatMap((line) => ('entry' in line ? [line.entry] : []));
    const { items, hasMore } = messagesOf(core, entries, {
      limit: 1000,
      ...params,
    });
    const result: ArchivesReadResult = { archive, messages: items, hasMore };
    connection.respond(id, result);
  });
}
