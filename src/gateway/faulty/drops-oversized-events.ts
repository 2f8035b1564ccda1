/** Leaves out an event above maxPayload after its number was taken, and says nothing. */
import { createGateway } from '../reference/gateway.ts';
import { eventBytes } from '../reference/connection.ts';
export const dropsOversizedEvents = createGateway('drops-oversized-events', {
  payload: {
    fit: (event, payload, maxPayloadBytes) =>
      eventBytes(event, payload) > maxPayloadBytes ? { burn: true } : { send: payload },
  },
});
