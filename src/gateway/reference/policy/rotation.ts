/**
 * When a generation ends and what is kept of that (incident #70330): only on request or by a configured rule, always
 * with an audit record that is the commit point, so that a reset which was answered can not be undone.
 */
import type { AuditRecord } from '../../../protocol/methods.ts';
import type { GatewaySettings, Host } from '../../port.ts';
import type { Run } from '../run.ts';
import type { Session } from '../session.ts';

export interface RotationPolicy {
  /** Does the daily rule rotate this session before its next message? */
  due(session: Session, wallMillis: number, settings: GatewaySettings): boolean;
  /** A rotation by a rule leaves neither audit record nor notice. Never chosen by a correct gateway. */
  readonly silentByRule: boolean;
  /** The audit record to keep; undefined keeps none. */
  audit(record: AuditRecord): AuditRecord | undefined;
  /** The archive's name; unique for ever. */
  archiveName(session: Session, generation: string): string;
  /** Where the last entries of aborted runs go: with their generation, into its archive. */
  readonly closing: 'with-ended' | 'into-next';
  /** Resets give a new session id, or the same one with a new revision. */
  readonly inPlace: boolean;
  /** A generation ended while these runs were open: what they may still write about the session. Nothing. */
  onRotated(session: Session, ended: EndedSession, runs: readonly Run[], host: Host): void;
}

/** What a key pointed at before a rotation. */
export interface EndedSession {
  readonly generation: string;
  readonly sessionId: string;
  readonly revision: number;
}

const DAY_MS = 86_400_000;

export const rotation: RotationPolicy = {
  due(session, wallMillis, settings) {
    if (settings.dailyResetMinute === null) return false;
    return crossedDailyBoundary(session, wallMillis, settings.dailyResetMinute);
  },
  silentByRule: false,
  audit: (record) => record,
  archiveName: (_session, generation) => generation,
  closing: 'with-ended',
  inPlace: false,
  onRotated: () => {},
};

/** True when a session in use was last touched before the latest daily boundary. */
export function crossedDailyBoundary(session: Session, wallMillis: number, minuteOfDay: number): boolean {
  if (session.generation === undefined || session.entries.length === 0) return false;
  const offset = minuteOfDay * 60_000;
  const boundary = Math.floor((wallMillis - offset) / DAY_MS) * DAY_MS + offset;
  return session.updatedAt < boundary;
}
