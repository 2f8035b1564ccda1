/** Requests that act on a whole session: reset, delete, compact, abort. */
import { REASON } from '../../protocol/error-codes.ts';
import type {
  AuditRecord,
  ChatAbortResult,
  RotationType,
  SessionsCompactResult,
  SessionsDeleteResult,
  SessionsResetResult,
} from '../../protocol/methods.ts';
import { compact } from './compact.ts';
import { DRAINING, invalid, sessionFor } from './core.ts';
import { answer, inLane, refuse, type HeldRequest, type Request } from './request.ts';
import { rotate } from './rotate.ts';

export function resetSession(request: Request): void {
  const { core, key } = request;
  inLane(request, (held) => {
    const { session } = held;
    if (session.generation === undefined)
      return refuse(held, invalid(`no session ${key}`, REASON.staleSession));
    rotateAndAnswer(held, 'reset', (): SessionsResetResult => {
      return { ok: true, key, entry: session.toRow(core.policies.rotation.inPlace) };
    });
  });
}

export function deleteSession(request: Request): void {
  const { core, connection, id, key } = request;
  if (key === core.host.settings.mainSessionKey)
    return connection.refuse(id, invalid('the main session cannot be deleted', REASON.mainSession));
  inLane(request, (held) => {
    const { session, params } = held;
    if (session.generation === undefined)
      return answer(held, { ok: true, key, deleted: false, archived: [] } satisfies SessionsDeleteResult);
    if (params.expectedSessionId !== undefined && params.expectedSessionId !== session.sessionId)
      return refuse(held, invalid('the named session is not current', REASON.staleSession));
    rotateAndAnswer(held, 'delete', ({ archive }): SessionsDeleteResult => {
      return { ok: true, key, deleted: true, archived: [archive] };
    });
  });
}

/** Ends the generation; the answer and the notices go out in the order the notice policy says. */
function rotateAndAnswer(
  held: HeldRequest,
  type: RotationType,
  resultOf: (record: AuditRecord) => object,
): void {
  const { core, connection, id, release } = held;
  rotate(held, { type, trigger: 'rpc', postResetMessagePresent: false }, (record, announce) => {
    const { afterResponse } = core.policies.notice;
    if (!afterResponse) announce();
    connection.respond(id, resultOf(record));
    if (afterResponse) announce();
    release();
  });
}

export function compactSession({ core, connection, id, key }: Request): void {
  if (core.draining) return connection.refuse(id, DRAINING);
  const session = sessionFor(core, key);
  if (session.generation === undefined)
    return connection.refuse(id, invalid(`no session ${key}`, REASON.staleSession));
  compact(core, session, (reason) => {
    const why = reason === undefined ? {} : { reason };
    connection.respond(id, {
      ok: true,
      key,
      compacted: reason === undefined,
      ...why,
    } satisfies SessionsCompactResult);
  });
}

export function abortRuns(request: Request): void {
  const { core, params } = request;
  inLane(request, (held) => {
    const runs = core.policies.abort.meant(held.session, params.runId);
    const runIds = runs.map(({ runId }) => runId);
    core.policies.abort.end(core, held.session, runs, () => {
      answer(held, { ok: true, aborted: runIds.length > 0, runIds } satisfies ChatAbortResult);
    });
  });
}
