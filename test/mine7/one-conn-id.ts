// mistake: every connection is told the same connId
// report: own experience
// wrong: every connection is told the same connId
import { createGateway } from './copies/one-conn-id/gateway.ts';
export const gateway = createGateway('one-conn-id');
