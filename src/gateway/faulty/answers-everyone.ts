/** Does for every connection what it asks, whatever it was granted. */
import { createGateway } from '../reference/gateway.ts';
import { scopes } from '../reference/policy/scopes.ts';

export const answersEveryone = createGateway('answers-everyone', {
  scopes: { ...scopes, mayCall: () => true },
});
