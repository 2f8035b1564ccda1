// mistake: health says that it took minus one millisecond
// report: own experience
// wrong: health says that it took minus one millisecond
import { createGateway } from './copies/health-forgets-time/gateway.ts';
export const gateway = createGateway('health-forgets-time');
