/** Keeps the lane when a compaction comes to nothing because its session was reset meanwhile. */
import { createGateway } from '../reference/gateway.ts';
import { compaction } from '../reference/policy/compaction.ts';

export const leaksLaneAfterCompaction = createGateway('leaks-lane-after-compaction', {
  compaction: { ...compaction, releasesAfter: (compacted) => compacted },
});
