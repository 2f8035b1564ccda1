/** After a restart the model is shown only what was said since: "no prior history". */
import { createGateway } from '../reference/gateway.ts';
import { promptOf } from '../reference/policy/prompt.ts';
export const forgetsContextAfterRestart = createGateway('forgets-context-after-restart', {
  prompt: {
    build: (session, run) =>
      promptOf(
        session.entries.slice(session.restored),
        run,
        new Set(session.queue.map((queued) => queued.runId)),
      ),
  },
});
