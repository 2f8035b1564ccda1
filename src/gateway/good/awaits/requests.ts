/** Requests after hello: who may ask, what is asked, and the answer or the refusal. */
import { ERROR, REASON } from '../../../protocol/error-codes.ts';
import { isObject, type ErrorShape, type JsonObject, type RequestFrame } from '../../../protocol/frame.ts';
import type { ChatAbortResult, MethodName, SessionsCompactResult } from '../../../protocol/methods.ts';
import { allows, METHOD_SCOPE } from '../../../protocol/scopes.ts';
import { compact } from './compaction.ts';
import type { Connection } from './connection.ts';
import { Conversation, type App } from './conversation.ts';
import { StorageError } from './journal.ts';
import { listArchives, listAudit, listSessions, readArchive, readHistory, type Extent } from './reads.ts';
import { draining, impossible, later, RefusalError } from './refusal.ts';
import { remove, reset } from './rotation.ts';
import { send } from './sending.ts';
import { ABORTED, settle } from './settling.ts';

const STORAGE_RETRY_MS = 500;

export class Requests {
  readonly #app: App;
  readonly conversations = new Map<string, Conversation>();

  constructor(app: App) {
    this.#app = app;
  }

  conversation(key: string): Conversation {
    let conversation = this.conversations.get(key);
    if (conversation === undefined)
      this.conversations.set(key, (conversation = new Conversation(this.#app, key)));
    return conversation;
  }

  /** Answers one request, sooner or later. */
  async answer(connection: Connection, { id, method, params }: RequestFrame): Promise<void> {
    try {
      const needed = METHOD_SCOPE.get(method);
      if (!allows(connection.scopes ?? [], needed))
        throw new RefusalError({ code: ERROR.forbidden, message: `this needs the scope ${needed ?? ''}` });
      await this.#answer(connection, id, method as MethodName, isObject(params) ? params : {});
    } catch (error) {
      connection.refuse(id, shapeOf(error));
    }
  }

  async #answer(connection: Connection, id: string, method: MethodName, params: JsonObject): Promise<void> {
    const { memory, host } = this.#app;
    const respond = (payload: object): void => connection.respond(id, payload);
    const read = (answer: (bytes: number) => object): Promise<void> =>
      connection.respondWithRoom(id, () => answer(connection.answerBytes));
    switch (method) {
      case 'chat.send':
        return respond(
          await send(this.conversation(text(params, 'sessionKey')), {
            sessionKey: text(params, 'sessionKey'),
            message: text(params, 'message'),
            idempotencyKey: text(params, 'idempotencyKey'),
            ...(params['sessionId'] === undefined ? {} : { sessionId: text(params, 'sessionId') }),
          }),
        );
      case 'chat.abort':
        return respond(await this.#abort(text(params, 'sessionKey'), optionalText(params, 'runId')));
      case 'sessions.reset':
        return respond(await reset(this.conversation(text(params, 'key'))));
      case 'sessions.delete':
        return respond(
          await remove(this.conversation(text(params, 'key')), optionalText(params, 'expectedSessionId')),
        );
      case 'sessions.compact':
        return respond(await this.#compact(text(params, 'key')));
      case 'sessions.subscribe':
        connection.followsSessions = true;
        return respond({ subscribed: true });
      case 'sessions.messages.subscribe':
        connection.followed.add(text(params, 'key'));
        return respond({ subscribed: true, key: params['key'] });
      case 'sessions.list':
        return read((bytes) => listSessions(memory, host.clock.wallMillis(), bytes));
      case 'chat.history': {
        const key = text(params, 'sessionKey');
        return read((bytes) => readHistory(memory, key, extentOf(params), bytes));
      }
      case 'sessions.audit.list':
        return read((bytes) => listAudit(memory, bytes));
      case 'sessions.archives.list':
        return read((bytes) => listArchives(memory, bytes));
      case 'sessions.archives.read': {
        const archive = memory.archives.get(text(params, 'archive'));
        if (archive === undefined) throw impossible('no such archive');
        return read((bytes) => readArchive(archive, extentOf(params), bytes));
      }
      case 'health':
        return respond({ ok: true, ts: host.clock.wallMillis(), durationMs: 0 });
      case 'status':
      case 'config.get':
        return respond({});
      case 'system-presence':
        return respond([]);
      case 'connect':
        throw impossible('this connection is connected');
      default:
        throw impossible('unknown method');
    }
  }

  async #abort(key: string, runId: string | undefined): Promise<ChatAbortResult> {
    const conversation = this.conversation(key);
    return conversation.lane.run(async () => {
      const open = conversation.session?.turns ?? [];
      const turns = open.filter((turn) => runId === undefined || turn.runId === runId);
      await settle(conversation, turns, ABORTED);
      return { ok: true, aborted: turns.length > 0, runIds: turns.map((turn) => turn.runId) };
    });
  }

  async #compact(key: string): Promise<SessionsCompactResult> {
    if (this.#app.stopping) throw draining();
    const reason = await compact(this.conversation(key));
    return { ok: true, key, compacted: reason === undefined, ...(reason === undefined ? {} : { reason }) };
  }
}

/** What to answer a client whose request failed. Throws what is not the client's business: a bug. */
function shapeOf(error: unknown): ErrorShape {
  if (error instanceof RefusalError) return error.shape;
  if (error instanceof StorageError) return later(REASON.storage, STORAGE_RETRY_MS).shape;
  throw error;
}

function text(params: JsonObject, name: string): string {
  const value = params[name];
  if (typeof value !== 'string' || value === '') throw impossible(`${name} must be a text that is not empty`);
  return value;
}

function optionalText(params: JsonObject, name: string): string | undefined {
  return params[name] === undefined ? undefined : text(params, name);
}

function extentOf(params: JsonObject): Extent {
  return {
    limit: count(params, 'limit', 1),
    maxChars: count(params, 'maxChars', 1),
    offset: count(params, 'offset', 0),
  };
}

function count(params: JsonObject, name: string, least: number): number | undefined {
  const value = params[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least)
    throw impossible(`${name} must be a whole number, ${least} or more`);
  return value;
}
