/** Sends to a connection that does not read, however much is buffered. */
import { createGateway } from '../reference/gateway.ts';
import { backpressure } from '../reference/policy/backpressure.ts';

export const buffersUnbounded = createGateway('buffers-unbounded', {
  backpressure: { ...backpressure, admit: () => 'send', admitResponse: () => 'send' },
});
