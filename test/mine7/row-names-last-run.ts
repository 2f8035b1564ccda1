// mistake: sessions.changed names the run before at the end of each
// report: own experience
// wrong: sessions.changed names the run before at the end of each
import { createGateway } from './copies/row-names-last-run/gateway.ts';
export const gateway = createGateway('row-names-last-run');
