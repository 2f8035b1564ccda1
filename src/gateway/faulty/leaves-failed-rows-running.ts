/** A row goes on saying running after a run that failed. */
import { createGateway } from '../reference/gateway.ts';
import { fence } from '../reference/policy/fence.ts';

export const leavesFailedRowsRunning = createGateway('leaves-failed-rows-running', {
  fence: { ...fence, clearsRow: (stopReason) => stopReason !== 'error' },
});
