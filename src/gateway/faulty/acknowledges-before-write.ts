/** Acknowledges a message before it is on the disk. */
import { createGateway } from '../reference/gateway.ts';
import { inbox } from '../reference/policy/inbox.ts';
export const acknowledgesBeforeWrite = createGateway('acknowledges-before-write', {
  inbox: { ...inbox, durability: 'after-ack' },
});
