/**
 * Compaction (incident #73204): the summary is asked for outside the session's lane, the result is swapped in by a
 * copy, a sync and a rename, and what arrived meanwhile stays.
 */
import type { Entry } from '../entry.ts';

export interface CompactionPolicy {
  /** What waits for the summary call: nothing. The others hold up messages, or only their runs. */
  readonly holds: 'nothing' | 'lane' | 'runs';
  /** Is the lane released after a swap that came to this? Always. */
  releasesAfter(compacted: boolean): boolean;
  /** A request is answered also when its summary fails. Always. */
  readonly answersFailures: boolean;
  /** The transcript after a compaction: the summary and what it does not cover. */
  merge(summary: Entry, current: readonly Entry[], covered: ReadonlySet<string>): Entry[];
  /** `replace` is atomic; `overwrite` is not. */
  readonly swap: 'replace' | 'overwrite';
  /** Is this text a summary at all? */
  usable(text: string): boolean;
}

export const compaction: CompactionPolicy = {
  holds: 'nothing',
  releasesAfter: () => true,
  answersFailures: true,
  merge: (summary, current, covered) => [summary, ...current.filter((entry) => !covered.has(entry.id))],
  swap: 'replace',
  usable: (text) => text.trim().length > 0,
};
