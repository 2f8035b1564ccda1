/** Leaves out an event above maxPayload after its number was taken, and says nothing. */
import { createGateway } from '../reference/gateway.ts';
import { eventBytes } from '../reference/connection.ts';
import { payload } from '../reference/policy/payload.ts';
export const dropsOversizedEvents = createGateway('drops-oversized-events', {
  payload: {
    ...payload,
    fit: (event, value, maxPayloadBytes) =>
      eventBytes(event, value) > maxPayloadBytes ? { burn: true } : { send: value },
  },
});
