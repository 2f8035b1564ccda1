/** Takes a live run for stale because its session was touched after the run began, and drops its terminal. */
import { createGateway } from '../reference/gateway.ts';
import { fence } from '../reference/policy/fence.ts';
export const fencesLiveRuns = createGateway('fences-live-runs', {
  fence: {
    ...fence,
    tellsTerminal: (run, session) => session.queue.length === 0 || session.updatedAt <= run.startedAt,
  },
});
