/** Tells subscribers of a reset by request, but not of one by slash command. */
import { createGateway } from '../reference/gateway.ts';
import { notice } from '../reference/policy/notice.ts';
export const evictsSilentlyBySlash = createGateway('evicts-silently-by-slash', {
  notice: { ...notice, audience: (trigger) => (trigger === 'slash-command' ? 'nobody' : 'subscribers') },
});
