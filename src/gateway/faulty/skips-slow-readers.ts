/** Skips droppable events for a connection above its buffer limit after their numbers were taken (#12895). */
import { createGateway } from '../reference/gateway.ts';
import { backpressure } from '../reference/policy/backpressure.ts';
/** Events it holds for not worth a close. */
const DROPPABLE = new Set(['presence', 'session.message', 'sessions.changed']);

export const skipsSlowReaders = createGateway('skips-slow-readers', {
  backpressure: {
    ...backpressure,
    admit: (event, bufferedBytes, maxBufferedBytes) =>
      DROPPABLE.has(event) && bufferedBytes > maxBufferedBytes
        ? 'burn'
        : backpressure.admit(event, bufferedBytes, maxBufferedBytes),
    admitResponse: () => 'send',
  },
});
