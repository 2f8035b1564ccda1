/** What can be read: sessions, transcripts, audit records, archives. Answers are cut to fit and say so. */
import type {
  ArchivesListResult,
  ArchivesReadResult,
  AuditListResult,
  ChatHistoryResult,
  SessionsListResult,
  TranscriptMessage,
} from '../../../protocol/methods.ts';
import { fitting, page, shortened, type Page } from './fit.ts';
import type { Archive, Memory } from './memory.ts';

const DEFAULT_LIMIT = 200;
const LARGEST_LIMIT = 1_000;
const DEFAULT_MAX_CHARS = 8_000;

/** How much of a transcript is wanted. */
export interface Extent {
  readonly limit: number | undefined;
  readonly maxChars: number | undefined;
  /** Newest messages to leave out. */
  readonly offset: number | undefined;
}

export function readHistory(
  memory: Memory,
  sessionKey: string,
  extent: Extent,
  bytes: number,
): ChatHistoryResult {
  const session = memory.sessions.get(sessionKey);
  if (session === undefined) return { sessionKey, messages: [], hasMore: false };
  const { items, hasMore } = newest(session.entries, extent, bytes);
  return { sessionKey, sessionId: session.sessionId, messages: items, hasMore };
}

export function readArchive({ info, messages }: Archive, extent: Extent, bytes: number): ArchivesReadResult {
  const { items, hasMore } = newest(messages, extent, bytes);
  return { archive: info.archive, messages: items, hasMore };
}

export function listSessions(memory: Memory, ts: number, bytes: number): SessionsListResult {
  const rows = [...memory.sessions.values()].map((session) => session.row());
  const { items, hasMore } = page(rows, Infinity, bytes);
  return { ts, count: items.length, totalCount: rows.length, hasMore, sessions: items };
}

/** The newest records that fit. */
export function listAudit(memory: Memory, bytes: number): AuditListResult {
  return { records: page(memory.audit.toReversed(), Infinity, bytes).items };
}

/** The newest archives that fit. */
export function listArchives(memory: Memory, bytes: number): ArchivesListResult {
  const infos = [...memory.archives.values()].map(({ info }) => info);
  return { archives: page(infos.toReversed(), Infinity, bytes).items };
}

function newest(
  entries: readonly TranscriptMessage[],
  { limit = DEFAULT_LIMIT, maxChars = DEFAULT_MAX_CHARS, offset = 0 }: Extent,
  bytes: number,
): Page<TranscriptMessage> {
  return page(shortest(), Math.min(limit, LARGEST_LIMIT), bytes);

  function* shortest(): Generator<TranscriptMessage> {
    for (let at = entries.length - 1 - offset; at >= 0; at--) {
      const entry = entries[at] as TranscriptMessage;
      yield fitting(bytes - 1, (chars) => shortened(entry, chars), maxChars);
    }
  }
}
