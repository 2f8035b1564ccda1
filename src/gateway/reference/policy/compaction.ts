/**
 * Compaction (incident #73204): the summary is asked for outside the session's lane, the result is swapped in by a
 * copy, a sync and a rename, and what arrived meanwhile stays.
 */
import type { Entry } from '../entry.ts';

export interface CompactionPolicy {
  /** Hold the lane through the summary call. Never chosen by a correct gateway. */
  readonly holdsLane: boolean;
  /** The transcript after a compaction: the summary and what it does not cover. */
  merge(summary: Entry, current: readonly Entry[], covered: ReadonlySet<string>): Entry[];
  /** `replace` is atomic; `overwrite` is not. */
  readonly swap: 'replace' | 'overwrite';
  /** Is this text a summary at all? */
  usable(text: string): boolean;
}

export const compaction: CompactionPolicy = {
  holdsLane: false,
  merge: (summary, current, covered) => [summary, ...current.filter((entry) => !covered.has(entry.id))],
  swap: 'replace',
  usable: (text) => text.trim().length > 0,
};
