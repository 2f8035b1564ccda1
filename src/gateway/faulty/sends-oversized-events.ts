/** Sends events above the announced maxPayload; the client closes with 1009 and misses them. */
import { createGateway } from '../reference/gateway.ts';

export const sendsOversizedEvents = createGateway('sends-oversized-events', {
  payload: { fit: (_event, payload) => ({ send: payload }) },
});
