/** Honours every `/reset` in a message, also one that a reconnect replayed. */
import { createGateway } from '../reference/gateway.ts';

export const honoursReplayedResets = createGateway('honours-replayed-resets', {
  sessionControl: { decide: () => 'rotate' },
});
