// mistake: a run that failed says no reason in its terminal
// report: own experience
// wrong: a run that failed says no reason in its terminal
import { createGateway } from './copies/error-without-words/gateway.ts';
export const gateway = createGateway('error-without-words');
