/** Requests that act on a whole session: reset, delete, compact, abort. Each takes the session's lane. */
import { REASON } from '../../protocol/error-codes.ts';
import type {
  ChatAbortResult,
  RotationType,
  SessionsCompactResult,
  SessionsDeleteResult,
  SessionsResetResult,
} from '../../protocol/methods.ts';
import { compact } from './compact.ts';
import type { Connection } from './connection.ts';
import { DRAINING, invalid, sessionFor, STORAGE, type Core } from './core.ts';
import { rotate } from './rotate.ts';
import type { Session } from './session.ts';

export function resetSession(core: Core, connection: Connection, id: string, key: string): void {
  inLane(core, connection, id, key, (session, release) => {
    if (session.generation === undefined) {
      connection.refuse(id, invalid(`no session ${key}`, REASON.staleSession));
      return release();
    }
    rotateAndAnswer(core, connection, id, session, 'reset', release, (): SessionsResetResult => {
      return { ok: true, key, entry: session.toRow(core.policies.rotation.inPlace) };
    });
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
  inLane(core, connection, id, key, (session, release) => {
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
    rotateAndAnswer(core, connection, id, session, 'delete', release, (): SessionsDeleteResult => {
      return { ok: true, key, deleted: true, archived: [archive] };
    });
  });
}

/** Acts on a session when its lane is free; a gateway that is stopping refuses. */
function inLane(
  core: Core,
  connection: Connection,
  id: string,
  key: string,
  act: (session: Session, release: () => void) => void,
): void {
  const session = sessionFor(core, key);
  session.lane.run((release) => {
    if (!core.draining) return act(session, release);
    connection.refuse(id, DRAINING);
    release();
  });
}

/** Ends the generation; the answer and the notices go out in the order the notice policy says. */
function rotateAndAnswer(
  core: Core,
  connection: Connection,
  id: string,
  session: Session,
  type: RotationType,
  release: () => void,
  answer: () => unknown,
): void {
  rotate(core, session, { type, trigger: 'rpc', postResetMessagePresent: false }, (ok, announce) => {
    const { afterResponse } = core.policies.notice;
    if (!afterResponse) announce();
    if (ok) connection.respond(id, answer());
    else connection.refuse(id, STORAGE);
    if (afterResponse) announce();
    release();
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
  inLane(core, connection, id, key, (session, release) => {
    const runs = session.unsettled().filter((run) => runId === undefined || run.runId === runId);
    const runIds = runs.map((run) => run.runId);
    core.policies.abort.end(core, session, runs, () => {
      const result: ChatAbortResult = { ok: true, aborted: runIds.length > 0, runIds };
      connection.respond(id, result);
      release();
    });
  });
}
