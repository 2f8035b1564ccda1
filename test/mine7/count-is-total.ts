// mistake: a list says that there is more when there is none
// report: own experience
// wrong: a list says that there is more when there is none
import { createGateway } from './copies/count-is-total/gateway.ts';
export const gateway = createGateway('count-is-total');
