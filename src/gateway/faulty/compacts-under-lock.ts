/** Holds the session through the summary call; messages wait behind it until their listener gives up. */
import { createGateway } from '../reference/gateway.ts';
import { compaction } from '../reference/policy/compaction.ts';
export const compactsUnderLock = createGateway('compacts-under-lock', {
  compaction: { ...compaction, holds: 'lane' },
});
