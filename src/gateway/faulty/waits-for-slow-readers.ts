/** Serves nobody while one connection does not take what it is sent. */
import { createGateway } from '../reference/gateway.ts';

export const waitsForSlowReaders = createGateway('waits-for-slow-readers', {
  backpressure: { blocks: 'everybody', admit: () => 'send', admitResponse: () => 'send' },
});
