/** Keeps the place of a client that went without a closing handshake, until nobody can connect any more. */
import { createGateway } from '../reference/gateway.ts';
import { CLOSE } from '../../protocol/close-codes.ts';

const PLACES = 6;

export const keepsDeadPlaces = createGateway('keeps-dead-places', {
  admission: { places: PLACES, frees: (code) => code === CLOSE.normal || code === CLOSE.goingAway },
});
