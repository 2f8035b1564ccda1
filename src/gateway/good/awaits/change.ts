/**
 * Changes: what the journal holds. Everything this gateway remembers is the fold of its changes, so a change carries
 * every id and time it needs, and folding it twice on two machines gives the same memory.
 */
import type { Micros } from '../../../kernel/time.ts';
import type { AuditRecord, TranscriptMessage } from '../../../protocol/methods.ts';

/** A transcript entry before it has a position. */
export interface Draft extends Omit<TranscriptMessage, '__openclaw'> {
  readonly id: string;
}

export type RunStatus = 'done' | 'failed' | 'killed';

export type Change =
  /** A key that pointed at nothing points at a generation. */
  | { readonly type: 'created'; readonly key: string; readonly sessionId: string; readonly at: number }
  /** A send: its entry, and its text as it came, for telling a retry from another message. */
  | {
      readonly type: 'accepted';
      readonly key: string;
      readonly entry: Draft;
      readonly text: string;
      /** On the clock that never jumps: how long a key is remembered does not depend on what a wall clock says. */
      readonly atMicros: Micros;
    }
  /** A visible mark of a slash command. */
  | { readonly type: 'marked'; readonly key: string; readonly entry: Draft }
  | { readonly type: 'started'; readonly key: string; readonly turn: string; readonly at: number }
  /** A turn, named by the id of its entry, is over. */
  | {
      readonly type: 'settled';
      readonly key: string;
      readonly turn: string;
      readonly reply: Draft;
      readonly ending: RunStatus;
      readonly tokens: number;
    }
  /** Everything up to `coversSeq` is replaced by its summary, and kept in the archive. */
  | {
      readonly type: 'compacted';
      readonly key: string;
      readonly summary: Draft;
      readonly coversSeq: number;
      readonly archive: string;
    }
  /** The generation behind a key ended; what follows begins empty. */
  | { readonly type: 'rotated'; readonly audit: AuditRecord };
