// mistake: a run starts again with each model that is asked
// report: own experience
// wrong: a run starts again with each model that is asked
import { createGateway } from './copies/start-for-each-model/gateway.ts';
export const gateway = createGateway('start-for-each-model');
