// mistake: what a run took that failed is not counted
// report: own experience
// wrong: what a run took that failed is not counted
import { createGateway } from './copies/tokens-of-failures/gateway.ts';
export const gateway = createGateway('tokens-of-failures');
