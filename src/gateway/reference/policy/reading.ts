/** What reads show: rows as they are now, never remembered ones (#10331, #127027), and archives in full (#70330). */
import type { Entry } from '../entry.ts';
import type { Session } from '../session.ts';

export interface ReadingPolicy {
  /** The session id that `sessions.list` shows for a key. */
  listedId(session: Session, wallMillis: number): string;
  /** The entries that are shown of an archive. */
  archived(entries: readonly Entry[]): readonly Entry[];
}

export const reading: ReadingPolicy = {
  listedId: (session) => session.sessionId,
  archived: (entries) => entries,
};
