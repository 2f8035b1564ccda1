// mistake: a run that hangs is ended after four times the time that is configured
// report: own experience
// wrong: a run that hangs is ended after four times the time that is configured
import { createGateway } from './copies/timeout-four-times/gateway.ts';
export const gateway = createGateway('timeout-four-times');
