/**
 * When a generation ends and what is kept of that (incident #70330): only on request or by a configured rule, always
 * with an audit record that is the commit point, so that a reset which was answered can not be undone.
 */
import type { AuditRecord } from '../../../protocol/methods.ts';
import type { GatewaySettings } from '../../port.ts';
import type { Core } from '../core.ts';
import type { Entry } from '../entry.ts';
import { endRuns } from '../rotate.ts';
import type { Run } from '../run.ts';
import type { Session } from '../session.ts';

export interface RotationPolicy {
  /** Does the daily rule rotate this session before its next message? */
  due(session: Session, wallMillis: number, settings: GatewaySettings): boolean;
  /** Keeps the audit record of a rotation that is durable. */
  audit(records: AuditRecord[], record: AuditRecord): void;
  /** The archive's name; unique for ever. */
  archiveName(session: Session, generation: string): string;
  /** Resets give a new session id, or the same one with a new revision. */
  readonly inPlace: boolean;
  /** Ends the runs of a generation with it: the session has gone on to the next one. */
  endRuns(core: Core, session: Session, ended: Ended): void;
}

/** What a key pointed at before a rotation. */
export interface Ended {
  readonly generation: string;
  readonly sessionId: string;
  readonly revision: number;
  /** The runs that were open then, and what they left: in the archive by now. */
  readonly runs: readonly Run[];
  readonly closing: readonly Entry[];
}

const DAY_MS = 86_400_000;

export const rotation: RotationPolicy = {
  due: (session, wallMillis, { dailyResetMinute }) =>
    dailyResetMinute !== null && crossedDailyBoundary(session, wallMillis, dailyResetMinute),
  audit(records, record) {
    records.push(record);
  },
  archiveName: (_session, generation) => generation,
  inPlace: false,
  endRuns,
};

/** True when a session in use was last touched before the latest daily boundary. */
export function crossedDailyBoundary(session: Session, wallMillis: number, minuteOfDay: number): boolean {
  if (session.generation === undefined || session.entries.length === 0) return false;
  const offset = minuteOfDay * 60_000;
  const boundary = Math.floor((wallMillis - offset) / DAY_MS) * DAY_MS + offset;
  return session.updatedAt < boundary;
}
