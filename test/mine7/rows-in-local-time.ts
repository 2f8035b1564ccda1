// mistake: rows say when a turn began and ended in local time
// report: own experience
// wrong: rows say when a turn began and ended in local time
import { createGateway } from './copies/rows-in-local-time/gateway.ts';
export const gateway = createGateway('rows-in-local-time');
