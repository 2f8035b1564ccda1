/** One counter for all connections, as OpenClaw 2026.2.1 had. */
import { createGateway } from '../reference/gateway.ts';

export const numbersPerProcess = createGateway('numbers-per-process', {
  numbering: {
    next: (_connection, process) => process,
    skipped: () => {},
    countsSkipped: false,
  },
});
