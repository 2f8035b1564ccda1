/** Counts a run from 1 again for the terminal of an abort, as OpenClaw 2026.5.28 does. */
import { createGateway } from '../reference/gateway.ts';
import { telling } from '../reference/policy/telling.ts';

export const restartsRunSeq = createGateway('restarts-run-seq', {
  telling: {
    ...telling,
    terminalSeq: (run, stopReason) => (stopReason === 'aborted' ? 1 : run.seq),
  },
});
