/** Resets and deletes sessions without telling anybody; clients must poll. */
import { createGateway } from '../reference/gateway.ts';
import { notice } from '../reference/policy/notice.ts';
export const evictsSilently = createGateway('evicts-silently', {
  notice: { ...notice, audience: () => 'nobody' },
});
