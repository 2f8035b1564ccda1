/** Skips droppable events for a connection above its buffer limit after their numbers were taken (#12895). */
import { createGateway } from '../reference/gateway.ts';
import { backpressure } from '../reference/policy/backpressure.ts';
export const skipsSlowReaders = createGateway('skips-slow-readers', {
  backpressure: {
    admit: (event, bufferedBytes, maxBufferedBytes) =>
      event !== 'agent' && bufferedBytes > maxBufferedBytes / 2
        ? 'burn'
        : backpressure.admit(event, bufferedBytes, maxBufferedBytes),
    admitResponse: () => 'send',
  },
});
