/** Keeps queued messages in the transcript but does not run them after a restart. */
import { createGateway } from '../reference/gateway.ts';
import { restart } from '../reference/policy/restart.ts';
export const forgetsQueueAtRestart = createGateway('forgets-queue-at-restart', {
  restart: { ...restart, queued: 'forget' },
});
