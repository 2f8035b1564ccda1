/**
 * The core: what the parts of one incarnation share. Data and wiring; the parts act on it.
 */
import type { ErrorShape } from '../../protocol/frame.ts';
import { ERROR, REASON } from '../../protocol/error-codes.ts';
import type { ArchiveInfo, AuditRecord } from '../../protocol/methods.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Host } from '../port.ts';
import type { Entry } from './entry.ts';
import type { Hub } from './hub.ts';
import type { Policies } from './policies.ts';
import { Session } from './session.ts';
import type { Store } from './store.ts';

export interface Remembered {
  readonly text: string;
  readonly seenAt: Micros;
  settled: boolean;
}

export interface Core {
  readonly host: Host;
  readonly policies: Policies;
  readonly store: Store;
  readonly hub: Hub;
  readonly sessions: Map<string, Session>;
  /** Sends within the dedupe window, by the name the dedupe policy gives them. */
  readonly remembered: Map<string, Remembered>;
  /** Sends whose slash command has rotated a session, by the same names: a retry must not rotate it again. */
  readonly rotatedBy: Set<string>;
  /** Texts of slash commands that are honoured once, by session key (see `rotate-once`). */
  readonly honoured: Map<string, Set<string>>;
  readonly audit: AuditRecord[];
  readonly archives: ArchiveInfo[];
  /** The stop signal came: nothing new is accepted. */
  draining: boolean;
}

export function sessionFor(core: Core, key: string): Session {
  let session = core.sessions.get(key);
  if (session === undefined) {
    session = new Session(key);
    core.sessions.set(key, session);
  }
  return session;
}

/** An entry at this place of a transcript, not yet appended. */
export function draftEntry(core: Core, seq: number, content: Omit<Entry, 'id' | 'seq' | 'at'>): Entry {
  return { id: core.host.random.id(), seq, at: core.host.clock.wallMillis(), ...content };
}

export function invalid(message: string, reason?: string): ErrorShape {
  return { code: ERROR.invalidRequest, message, ...(reason === undefined ? {} : { details: { reason } }) };
}

export function unavailable(message: string, reason: string, retryAfterMs: number | undefined): ErrorShape {
  const when = retryAfterMs === undefined ? {} : { retryAfterMs };
  return { code: ERROR.unavailable, message, details: { reason }, retryable: true, ...when };
}

export const DRAINING = unavailable('the gateway is stopping', REASON.draining, 1_000);
export const STORAGE = unavailable('the message could not be stored', REASON.storage, 1_000);
