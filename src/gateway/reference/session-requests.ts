/** Requests that act on a whole session: reset, delete, compact, abort. Each takes the session's lane. */
import { REASON } from '../../protocol/error-codes.ts';
import type {
  ChatAbortResult,
  SessionsCompactResult,
  SessionsDeleteResult,
  SessionsResetResult,
} from '../../protocol/methods.ts';
import { compact } from './compact.ts';
import type { Connection } from './connection.ts';
import { DRAINING, invalid, sessionFor, STORAGE, type Core } from './core.ts';
import { rotate } from './rotate.ts';
import { settle } from './runs.ts';

export function resetSession(core: Core, connection: Connection, id: string, key: string): void {
  const session = sessionFor(core, key);
  session.lane.run((release) => {
    if (core.draining) {
      connection.refuse(id, DRAINING);
      return release();
    }
    if (session.generation === undefined) {
      connection.refuse(id, invalid(`no session ${key}`, REASON.staleSession));
      return release();
    }
    rotate(
      core,
      session,
      { type: 'reset', trigger: 'rpc', postResetMessagePresent: false },
      (ok, announce) => {
        const { afterResponse } = core.policies.notice;
        if (!afterResponse) announce();
        if (ok) {
          const result: SessionsResetResult = {
            ok: true,
            key,
            entry: session.toRow(core.policies.rotation.inPlace),
          };
          connection.respond(id, result);
        } else connection.refuse(id, STORAGE);
        if (afterResponse) announce();
        release();
      },
    );
  });
}

export function deleteSession(
  core: Core,
  connection: Connection,
  id: string,
  key: string,
  expected: string | undefined,
): void {
  if (key === core.host.settings.mainSessionKey)
    return connection.refuse(id, invalid('the main session cannot be deleted', REASON.mainSession));
  const session = sessionFor(core, key);
  session.lane.run((release) => {
    if (core.draining) {
      connection.refuse(id, DRAINING);
      return release();
    }
    if (session.generation === undefined) {
      const nothing: SessionsDeleteResult = { ok: true, key, deleted: false, archived: [] };
      connection.respond(id, nothing);
      return release();
    }
    if (expected !== undefined && expected !== session.sessionId) {
      connection.refuse(id, invalid('the named session is not current', REASON.staleSession));
      return release();
    }
    const archive = core.policies.rotation.archiveName(session, session.generation);
    rotate(
      core,
      session,
      { type: 'delete', trigger: 'rpc', postResetMessagePresent: false },
      (ok, announce) => {
        const { afterResponse } = core.policies.notice;
        if (!afterResponse) announce();
        if (ok) {
          const result: SessionsDeleteResult = { ok: true, key, deleted: true, archived: [archive] };
          connection.respond(id, result);
        } else connection.refuse(id, STORAGE);
        if (afterResponse) announce();
        release();
      },
    );
  });
}

export function compactSession(core: Core, connection: Connection, id: string, key: string): void {
  const session = sessionFor(core, key);
  if (core.draining) return connection.refuse(id, DRAINING);
  if (session.generation === undefined)
    return connection.refuse(id, invalid(`no session ${key}`, REASON.staleSession));
  compact(core, session, (outcome) => {
    const result: SessionsCompactResult = { ok: true, key, ...outcome };
    connection.respond(id, result);
  });
}

export function abortRuns(
  core: Core,
  connection: Connection,
  id: string,
  key: string,
  runId: string | undefined,
): void {
  const session = sessionFor(core, key);
  session.lane.run((release) => {
    const runs = session.unsettled().filter((run) => runId === undefined || run.runId === runId);
    if (core.draining) {
      connection.refuse(id, DRAINING);
      return release();
    }
    const runIds = runs.map((run) => run.runId);
    settle(core, session, runs, { stopReason: 'aborted', tokens: 0 }, () => {
      const result: ChatAbortResult = { ok: true, aborted: runIds.length > 0, runIds };
      connection.respond(id, result);
      release();
    });
  });
}
