/** Writes the compacted transcript over the old one instead of renaming a finished copy; a crash leaves a torn file. */
import { createGateway } from '../reference/gateway.ts';
import { compaction } from '../reference/policy/compaction.ts';
export const compactsInPlace = createGateway('compacts-in-place', {
  compaction: { ...compaction, swap: 'overwrite' },
});
