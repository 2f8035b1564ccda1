/** Sends eviction notices to every connection, scoped and subscribed or not. */
import { createGateway } from '../reference/gateway.ts';
import { notice } from '../reference/policy/notice.ts';
export const notifiesEveryone = createGateway('notifies-everyone', {
  notice: { ...notice, audience: () => 'everyone' },
});
