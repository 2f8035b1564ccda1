/** Refuses a message to a busy session without saying that a retry may succeed. */
import { createGateway } from '../reference/gateway.ts';
import { inbox } from '../reference/policy/inbox.ts';
export const refusesBusyForGood = createGateway('refuses-busy-for-good', {
  inbox: {
    ...inbox,
    refuseBusy: (session) => (session.active === undefined && !session.compacting ? undefined : 'for-good'),
  },
});
