/**
 * Ending a generation: by request, by an honoured slash command, or by the daily rule, always through here. The audit
 * line in the ledger is the commit point; after it the old generation's runs are settled into its own transcript, the
 * transcript becomes an archive, and only then anybody is told. Runs in the session's lane.
 */
import type { AuditRecord, RotationTrigger, RotationType } from '../../protocol/methods.ts';
import { announceEnd } from './announce.ts';
import type { Core } from './core.ts';
import type { Entry } from './entry.ts';
import type { EndedSession } from './policy/rotation.ts';
import type { Run } from './run.ts';
import { close, closingEntries, sendTerminal, type Outcome } from './runs.ts';
import type { Session } from './session.ts';

export interface Rotation {
  readonly type: RotationType;
  readonly trigger: RotationTrigger;
  readonly postResetMessagePresent: boolean;
  /** The idempotency key of the message whose slash command asks for it. */
  readonly by?: string;
  /** Keep no audit record of it: never asked for by a correct gateway. */
  readonly untraced?: boolean;
  /** Leave out the notices: never asked for by a correct gateway. */
  readonly unannounced?: boolean;
}

const ABORTED: Outcome = { stopReason: 'aborted', tokens: 0, errorMessage: 'the session was reset' };

/** Calls `committed` when the rotation is durable and the old runs are settled; the notices follow `answered`. */
export function rotate(
  core: Core,
  session: Session,
  rotation: Rotation,
  done: (ok: boolean, announce: () => void) => void,
): void {
  const { inPlace } = core.policies.rotation;
  const ended: EndedSession = {
    generation: session.generation ?? '',
    sessionId: session.sessionId,
    revision: session.revision,
  };
  const oldGeneration = ended.generation;
  const deletes = rotation.type === 'delete';
  const sessionId = deletes
    ? ''
    : inPlace && session.generation !== undefined
      ? session.sessionId
      : core.host.random.id();
  const revision = session.revision + 1;
  const archive = core.policies.rotation.archiveName(session, oldGeneration);
  const record: AuditRecord = {
    type: rotation.type,
    trigger: rotation.trigger,
    oldSessionId: ended.sessionId,
    newSessionId: deletes ? null : sessionId,
    ...(inPlace ? { oldRevision: `r${ended.revision}`, newRevision: `r${revision}` } : {}),
    sessionKey: session.key,
    timestamp: core.host.clock.wallMillis(),
    postResetMessagePresent: rotation.postResetMessagePresent,
    archive,
  };
  const announce = (): void => {
    if (rotation.unannounced !== true) announceEnd(core, session, ended, rotation.type, rotation.trigger);
  };
  if (core.policies.notice.early) announce();
  const { by } = rotation;
  core.store.commitLedger({ ended: record, ...(by === undefined ? {} : { by }) }, (ok) => {
    if (!ok) return done(false, () => {});
    if (by !== undefined) core.rotatedBy.add(core.policies.dedupe.name(session.key, by));
    const audited = rotation.untraced === true ? undefined : core.policies.rotation.audit(record);
    if (audited !== undefined) core.audit.push(audited);
    const runs = session.unsettled();
    const closing = closingEntries(core, session, runs, ABORTED);
    turnOver(
      session,
      deletes ? undefined : generationName(core, sessionId, revision),
      sessionId,
      revision,
      record,
    );
    keepArchive(core, { oldGeneration, archive, closing, record }, () => {
      core.policies.rotation.onRotated(session, ended, runs, core.host);
      settleEnded(core, session, runs);
      done(true, core.policies.notice.early ? () => {} : announce);
    });
  });
}

/** The file name of a generation: its session id, with the revision where resets happen in place. */
export function generationName(core: Core, sessionId: string, revision: number): string {
  return core.policies.rotation.inPlace ? `${sessionId}.r${revision}` : sessionId;
}

function turnOver(
  session: Session,
  generation: string | undefined,
  sessionId: string,
  revision: number,
  record: AuditRecord,
): void {
  if (generation === undefined) session.end();
  else session.begin(generation, sessionId, record.timestamp);
  session.revision = revision;
}

interface Kept {
  readonly oldGeneration: string;
  readonly archive: string;
  readonly closing: readonly Entry[];
  readonly record: AuditRecord;
}

/** Writes the closing entries of aborted runs into the old transcript and moves it to its archive. */
function keepArchive(core: Core, kept: Kept, done: () => void): void {
  const { oldGeneration, archive, closing, record } = kept;
  const move = (): void => {
    core.store.archive(oldGeneration, archive, () => {
      core.archives.push({
        archive,
        sessionKey: record.sessionKey,
        sessionId: record.oldSessionId,
        reason: record.type,
        timestamp: record.timestamp,
      });
      done();
    });
  };
  core.store.persistTranscript(
    oldGeneration,
    closing.map((entry) => ({ entry })),
    move,
  );
}

function settleEnded(core: Core, session: Session, runs: readonly Run[]): void {
  for (const run of runs) {
    if (run.phase === 'settled') continue;
    close(core, session, run);
    sendTerminal(core, run, ABORTED);
  }
}
