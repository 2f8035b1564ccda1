// mistake: ticks carry no time
// report: own experience
// wrong: ticks carry no time
import { createGateway } from './copies/tick-says-zero/gateway.ts';
export const gateway = createGateway('tick-says-zero');
