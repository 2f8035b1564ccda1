// mistake: a gateway that stops asks to try again in an hour
// report: own experience
// wrong: a gateway that stops asks to try again in an hour
import { createGateway } from './copies/retry-in-an-hour/gateway.ts';
export const gateway = createGateway('retry-in-an-hour');
