/** Sends events above the announced maxPayload; the client closes with 1009 and misses them. */
import { createGateway } from '../reference/gateway.ts';
import { payload } from '../reference/policy/payload.ts';

export const sendsOversizedEvents = createGateway('sends-oversized-events', {
  payload: { ...payload, fit: (_event, value) => ({ send: value }) },
});
