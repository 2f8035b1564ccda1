/**
 * Ending a generation: by request, by an honoured slash command, or by the daily rule, always through here. The audit
 * line in the ledger is the commit point; after it the old generation's runs are settled into its own transcript, the
 * transcript becomes an archive, and only then anybody is sent a notice. Runs in the session's lane.
 */
import type { ArchiveInfo, AuditRecord, RotationTrigger, RotationType } from '../../protocol/methods.ts';
import { endNotices } from './announce.ts';
import { STORAGE, type Core } from './core.ts';
import type { Ended } from './policy/rotation.ts';
import { refuse, type HeldRequest } from './request.ts';
import { close, closingEntries, sendTerminal, type RunEnd } from './runs.ts';
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

export const ABORTED: RunEnd = { stopReason: 'aborted', tokens: 0, errorMessage: 'the session was reset' };

/**
 * Calls `done` when the rotation is durable and the old runs are settled; the notices go out when that calls `announce`.
 * A rotation that can not be stored is refused, and nothing has happened.
 */
export function rotate(
  held: HeldRequest,
  rotation: Rotation,
  done: (record: AuditRecord, announce: () => void) => void,
): void {
  const { core, session } = held;
  const { type, trigger, postResetMessagePresent, ...command } = rotation;
  const policy = core.policies.rotation;
  const { generation = '', sessionId: oldSessionId, revision } = session;
  const keepsId = policy.inPlace && session.generation !== undefined;
  const record: AuditRecord = {
    type,
    trigger,
    oldSessionId,
    newSessionId: type === 'delete' ? null : keepsId ? oldSessionId : core.host.random.id(),
    ...(policy.inPlace ? { oldRevision: `r${revision}`, newRevision: `r${revision + 1}` } : {}),
    sessionKey: session.key,
    timestamp: core.host.clock.wallMillis(),
    postResetMessagePresent,
    archive: policy.archiveName(session, generation),
  };
  const monotonicMicros = core.host.clock.monotonicMicros();
  core.store.commitLedger({ ended: record, ...command, monotonicMicros }, (ok) => {
    if (!ok) return refuse(held, STORAGE);
    rememberCommand(core, session.key, command);
    policy.audit(core.audit, record);
    const runs = session.unsettled();
    const closing = closingEntries(core, session.nextSeq, runs, ABORTED);
    const ended = { generation, sessionId: oldSessionId, revision, runs, closing };
    turnOver(core, session, record);
    core.store.archive(generation, closing, record.archive, () => {
      core.archives.push(archiveOf(record));
      policy.endRuns(core, session, ended);
      done(record, () =>
        core.policies.notice.announce(core, endNotices(core, session, ended, type), trigger),
      );
    });
  });
}

/** Neither a retry of the message nor, where its text counts once, a replay of it rotates the session again. */
export function rememberCommand(core: Core, key: string, command: Pick<Rotation, 'by' | 'said'>): void {
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

/** The end of runs whose generation is over: their terminals go out, and nothing is written. */
export function endRuns(core: Core, session: Session, { runs }: Pick<Ended, 'runs'>): void {
  for (const run of runs) {
    if (run.phase === 'settled') continue;
    close(core, session, run);
    sendTerminal(core, run, ABORTED);
  }
}
