/** Tells subscribers that a generation ended before it answers the request that ended it. */
import { createGateway } from '../reference/gateway.ts';
import { notice } from '../reference/policy/notice.ts';
export const notifiesFirst = createGateway('notifies-first', {
  notice: { ...notice, afterResponse: false },
});
