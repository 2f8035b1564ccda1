/** Does not go on with the queue after a run that failed or timed out. */
import { createGateway } from '../reference/gateway.ts';
import { inbox } from '../reference/policy/inbox.ts';

export const strandsQueueAfterFailure = createGateway('strands-queue-after-failure', {
  inbox: { ...inbox, servesAfter: (stopReason) => stopReason !== 'error' },
});
