/** After a compaction the model is shown neither the old messages nor their summary. */
import { createGateway } from '../reference/gateway.ts';
import { promptOf } from '../reference/policy/prompt.ts';
export const forgetsSummary = createGateway('forgets-summary', {
  prompt: {
    build: (session, run) =>
      promptOf(
        session.entries.filter((entry) => entry.kind !== 'compaction'),
        run,
        new Set(session.queue.map((queued) => queued.runId)),
      ),
  },
});
