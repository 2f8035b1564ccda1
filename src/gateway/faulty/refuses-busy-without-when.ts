/** Refuses a message to a busy session as retryable without saying when. */
import { createGateway } from '../reference/gateway.ts';
import { inbox } from '../reference/policy/inbox.ts';

export const refusesBusyWithoutWhen = createGateway('refuses-busy-without-when', {
  inbox: {
    ...inbox,
    refuseBusy: (session) => (session.unsettled().length === 0 ? undefined : { retryAfterMs: undefined }),
  },
});
