/** Never answers a message that reaches a session while it is being compacted. */
import { createGateway } from '../reference/gateway.ts';
import { inbox } from '../reference/policy/inbox.ts';
export const ignoresBusySends = createGateway('ignores-busy-sends', {
  inbox: { ...inbox, refuseBusy: (session) => (session.compacting ? 'silently' : undefined) },
});
