/** Tells subscribers of a reset by request, but not of one by the daily rule. */
import { createGateway } from '../reference/gateway.ts';
import { notice } from '../reference/policy/notice.ts';
export const evictsSilentlyByRule = createGateway('evicts-silently-by-rule', {
  notice: { ...notice, audience: (trigger) => (trigger === 'rule' ? 'nobody' : 'subscribers') },
});
