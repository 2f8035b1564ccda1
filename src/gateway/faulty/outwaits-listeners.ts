/** Lets a channel message to a busy session wait longer than its listener does before it is refused. */
import { createGateway } from '../reference/gateway.ts';
import { inbox } from '../reference/policy/inbox.ts';

export const outwaitsListeners = createGateway('outwaits-listeners', {
  inbox: {
    ...inbox,
    refuseBusy: ({ key, active, compacting, before }) =>
      key.includes(':channel:') && active !== undefined && !compacting && before === undefined
        ? { retryAfterMs: 1_000, afterMs: 125_000 }
        : undefined,
  },
});
