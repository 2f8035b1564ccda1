/** Roles: what a kind of client asks for, knows and does. Data, resolved once. */
import type { ClientRole } from '../plan/plan.ts';
import { ALL_SCOPES, SCOPE } from '../protocol/scopes.ts';

export interface RoleTraits {
  readonly scopes: readonly string[];
  /** Calls sessions.subscribe and sessions.messages.subscribe, and fetches history when it (re)connects. */
  readonly subscribes: boolean;
  /** Fetches history again when it sees a gap. */
  readonly recovers: boolean;
  /** A send must be accepted or refused by then; retried with exponential back-off until then. Milliseconds. */
  readonly listenerDeadlineMs: number | null;
  /** Ticks of silence after which it gives a connection up; a slow reader takes longer for a single frame. */
  readonly silentTicks: number;
}

/** Listener timeout of incident #73204. */
export const LISTENER_DEADLINE_MS = 120_000;

export const ROLES: Readonly<Record<ClientRole | 'auditor', RoleTraits>> = {
  operator: {
    scopes: ALL_SCOPES,
    subscribes: true,
    recovers: true,
    listenerDeadlineMs: null,
    silentTicks: 2,
  },
  slow: { scopes: ALL_SCOPES, subscribes: true, recovers: true, listenerDeadlineMs: null, silentTicks: 60 },
  legacy: {
    scopes: ALL_SCOPES,
    subscribes: false,
    recovers: false,
    listenerDeadlineMs: null,
    silentTicks: 2,
  },
  reader: {
    scopes: [SCOPE.read],
    subscribes: true,
    recovers: true,
    listenerDeadlineMs: null,
    silentTicks: 2,
  },
  unscoped: { scopes: [], subscribes: false, recovers: false, listenerDeadlineMs: null, silentTicks: 2 },
  channel: {
    scopes: ALL_SCOPES,
    subscribes: false,
    recovers: false,
    listenerDeadlineMs: LISTENER_DEADLINE_MS,
    silentTicks: 2,
  },
  auditor: {
    scopes: ALL_SCOPES,
    subscribes: false,
    recovers: false,
    listenerDeadlineMs: null,
    silentTicks: 2,
  },
};
