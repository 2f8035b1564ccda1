/**
 * What an abort does to the runs that it means: it ends them, here and now. Asking the model to stop and waiting for it to say that it
 * did leaves a run open for ever, since a cancelled call need not say anything.
 */
import type { Core } from '../core.ts';
import type { Run } from '../run.ts';
import { settle } from '../runs.ts';
import type { Session } from '../session.ts';

export interface AbortPolicy {
  /** The runs that a request to abort means: the named one, or all that are open. */
  meant(session: Session, runId: string | undefined): Run[];
  /** Ends these runs; `done` answers the abort. Holds the session's lane until then. */
  end(core: Core, session: Session, runs: readonly Run[], done: () => void): void;
}

export const abort: AbortPolicy = {
  meant: (session, named) =>
    session.unsettled().filter(({ runId }) => named === undefined || named === runId),
  end: (core, session, runs, done) => settle(core, session, runs, { stopReason: 'aborted', tokens: 0 }, done),
};
