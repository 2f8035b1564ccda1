/**
 * Requests: parameters checked, scope checked, then one handler per method. Parameter schemas are closed, as on the
 * measured releases. Owns the method table and what only reads; the handlers that change sessions live beside it.
 */
import { ERROR, REASON } from '../../protocol/error-codes.ts';
import type { RequestFrame } from '../../protocol/frame.ts';
import { remember } from '../../protocol/measure.ts';
import type {
  ArchivesListResult,
  ArchivesReadResult,
  AuditListResult,
  ChatHistoryResult,
  HealthResult,
  TranscriptMessage,
} from '../../protocol/methods.ts';
import type { Connection } from './connection.ts';
import { revisionOf } from './announce.ts';
import { invalid, type Core } from './core.ts';
import { entriesOf, toMessage, type Entry } from './entry.ts';
import { LIST_TAKES, listSessions } from './listing.ts';
import { page, type Page } from './page.ts';
import { problemOf, type Taken } from './parameters.ts';
import type { Params, Request } from './request.ts';
import { abortRuns, compactSession, deleteSession, resetSession } from './session-requests.ts';
import { send } from './send.ts';
import { agentOf, SHOWN_METHODS } from './shown-methods.ts';

interface Method {
  readonly takes: Taken;
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
    takes: {
      sessionKey: 'string',
      agentId: 'string?',
      message: 'string',
      idempotencyKey: 'string',
      sessionId: 'string?',
      attachments: 'nothing?',
      // what it asks of channels, models and agents that this model does not have
      deliver: 'any?',
      originatingChannel: 'any?',
      originatingTo: 'any?',
      originatingAccountId: 'any?',
      originatingThreadId: 'any?',
      replyToId: 'any?',
      thinking: 'any?',
      fastMode: 'any?',
      fastAutoOnSeconds: 'any?',
      timeoutMs: 'any?',
      queueMode: 'any?',
      toolBindings: 'any?',
      systemInputProvenance: 'any?',
      systemProvenanceReceipt: 'any?',
    },
    handle: send,
  },
  'chat.history': {
    takes: {
      sessionKey: 'string',
      agentId: 'string?',
      sessionId: 'string?',
      limit: 'number?',
      offset: 'number?',
      maxChars: 'number?',
    },
    handle: history,
  },
  'chat.abort': {
    // there are no runs beside a session's own
    takes: { sessionKey: 'string', agentId: 'string?', runId: 'string?', preserveSideRuns: 'any?' },
    handle: abortRuns,
  },
  'sessions.list': { takes: LIST_TAKES, handle: listSessions },
  'sessions.subscribe': {
    takes: {},
    handle({ core, connection }) {
      core.hub.subscribeSessions(connection);
      return { subscribed: true };
    },
  },
  'sessions.messages.subscribe': {
    // nobody has to approve anything
    takes: { key: 'string', agentId: 'string?', includeApprovals: 'any?' },
    handle({ core, connection, key }) {
      core.hub.follow(connection, key);
      return { subscribed: true, key };
    },
  },
  'sessions.reset': {
    takes: { key: 'string', agentId: 'string?', reason: 'string?' },
    handle: resetSession,
  },
  'sessions.delete': {
    takes: {
      key: 'string',
      agentId: 'string?',
      expectedSessionId: 'string?',
      // a transcript is archived either way, and there are no hooks
      deleteTranscript: 'any?',
      emitLifecycleHooks: 'any?',
    },
    handle: deleteSession,
  },
  'sessions.compact': { takes: { key: 'string', agentId: 'string?' }, handle: compactSession },
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
  ...SHOWN_METHODS,
};

/** Handles one request of a greeted connection. */
export function handleRequest(core: Core, connection: Connection, frame: RequestFrame): void {
  const { id, method: name, params = {} } = frame;
  const method = Object.hasOwn(TABLE, name) ? TABLE[name] : undefined;
  if (method === undefined) return connection.refuse(id, invalid(`unknown method: ${name}`));
  if (!core.policies.scopes.mayCall(name, connection.scopes ?? []))
    return connection.refuse(id, { code: ERROR.forbidden, message: `missing scope for ${name}` });
  const problem = problemOf(method.takes, params);
  if (problem !== undefined) return connection.refuse(id, invalid(`${name}: ${problem}`));
  const { sessionKey, key = sessionKey ?? '' } = params as { sessionKey?: string; key?: string };
  const { mainSessionKey } = core.host.settings;
  const meant = key === MAIN_ALIAS ? mainSessionKey : key;
  const request: Request = { core, connection, id, key: meant, params: params as Params };
  const { agentId } = request.params;
  if (agentId !== undefined && meant !== '' && agentId !== agentOf(meant, mainSessionKey))
    return connection.refuse(id, invalid(`${name}: ${meant} is no session of agent ${agentId}`));
  const answer = method.handle(request);
  if (answer !== undefined) connection.respond(id, answer);
}

function history({ core, connection, id, key, params }: Request): ChatHistoryResult | undefined {
  const session = core.sessions.get(key);
  if (params.sessionId !== undefined && params.sessionId !== session?.sessionId) {
    connection.refuse(id, invalid('the named session is not current', REASON.staleSession));
    return undefined;
  }
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
