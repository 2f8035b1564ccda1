/** Acknowledges messages while a summary is written, and starts none of their runs before it is there. */
import { createGateway } from '../reference/gateway.ts';
import { compaction } from '../reference/policy/compaction.ts';

export const holdsRunsWhileCompacting = createGateway('holds-runs-while-compacting', {
  compaction: { ...compaction, holds: 'runs' },
});
