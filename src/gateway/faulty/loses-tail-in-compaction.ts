/** Replaces the whole transcript by the summary, with what arrived while it was written. */
import { createGateway } from '../reference/gateway.ts';
import { compaction } from '../reference/policy/compaction.ts';
export const losesTailInCompaction = createGateway('loses-tail-in-compaction', {
  compaction: { ...compaction, merge: (summary) => [summary] },
});
