/** Never answers a compact request whose summary fails. */
import { createGateway } from '../reference/gateway.ts';
import { compaction } from '../reference/policy/compaction.ts';

export const forgetsFailedCompactions = createGateway('forgets-failed-compactions', {
  compaction: { ...compaction, answersFailures: false },
});
