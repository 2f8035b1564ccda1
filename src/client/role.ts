/** Roles: what a kind of client asks for, knows and does. Data, resolved once. */
import type { ClientRole } from '../plan/plan.ts';
import type { ProtocolRange } from '../protocol/connect-params.ts';
import { ALL_SCOPES, SCOPE } from '../protocol/scopes.ts';

export interface RoleTraits {
  readonly scopes: readonly string[];
  /** Calls sessions.subscribe and sessions.messages.subscribe; fetches history when it (re)connects or sees a gap. */
  readonly subscribes: boolean;
  /** A send must be accepted or refused by then; retried with exponential back-off until then. Milliseconds. */
  readonly listenerDeadlineMs: number;
  /** Ticks of silence after which it gives a connection up; a slow reader takes longer for a single frame. */
  readonly silentTicks: number;
  /** Default: all that have been measured. */
  readonly protocols?: ProtocolRange;
}

/** Listener timeout of incident #73204. */
export const LISTENER_DEADLINE_MS = 120_000;

const LEGACY: RoleTraits = {
  scopes: ALL_SCOPES,
  subscribes: false,
  listenerDeadlineMs: Infinity,
  silentTicks: 2,
};
const OPERATOR: RoleTraits = { ...LEGACY, subscribes: true };

export const ROLES: Readonly<Record<ClientRole | 'auditor', RoleTraits>> = {
  operator: OPERATOR,
  slow: { ...OPERATOR, silentTicks: 60 },
  legacy: LEGACY,
  reader: { ...OPERATOR, scopes: [SCOPE.read] },
  writer: { ...OPERATOR, scopes: [SCOPE.read, SCOPE.write] },
  unscoped: { ...LEGACY, scopes: [] },
  channel: { ...LEGACY, listenerDeadlineMs: LISTENER_DEADLINE_MS },
  auditor: LEGACY,
};
