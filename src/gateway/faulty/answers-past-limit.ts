/** Bounds what events pile up on a connection, and sends responses whatever is buffered. */
import { createGateway } from '../reference/gateway.ts';
import { backpressure } from '../reference/policy/backpressure.ts';

export const answersPastLimit = createGateway('answers-past-limit', {
  backpressure: { ...backpressure, admitResponse: () => 'send' },
});
