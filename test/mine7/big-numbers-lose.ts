// mistake: totalTokens is kept in sixteen bits
// report: own experience
// wrong: totalTokens is kept in sixteen bits
import { createGateway } from './copies/big-numbers-lose/gateway.ts';
export const gateway = createGateway('big-numbers-lose');
