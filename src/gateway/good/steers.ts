/** Steers a message into the session's running run instead of queueing it, as OpenClaw 2026.9.6 does. */
import { createGateway } from '../reference/gateway.ts';
import { inbox } from '../reference/policy/inbox.ts';
export const steers = createGateway('steers', {
  inbox: { ...inbox, steers: true },
});
