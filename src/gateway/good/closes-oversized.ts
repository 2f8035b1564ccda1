/** Closes a connection with a reason instead of cutting the texts of an event that is above its limit. */
import { createGateway } from '../reference/gateway.ts';
import { fits, payload } from '../reference/policy/payload.ts';
export const closesOversized = createGateway('closes-oversized', {
  payload: {
    ...payload,
    fit: (_event, value, maxPayloadBytes) =>
      fits(value, maxPayloadBytes) ? { send: value } : { close: 'event above maxPayload' },
  },
});
