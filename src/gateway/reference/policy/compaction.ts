/**
 * Compaction (incident #73204): the summary is asked for outside the session's lane, the result is swapped in by a
 * copy, a sync and a rename, and what arrived meanwhile stays.
 */
import type { Core } from '../core.ts';
import type { Entry } from '../entry.ts';
import type { Session } from '../session.ts';
import type { Committed } from '../store.ts';

/** The two halves of a compaction, to be put in order. */
export interface CompactionSteps {
  /** Asks the model for a summary. Without one the compaction is over, and `then` is not called but `failed`. */
  summarise(then: (text: string) => void, failed: () => void): void;
  /** Puts the summary in place of what it covers; for the owner of the session's lane. */
  swap(text: string, done: (compacted: boolean) => void): void;
}

export interface CompactionPolicy {
  /** What a summary is to replace: everything before the first entry that an unsettled run still needs. */
  covers(session: Session): readonly Entry[];
  /** Runs both steps: nothing waits for the summary call, and the lane is free again whatever the swap came to. */
  schedule(session: Session, steps: CompactionSteps): void;
  /** Is a summary that was asked for in this generation one of what the session points at by now? Fenced as runs are. */
  isMeant(session: Session, askedIn: string | undefined): boolean;
  /** The transcript after a compaction: the summary and what it does not cover. */
  merge(summary: Entry, current: readonly Entry[], covered: ReadonlySet<string>): Entry[];
  /** Writes a transcript anew, so that a crash leaves the old one or the new one. */
  write(core: Core, path: string, text: string, done: Committed): void;
  /** Is this text a summary at all? */
  usable(text: string): boolean;
}

export const compaction: CompactionPolicy = {
  covers(session) {
    const { entries } = session;
    const open = new Set(session.unsettled().map(({ runId }) => runId));
    const first = entries.findIndex(
      ({ idempotencyKey }) => idempotencyKey !== undefined && open.has(idempotencyKey),
    );
    return first < 0 ? [...entries] : entries.slice(0, first);
  },
  schedule: (session, { summarise, swap }) =>
    summarise(
      (text) => session.lane.run((release) => swap(text, release)),
      () => {},
    ),
  isMeant: ({ generation }, askedIn) => generation === askedIn,
  merge: (summary, current, covered) => [summary, ...current.filter((entry) => !covered.has(entry.id))],
  write: (core, path, text, done) => core.store.replace(path, text, done),
  usable: (text) => text.trim().length > 0,
};
