/** Acknowledges a message behind a running turn and keeps it in memory only; a stop loses it. */
import { createGateway } from '../reference/gateway.ts';
import { inbox } from '../reference/policy/inbox.ts';
export const queuesInMemory = createGateway('queues-in-memory', {
  inbox: { ...inbox, durability: 'memory-while-busy' },
});
