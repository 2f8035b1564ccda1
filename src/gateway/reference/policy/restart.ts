/**
 * What a new incarnation does with runs the last one left behind: those that were handed to the provider are settled
 * as interrupted, or handed to it again; those that were only queued are run.
 */
import type { Core } from '../core.ts';
import { reopen } from '../recovery.ts';
import type { Run } from '../run.ts';
import type { Session } from '../session.ts';

export interface RestartPolicy {
  /** A run that was cut short is handed to the provider again instead of being settled as interrupted. */
  readonly resumes: boolean;
  /** Settles or queues the open runs of a session that was read back; those that had begun are `running`. */
  reopen(core: Core, session: Session, runs: readonly Run[], next: () => void): void;
}

export const restart: RestartPolicy = { resumes: false, reopen };
