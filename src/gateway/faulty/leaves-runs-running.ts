/** After a restart a row says running for a run that does not exist any more. */
import { createGateway } from '../reference/gateway.ts';
import { restart } from '../reference/policy/restart.ts';
export const leavesRunsRunning = createGateway('leaves-runs-running', {
  restart: { ...restart, started: 'leave-running' },
});
