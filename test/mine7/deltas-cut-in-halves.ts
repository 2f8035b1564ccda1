// mistake: a gathered delta is sent in two halves, which may part a character
// report: own experience
// wrong: a gathered delta is sent in two halves, which may part a character
import { createGateway } from './copies/deltas-cut-in-halves/gateway.ts';
export const gateway = createGateway('deltas-cut-in-halves');
