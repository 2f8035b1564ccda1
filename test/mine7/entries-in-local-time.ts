// mistake: entries are dated in the local time of the gateway, two hours ahead
// report: own experience
// wrong: entries are dated in the local time of the gateway, two hours ahead
import { createGateway } from './copies/entries-in-local-time/gateway.ts';
export const gateway = createGateway('entries-in-local-time');
