/**
 * What an abort does to a run: it ends it, here and now. Asking the model to stop and waiting for it to say that it
 * did leaves the run open for ever, since a cancelled call need not say anything.
 */
import type { Core } from '../core.ts';
import type { Run } from '../run.ts';
import { settle } from '../runs.ts';
import type { Session } from '../session.ts';

export interface AbortPolicy {
  /** Ends these runs; `done` answers the abort. Holds the session's lane until then. */
  end(core: Core, session: Session, runs: readonly Run[], done: () => void): void;
}

export const abort: AbortPolicy = {
  end: (core, session, runs, done) => settle(core, session, runs, { stopReason: 'aborted', tokens: 0 }, done),
};
