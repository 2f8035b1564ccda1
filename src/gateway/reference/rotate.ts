/**
 * Ending a generation: by request, by an honoured slash command, or by the daily rule, always through here. The audit
 * line in the ledger is the commit point; after it the old generation's runs are settled into its own transcript, the
 * transcript becomes an archive, and only then anybody is sent a notice. Runs in the session's lane.
 */
import type { ArchiveInfo, AuditRecord, RotationTrigger, RotationType } from '../../protocol/methods.ts';
import { endNotices } from './announce.ts';
import type { Core } from './core.ts';
import type { Entry } from './entry.ts';
import type { EndedRuns, EndedSession } from './policy/rotation.ts';
import { close, closingEntries, sendTerminal, type Outcome } from './runs.ts';
import type { Session } from './session.ts';

export interface Rotation {
  readonly type: RotationType;
  readonly trigger: RotationTrigger;
  readonly postResetMessagePresent: boolean;
  /** The idempotency key of the message whose slash command asks for it. */
  readonly by?: string;
  /** The text of that message, where the same text must not rotate the session again. */
  readonly said?: string;
}

export const ABORTED: Outcome = { stopReason: 'aborted', tokens: 0, errorMessage: 'the session was reset' };

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
  const deletes = rotation.type === 'delete';
  const sessionId = deletes
    ? ''
    : inPlace && session.generation !== undefined
      ? session.sessionId
      : core.host.random.id();
  const revision = session.revision + 1;
  const record: AuditRecord = {
    type: rotation.type,
    trigger: rotation.trigger,
    oldSessionId: ended.sessionId,
    newSessionId: deletes ? null : sessionId,
    ...(inPlace ? { oldRevision: `r${ended.revision}`, newRevision: `r${revision}` } : {}),
    sessionKey: session.key,
    timestamp: core.host.clock.wallMillis(),
    postResetMessagePresent: rotation.postResetMessagePresent,
    archive: core.policies.rotation.archiveName(session, ended.generation),
  };
  const { by, said } = rotation;
  const command = { ...(by === undefined ? {} : { by }), ...(said === undefined ? {} : { said }) };
  const monotonicMicros = core.host.clock.monotonicMicros();
  core.store.commitLedger({ ended: record, ...command, monotonicMicros }, (ok) => {
    if (!ok) return done(false, () => {});
    rememberCommand(core, session.key, command);
    core.policies.rotation.audit(core.audit, record);
    const runs = session.unsettled();
    const closing = closingEntries(core, session, runs, ABORTED);
    turnOver(core, session, record);
    keepArchive(core, ended.generation, closing, record, () => {
      core.policies.rotation.endRuns(core, session, { ...ended, runs, closing });
      done(true, () => {
        const notices = endNotices(core, session, ended, rotation.type);
        core.policies.notice.announce(core, notices, rotation.trigger);
      });
    });
  });
}

/** Neither a retry of the message nor, where its text counts once, a replay of it rotates the session again. */
export function rememberCommand(
  core: Core,
  key: string,
  command: { readonly by?: string; readonly said?: string },
): void {
  if (command.by !== undefined) core.rotatedBy.add(core.policies.dedupe.name(key, command.by));
  if (command.said === undefined) return;
  const texts = core.honoured.get(key);
  if (texts === undefined) core.honoured.set(key, new Set([command.said]));
  else texts.add(command.said);
}

/** The file name of a generation: its session id, with the revision where resets happen in place. */
export function generationName(core: Core, sessionId: string, revision: number): string {
  return core.policies.rotation.inPlace ? `${sessionId}.r${revision}` : sessionId;
}

/** What a durable audit record makes of its session: the same when it was just written and when it is read back. */
export function turnOver(core: Core, session: Session, { newSessionId, timestamp }: AuditRecord): void {
  session.revision++;
  if (newSessionId === null) session.end();
  else session.begin(generationName(core, newSessionId, session.revision), newSessionId, timestamp);
}

/** The archive that an ended generation is listed as. */
export function archiveOf(record: AuditRecord): ArchiveInfo {
  const { archive, sessionKey, oldSessionId: sessionId, type: reason, timestamp } = record;
  return { archive, sessionKey, sessionId, reason, timestamp };
}

/** Writes the closing entries of aborted runs into the old transcript and moves it to its archive. */
function keepArchive(
  core: Core,
  generation: string,
  closing: readonly Entry[],
  record: AuditRecord,
  done: () => void,
): void {
  core.store.persistTranscript(generation, closing, () => {
    core.store.archive(generation, record.archive, () => {
      core.archives.push(archiveOf(record));
      done();
    });
  });
}

/** The end of runs whose generation is over: their terminals go out, and nothing is written. */
export function endRuns(core: Core, session: Session, { runs }: Pick<EndedRuns, 'runs'>): void {
  for (const run of runs) {
    if (run.phase === 'settled') continue;
    close(core, session, run);
    sendTerminal(core, run, ABORTED);
  }
}
