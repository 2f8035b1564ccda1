/** Sends presence events to connections without read scope. */
import { createGateway } from '../reference/gateway.ts';
import { scopes } from '../reference/policy/scopes.ts';

export const showsPresenceToAll = createGateway('shows-presence-to-all', {
  scopes: {
    ...scopes,
    mayReceive: (event, granted) => event === 'presence' || scopes.mayReceive(event, granted),
  },
});
