/** What is known of one session, kept where its sends find it. */
import type { Micros } from '../../kernel/time.ts';
import { NEVER, type Position } from './connections.ts';
import type { Ending } from './rotations.ts';
import type { Send } from './sends.ts';

export class SessionState {
  /** In order of the first attempt. */
  readonly all: Send[] = [];
  /** Not known to be accepted, and not refused either. */
  readonly undetermined = new Set<Send>();
  /** Accepted, and tried again without an answer yet: it may be taken for new. */
  readonly repeated = new Set<Send>();
  /** How many are accepted and not settled. */
  unsettled = 0;
  lastSettlement: Micros = NEVER;
  lastAcceptance: Position = NEVER;
  /** A send was accepted as new once more: its second run may be under way at any time. */
  again = false;
  /** The ends of its generations, the newest last; kept by these. */
  endings: readonly Ending[] = [];
}
