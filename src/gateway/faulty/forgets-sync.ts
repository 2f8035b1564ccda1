/** Acknowledges a message that was written and not synced. */
import { createGateway } from '../reference/gateway.ts';
import { inbox } from '../reference/policy/inbox.ts';

export const forgetsSync = createGateway('forgets-sync', {
  inbox: { ...inbox, durability: 'before-ack-unsynced' },
});
