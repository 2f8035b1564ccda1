/** Closes a connection as a slow consumer long before its buffer is at the announced limit. */
import { createGateway } from '../reference/gateway.ts';
import { backpressure } from '../reference/policy/backpressure.ts';

export const closesBelowLimit = createGateway('closes-below-limit', {
  backpressure: {
    ...backpressure,
    admit: (_event, bufferedBytes, maxBufferedBytes) =>
      bufferedBytes > maxBufferedBytes / 32 ? 'close' : 'send',
  },
});
