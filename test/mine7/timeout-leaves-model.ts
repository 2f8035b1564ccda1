// mistake: a run that timed out is ended, and its model goes on
// report: own experience
// wrong: a run that timed out is ended, and its model goes on
import { createGateway } from './copies/timeout-leaves-model/gateway.ts';
export const gateway = createGateway('timeout-leaves-model');
