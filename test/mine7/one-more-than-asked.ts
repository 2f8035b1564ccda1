// mistake: a history gives one message more than its limit
// report: own experience
// wrong: a history gives one message more than its limit
import { createGateway } from './copies/one-more-than-asked/gateway.ts';
export const gateway = createGateway('one-more-than-asked');
