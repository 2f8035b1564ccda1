/** Refuses a message to a busy session at once, as retryable, instead of queueing it. */
import { createGateway } from '../reference/gateway.ts';
import { inbox } from '../reference/policy/inbox.ts';
export const refusesWhenBusy = createGateway('refuses-when-busy', {
  inbox: {
    ...inbox,
    refuseBusy: (session) =>
      session.active === undefined && session.queue.length === 0 ? undefined : { retryAfterMs: 250 },
  },
});
